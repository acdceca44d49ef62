//! What only a word processor makes: list numbers, text boxes, tracked changes, footnotes, landscape sections.

use insta::assert_snapshot;

use super::{docx, told};

const HEAD: [&str; 4] = ["№ п/п", "Мероприятие", "Срок исполнения", "Ответственный"];

#[test]
fn numbers_by_lists_of_several_levels() {
    let cell = |level: usize| docx::raw("", &docx::li(1, level, ""));
    let rows = [
        docx::row(&HEAD),
        docx::tr(&[cell(0), docx::tc("Методическая работа"), docx::tc(""), docx::tc("")]),
        docx::tr(&[cell(1), docx::tc("Семинар"), docx::tc("март"), docx::tc("ИРО")]),
        docx::tr(&[cell(1), docx::tc("Вебинар"), docx::tc("май"), docx::tc("ИРО")]),
        docx::tr(&[cell(0), docx::tc("Конкурс"), docx::tc("октябрь"), docx::tc("РРИБЦ")]),
    ];
    let numbering = docx::numbering(&[("decimal", "%1."), ("decimal", "%1.%2.")], 1);
    let body = docx::p("План на 2025 год") + &docx::tbl(&rows);
    assert_snapshot!(told("plan.docx", &docx::with_parts(&body, &[("word/numbering.xml", &numbering)])));
}

#[test]
fn sections_and_measures_numbered_by_lists_that_begin_anew() {
    let section = |text: &str| docx::tr(&[docx::raw(r#"<w:gridSpan w:val="4"/>"#, &docx::li(1, 0, text))]);
    let measure = |list: usize, title: &str, term: &str| {
        docx::tr(&[docx::raw("", &docx::li(list, 1, "")), docx::tc(title), docx::tc(term), docx::tc("ИРО")])
    };
    let rows = [
        docx::row(&HEAD),
        section("Кадры"),
        measure(1, "Курсы", "март"),
        measure(1, "Аттестация", "апрель"),
        section("Фонды"),
        measure(1, "Закупка", "май"),
    ];
    let numbering = docx::numbering(&[("upperRoman", "%1."), ("decimal", "%2.")], 1);
    let body = docx::p("План на 2025 год") + &docx::tbl(&rows);
    assert_snapshot!(told("plan.docx", &docx::with_parts(&body, &[("word/numbering.xml", &numbering)])));
}

#[test]
fn bullets_and_numbers_inside_cells() {
    let items =
        docx::raw("", &(docx::p("Конкурсы:") + &docx::li(2, 0, "чтецов") + &docx::li(2, 0, "рисунков")));
    let papers = docx::raw("", &(docx::li(3, 0, "Положение") + &docx::li(3, 0, "Протокол")));
    let rows = [
        docx::row(&["№", "Мероприятие", "Срок", "Исполнитель", "Документы"]),
        docx::tr(&[docx::tc("1"), items, docx::tc("март\nмай"), docx::tc("ИРО"), papers]),
    ];
    let body = docx::p("План на 2025 год") + &docx::tbl(&rows);
    assert_snapshot!(told("plan.docx", &docx::document(&body)));
}

#[test]
fn tracked_changes_controls_boxes_and_footnotes() {
    let title = r#"<w:p><w:r><w:t>Семинар</w:t></w:r><w:del><w:r><w:delText> старый</w:delText></w:r></w:del><w:ins><w:r><w:t> новый</w:t></w:r></w:ins><w:r><w:br/><w:t>и практикум</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>"#;
    let term = format!("<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", docx::p("апрель"));
    let boxed = |inner: &str| {
        format!(
            "<w:p><w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )
    };
    let removed = format!(
        "<w:tr><w:trPr><w:del/></w:trPr>{}</w:tr>",
        docx::raw("", "<w:p><w:del><w:r><w:delText>2</w:delText></w:r></w:del></w:p>")
    );
    let rows = [
        docx::row(&HEAD),
        docx::tr(&[
            docx::tc("1"),
            docx::raw("", title),
            docx::raw("", &term),
            docx::raw("", &boxed(&docx::p("РРИБЦ"))),
        ]),
        removed,
    ];
    let notes = format!(
        r#"<w:footnotes xmlns:w="w"><w:footnote w:type="separator" w:id="0">{}</w:footnote><w:footnote w:id="2">{}</w:footnote></w:footnotes>"#,
        docx::p("—"),
        docx::p("Дата согласуется с министерством.")
    );
    let body = boxed(&docx::p("УТВЕРЖДАЮ")) + &docx::p("План на 2025 год") + &docx::tbl(&rows);
    assert_snapshot!(told("plan.docx", &docx::with_parts(&body, &[("word/footnotes.xml", &notes)])));
}

#[test]
fn a_landscape_section_and_a_nested_table() {
    let turned = r#"<w:p><w:pPr><w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr></w:pPr></w:p>"#;
    let inner =
        docx::tbl(&[docx::row(&["Договор", "до 1 марта"]), docx::row(&["Отчёт наставника", "до 1 июня"])]);
    let rows = [
        docx::row(&["Срок", "Ответственные", "Мероприятие", "Форма отчёта"]),
        docx::tr(&[
            docx::tc("постоянно"),
            docx::tc("МИБЦ"),
            docx::tc("Наставничество"),
            docx::raw("", &(inner + &docx::p(""))),
        ]),
    ];
    let body = docx::p("План на 2025 год") + turned + &docx::tbl(&rows);
    assert_snapshot!(told("plan.docx", &docx::document(&body)));
}

/// Made by LibreOffice Writer from a page of its own: other names of parts, styles with lists, merged cells of its kind.
#[test]
fn a_file_of_libreoffice() {
    assert_snapshot!(told("plan.docx", include_bytes!("libreoffice.docx")));
}
