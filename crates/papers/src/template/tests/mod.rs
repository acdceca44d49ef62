//! Templates as offices make them, and as attackers do.

mod bounds;
mod foreign;
mod requisites;

use std::io::{Cursor, Read, Write};

use proptest::prelude::*;
use serde_json::json;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::*;
use crate::kinds::{Kind, kind, kinds};
use crate::model::Standard;

const EDITIONS: [Standard; 2] = [Standard::Gost2016, Standard::Gost2025];

const TYPES: &str = "<Types><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn word(body: &str) -> Vec<u8> {
    let document = format!("<w:document><w:body>{body}</w:body></w:document>");
    archive(&[("[Content_Types].xml", TYPES.as_bytes()), ("word/document.xml", document.as_bytes())])
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn row(cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|text| format!("<w:tc>{}</w:tc>", p(text))).collect();
    format!("<w:tr>{cells}</w:tr>")
}

fn order() -> &'static Kind {
    kind("order").unwrap()
}

fn examples(kind: &Kind) -> Values {
    kind.complete(&kind.examples()).unwrap()
}

fn part(docx: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The words of a document, a line for each paragraph.
fn words(docx: &[u8]) -> Vec<String> {
    let text = part(docx, "word/document.xml");
    scan::scan("word/document.xml", &text).unwrap().paragraphs.into_iter().map(|one| one.words).collect()
}

fn filled(body: &str) -> Vec<String> {
    let template = Template::read(&word(body), &order().fields).unwrap_or_else(|faults| panic!("{faults:?}"));
    words(&template.fill(&examples(order())).unwrap().docx)
}

fn faults(body: &str) -> Vec<String> {
    let found = Template::read(&word(body), &order().fields).unwrap_err();
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn placeholders_are_replaced_however_word_has_cut_them() {
    let cut = "<w:p><w:r><w:t>№ {</w:t></w:r><w:proofErr/><w:r><w:rPr><w:b/></w:rPr><w:t>{ num</w:t></w:r>\
               <w:r><w:t>ber }} и {{ «а» ~ “б”</w:t></w:r><w:r><w:t>}}.</w:t></w:r></w:p>";
    assert_eq!(filled(cut), ["№ 57 и аб."]);
    assert_eq!(filled(&p("{{ signatory | initials_first }}")), ["А.\u{a0}С.\u{a0}Демонова"]);
    assert_eq!(
        filled(&p("{{ signatory | dative }}, {{ signatory.post | dative }}")),
        ["Демоновой Анне Сергеевне, Директору"]
    );
    assert_eq!(filled(&p("{{ organisation.name_genitive }}")), ["Института развития образования"]);
    assert_eq!(
        filled(&p("{{ date | date_in_words }}")),
        ["пятого марта две тысячи двадцать четвёртого года"]
    );
}

#[test]
fn values_are_text_and_nothing_else() {
    let template = Template::read(&word(&p("{{ subject }}")), &order().fields).unwrap();
    let mut values = examples(order());
    values.insert("subject".into(), json!("<w:p> & {{ number }} \u{e000}\nвторая\u{1} строка"));
    let docx = template.fill(&values).unwrap().docx;
    let text = part(&docx, "word/document.xml");
    assert!(
        text.contains(
            "&lt;w:p&gt; &amp; {{ number }} \u{e000}</w:t><w:br/><w:t xml:space=\"preserve\">вторая строка"
        ),
        "{text}"
    );
}

#[test]
fn rows_and_paragraphs_are_repeated() {
    let table = format!(
        "<w:tbl>{}{}{}{}</w:tbl>",
        row(&["№", "Что"]),
        row(&["{%tr for item in clauses %}", ""]),
        row(&["{{ loop.index }}", "{{ item.text }}"]),
        row(&["{%tr endfor %}", ""])
    );
    let shown = filled(&table);
    assert_eq!(
        shown[..4],
        ["№", "Что", "1", "Создать рабочую группу в составе согласно приложению к настоящему приказу"]
    );
    assert_eq!(shown.len(), 8);

    let paragraphs = [
        p("{%p for one in group %}"),
        p("{{ one.name }}{% if one.role == “секретарь” %} (пишет){% endif %}"),
        p("{%p endfor %}"),
    ];
    assert_eq!(filled(&paragraphs.concat()), ["Демонова А. С.", "Тестова О. О. (пишет)", "Пробный П. П."]);

    let absent = [
        p("{%p if not number %}"),
        p("без номера"),
        p("{%p else %}"),
        p("№ {{ number }}"),
        p("{%p endif %}"),
    ];
    assert_eq!(filled(&absent.concat()), ["№ 57"]);
}

#[test]
fn an_empty_table_and_an_emptied_cell_stay_valid() {
    let rows =
        [row(&["{%tr for one in group %}"]), row(&["{{ one.name }}"]), row(&["{%tr endfor %}"])].concat();
    let cell = format!(
        "<w:tbl><w:tr><w:tc>{}{}{}</w:tc></w:tr></w:tbl>",
        p("{%p if group %}"),
        p("группа"),
        p("{%p endif %}")
    );
    let template = Template::read(&word(&format!("<w:tbl>{rows}</w:tbl>{cell}")), &order().fields).unwrap();
    let mut values = examples(order());
    values.insert("group".into(), json!([]));
    let docx = template.fill(&values).unwrap().docx;
    let text = part(&docx, "word/document.xml");
    assert_eq!(
        text,
        "<w:document><w:body><w:p/><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl></w:body></w:document>"
    );
}

#[test]
fn faults_name_the_place_and_the_nearest_name() {
    let table = format!(
        "<w:tbl>{}{}</w:tbl>",
        row(&["а", "б"]),
        row(&["{{ signatory.pots }}", "{{ number | datte }}"])
    );
    let body = [p("Начало"), p("{{ subjekt }}"), table, p("{{ number")].concat();
    // The open brace is told first: while it is open, nothing after it can be understood.
    assert_eq!(faults(&body), ["абзац 3 («{{ number»): подстановка не закрыта: нет «}}»."]);
    let body = body.replace("{{ number<", "{{ number }}<");
    assert_eq!(
        faults(&body),
        [
            "абзац 2 («{{ subjekt }}»): поля «subjekt» нет. Возможно, «subject».",
            "таблица 1, строка 2, столбец 1 («{{ signatory.pots }}»): поля «signatory.pots» нет. Возможно, «signatory.post».",
            "таблица 1, строка 2, столбец 2 («{{ number | datte }}»): фильтра «datte» нет. Возможно, «date».",
        ]
    );
}

#[test]
fn a_template_can_only_print() {
    for (code, told) in [
        ("{{ range(10) }}", "функций в шаблоне нет"),
        ("{{ number * 1000000 }}", "знак «*»"),
        ("{{ number ** 9 }}", "знак «*»"),
        ("{{ [1,2] }}", "знак «[»"),
        ("{{ signatory['surname'] }}", "знак «[»"),
        ("{{ number.__class__ }}", "поля «number.__class__» нет"),
        ("{{ self }}", "поля «self» нет"),
        ("{{ loop.index }}", "поля «loop» нет"),
        ("{% set a = 1 %}", "«set» здесь не работает"),
        ("{% include 'x' %}", "«include» здесь не работает"),
        ("{% macro a() %}", "«macro» здесь не работает"),
        ("{%p for x in number %}", "«number» – не список"),
        ("{%p for subject in clauses %}", "уже имя поля"),
        ("{%tr for x in clauses %}", "ставится в строку таблицы"),
        ("{% if number %}", "блок не закрыт"),
        ("{% endif %}", "конец блока, который не начат"),
        ("{% else %}", "else без if"),
        ("{{ номер }}", "латинскими буквами"),
        ("{{ }}", "пустая подстановка"),
        ("{{ number = 5 }}", "не сравнение"),
        ("{{ number | }}", "имя фильтра"),
        ("{{ 'a\\n' }}", "обратная косая"),
    ] {
        let end = if code.contains("p for") { p("{%p endfor %}") } else { String::new() };
        let found = faults(&format!("{}{end}", p(code)));
        assert!(found[0].contains(told), "{code}: {found:?}");
    }
    let apart = [p("{% if number %}"), p("{% endif %}")].concat();
    assert!(faults(&apart)[0].contains("в одном абзаце"));
    let crossed = format!("{}<w:tbl>{}</w:tbl>", p("{%p if number %}"), row(&["{%p endif %}"]));
    assert!(faults(&crossed)[0].contains("в одной ячейке"));
}

#[test]
fn records_and_lists_are_not_printed_by_accident() {
    for (code, told) in [
        ("{{ signatory }}", "абзац 1 («{{ signatory }}»): это запись из нескольких полей"),
        ("{{ clauses }}", "это список"),
        ("{{ subject | date }}", "– не дата"),
        ("{{ subject | in_words }}", "– не целое число"),
    ] {
        let template = Template::read(&word(&p(code)), &order().fields).unwrap();
        let fault = template.fill(&examples(order())).unwrap_err().to_string();
        assert!(fault.contains(told), "{code}: {fault}");
    }
}

#[test]
fn a_tag_that_takes_its_paragraph_or_row_stands_alone() {
    let end = p("{%p endfor %}");
    for (body, told) in [
        (
            [p("Пункты приказа: {%p for item in clauses %}"), p("{{ item.text }}"), end.clone()].concat(),
            "абзац 1 («Пункты приказа: {%p for item in clauses …»): {%p … %} стоит один в своём абзаце, а рядом с ним \
             «Пункты приказа:»: при печати это пропало бы. Перенесите это в соседний абзац.",
        ),
        (
            [p("{%p for item in clauses %}"), p("{{ item.text }}"), p("{%p endfor %} Конец текста, важное")]
                .concat(),
            "абзац 3 («{%p endfor %} Конец текста, важное»): {%p … %} стоит один в своём абзаце, а рядом с ним «Конец \
             текста, важное»",
        ),
        (
            [p("{%p if number %}{{ number }}"), p("а"), p("{%p endif %}")].concat(),
            "рядом с ним «{{ number }}»",
        ),
        (
            [
                "<w:p><w:r><w:t>{%p if number %}</w:t></w:r><w:r><w:drawing/></w:r></w:p>".to_owned(),
                p("а"),
                p("{%p endif %}"),
            ]
            .concat(),
            "рядом с ним рисунок, сноска или поле",
        ),
        (
            format!(
                "<w:tbl>{}{}{}</w:tbl>",
                row(&["{%tr for one in group %}", "всего {{ number }}"]),
                row(&["{{ one.name }}", ""]),
                row(&["{%tr endfor %}", ""])
            ),
            "таблица 1, строка 1, столбец 1 («{%tr for one in group %}»): {%tr … %} стоит один в своей строке таблицы, а \
             рядом с ним «всего {{ number }}»: при печати это пропало бы. Перенесите это в соседнюю строку.",
        ),
        (
            format!(
                "<w:tbl>{}{}{}</w:tbl>",
                row(&["{%tr for one in group %}", "{%tr if one.name %}"]),
                row(&["{{ one.name }}", ""]),
                row(&["{%tr endif %}", "{%tr endfor %}"])
            ),
            "{%tr if one.name %}",
        ),
    ] {
        let found = faults(&body);
        assert!(found[0].contains(told), "{found:#?}");
    }
    let noted = [p("{%p if number %}{# только с номером #}"), p("№ {{ number }}"), p(" {%p endif %} ")];
    assert_eq!(filled(&noted.concat()), ["№ 57"]);
}

#[test]
fn what_is_not_touched_stays_byte_for_byte() {
    let starter = crate::starter_docx(order(), Standard::Gost2016).unwrap();
    let template = Template::read(&starter, &order().fields).unwrap();
    let made = template.fill(&examples(order())).unwrap().docx;
    let raw = |bytes: &[u8]| -> Vec<(String, Vec<u8>)> {
        let mut archive = ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
        (0..archive.len())
            .map(|index| {
                let mut entry = archive.by_index_raw(index).unwrap();
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).unwrap();
                (entry.name().unwrap().into_owned(), bytes)
            })
            .collect()
    };
    let (before, after) = (raw(&starter), raw(&made));
    assert_eq!(
        before.iter().map(|one| &one.0).collect::<Vec<_>>(),
        after.iter().map(|one| &one.0).collect::<Vec<_>>()
    );
    let changed: Vec<&str> = before
        .iter()
        .zip(&after)
        .filter(|(one, other)| one != other)
        .map(|(one, _)| one.0.as_str())
        .collect();
    assert_eq!(changed, ["word/document.xml"]);
}

#[test]
fn headers_and_footnotes_are_filled_too() {
    let header = format!("<w:hdr>{}</w:hdr>", p("{{ organisation.short }}"));
    let wrong = format!("<w:ftr>{}</w:ftr>", p("{{ organisation.shorter }}"));
    let entries = |footer: &str| {
        archive(&[
            ("[Content_Types].xml", TYPES.as_bytes()),
            ("word/document.xml", b"<w:document><w:body><w:p/></w:body></w:document>"),
            ("word/header1.xml", header.as_bytes()),
            ("word/footer1.xml", footer.as_bytes()),
        ])
    };
    let template = Template::read(&entries("<w:ftr/>"), &order().fields).unwrap();
    let docx = template.fill(&examples(order())).unwrap().docx;
    assert!(part(&docx, "word/header1.xml").contains(">ИРО<"));
    let found = Template::read(&entries(&wrong), &order().fields).unwrap_err();
    assert!(found[0].to_string().starts_with("нижний колонтитул, абзац 1"), "{found:?}");
}

proptest! {
    /// Whatever stands in a paragraph, reading answers, and what is filled is well-formed XML.
    #[test]
    fn any_text_is_survived(text in "[{}%#|. a-zа-я\"']{0,40}", cuts in prop::collection::vec(0_usize..40, 0..4)) {
        let letters: Vec<char> = text.chars().collect();
        let mut body = String::from("<w:p>");
        let mut from = 0;
        let mut cuts = cuts;
        cuts.push(letters.len());
        cuts.sort_unstable();
        for cut in cuts {
            let cut = cut.clamp(from, letters.len());
            let piece: String = letters[from..cut].iter().collect();
            body.push_str(&format!("<w:r><w:t>{piece}</w:t></w:r>"));
            from = cut;
        }
        body.push_str("</w:p>");
        body.push_str(&p("{{ number }}"));
        if let Ok(template) = Template::read(&word(&body), &order().fields)
            && let Ok(filled) = template.fill(&examples(order()))
        {
            let text = part(&filled.docx, "word/document.xml");
            prop_assert!(scan::scan("word/document.xml", &text).is_ok());
        }
    }
}
