//! Templates as offices make them, and as attackers do.

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
fn repeats_of_repeats_come_to_an_end() {
    let mut body = String::new();
    for name in ["a", "b", "c", "d", "e", "f"] {
        body.push_str(&p(&format!("{{%p for {name} in clauses %}}")));
    }
    body.push_str(&p("{{ subject }}"));
    body.push_str(&p("{%p endfor %}").repeat(6));
    let template = Template::read(&word(&body), &order().fields).unwrap();
    let mut values = examples(order());
    let clause = values["clauses"][0].clone();
    values.insert("clauses".into(), vec![clause; 60].into());
    let started = std::time::Instant::now();
    let fault = template.fill(&values).unwrap_err();
    assert!(fault.to_string().contains("слишком большим"), "{fault}");
    assert!(started.elapsed().as_secs() < 30);
}

/// Filters are the dear part: repeats that a trial of three rows survives must not hold a thread on a real paper.
#[test]
fn filters_are_paid_for() {
    let repeated = |code: &str, times: usize| {
        let mut body = String::new();
        for name in ["a", "b", "c", "d"].iter().take(times) {
            body.push_str(&p(&format!("{{%p for {name} in clauses %}}")));
        }
        body.push_str(&p(code));
        body.push_str(&p("{%p endfor %}").repeat(times));
        let template = Template::read(&word(&body), &order().fields).unwrap();
        assert!(template.trial(order()).is_ok(), "{code}");
        let mut values = examples(order());
        let clause = values["clauses"][0].clone();
        values.insert("clauses".into(), vec![clause; 300].into());
        let started = std::time::Instant::now();
        let made = template.fill(&values);
        assert!(started.elapsed().as_secs() < 30, "{code}: {:?}", started.elapsed());
        made.map(|made| made.doubts.len())
    };
    for code in [
        "{% if (signatory | genitive) == (signatory | dative) %}{% endif %}",
        "{% if (date | date_in_words) == (number | in_words) %}{% endif %}",
    ] {
        let fault = repeated(code, 4).unwrap_err().to_string();
        assert!(fault.contains("слишком большим"), "{code}: {fault}");
    }
    // An honest long table is far from the bound: three hundred rows of declined names twice over.
    assert_eq!(repeated("{{ signatory | genitive }} {{ signatory.post | dative }}", 1), Ok(0));
    // Doubts are for a person to look at: they end, too.
    assert_eq!(repeated("{{ ('Соловей ' ~ loop.index) | genitive }}", 1), Ok(200));
}

/// Parts share what a document may take: a thousand headers are no more than one.
#[test]
fn parts_share_the_bounds() {
    let heavy = [
        p("{%p for a in clauses %}"),
        p("{%p for b in clauses %}"),
        p("{{ subject }} {{ subject }}"),
        p("{%p endfor %}"),
        p("{%p endfor %}"),
    ]
    .concat();
    let (document, header) =
        (format!("<w:document><w:body>{heavy}</w:body></w:document>"), format!("<w:hdr>{heavy}</w:hdr>"));
    let with_headers = |count: usize| {
        let names: Vec<String> = (1..=count).map(|n| format!("word/header{n}.xml")).collect();
        let mut entries =
            vec![("[Content_Types].xml", TYPES.as_bytes()), ("word/document.xml", document.as_bytes())];
        entries.extend(names.iter().map(|name| (name.as_str(), header.as_bytes())));
        let template = Template::read(&archive(&entries), &order().fields).unwrap();
        let mut values = examples(order());
        let clause = values["clauses"][0].clone();
        values.insert("clauses".into(), vec![clause; 100].into());
        template.fill(&values).map(drop)
    };
    assert_eq!(with_headers(1), Ok(()));
    let fault = with_headers(40).unwrap_err().to_string();
    assert!(fault.contains("слишком большим"), "{fault}");
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
fn every_starter_is_a_template_in_order() {
    for (kind, standard) in kinds().iter().flat_map(|kind| EDITIONS.map(|standard| (kind, standard))) {
        let starter = crate::starter_docx(kind, standard).unwrap();
        if let Err(faults) = Template::read(&starter, &kind.fields) {
            panic!("{}: {faults:?}", kind.code);
        }
    }
}

/// The office's starter and the program's own layout are one thing: printed alike, they read alike and show the same pictures,
/// be it a draft or a registered paper, by either edition.
#[test]
fn a_starter_printed_reads_as_the_default_paper() {
    for (kind, standard) in kinds().iter().flat_map(|kind| EDITIONS.map(|standard| (kind, standard))) {
        let starter = crate::starter_docx(kind, standard).unwrap();
        let template = Template::read(&starter, &kind.fields)
            .unwrap_or_else(|faults| panic!("{}: {faults:?}", kind.code));
        let values = examples(kind);
        for is_draft in [true, false] {
            let mut paper = crate::fill(kind, &values).unwrap().paper;
            paper.standard = standard;
            paper.draft = is_draft;
            paper.verification = (!is_draft).then(verification);
            let made = template.print(&values, &paper).unwrap().docx;
            let own = crate::docx(&paper).unwrap();
            let told = |docx: &[u8]| -> Vec<String> {
                // A table of contents is Word's to refresh.
                let is_told = |line: &String| {
                    !line.trim().is_empty() && !line.ends_with(|one: char| one.is_ascii_digit())
                };
                words(docx).into_iter().filter(is_told).collect()
            };
            assert_eq!(told(&made), told(&own), "{} {standard:?}", kind.code);
            let pictures = |docx: &[u8]| {
                let text = part(docx, "word/document.xml");
                (
                    text.matches("<pic:pic>").count(),
                    text.matches("<c:chart ").count(),
                    text.matches("<w:framePr").count(),
                )
            };
            assert_eq!(pictures(&made), pictures(&own), "{} {standard:?}", kind.code);
            assert_eq!(pictures(&made).0, usize::from(!is_draft), "{}", kind.code);
            well_related(&made);
        }
    }
}

fn verification() -> Verification {
    Verification {
        url: "https://example.org/verify/ABCD".into(),
        caption: "Проверить документ: код ABCD".into(),
    }
}

/// Every relationship leads to a part, every part has a type, every drawing has its relationship and an id of its own.
fn well_related(docx: &[u8]) {
    let archive = ZipArchive::new(Cursor::new(docx)).unwrap();
    let names: Vec<String> = archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect();
    assert!(!archive.has_duplicate_names());
    let values = |text: &str, attribute: &str| -> Vec<String> {
        let begin = format!(" {attribute}=\"");
        text.split(&begin).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    let types = part(docx, "[Content_Types].xml");
    let (endings, overrides) = (values(&types, "Extension"), values(&types, "PartName"));
    for name in names.iter().filter(|name| *name != "[Content_Types].xml") {
        let ending = name.rsplit('.').next().unwrap().to_owned();
        assert!(endings.contains(&ending) || overrides.contains(&format!("/{name}")), "{name}: {types}");
    }
    let mut distinct = endings.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), endings.len(), "{types}");
    for name in names.iter().filter(|name| name.ends_with(".rels") && name.starts_with("word/")) {
        let relations = part(docx, name);
        let folder = name.split("_rels/").next().unwrap();
        for target in values(&relations, "Target") {
            let full = match target.strip_prefix('/') {
                Some(full) => full.to_owned(),
                None => format!("{folder}{target}").replace("charts/../", ""),
            };
            assert!(names.contains(&full), "{name}: {target}");
        }
        let own = name.replace("_rels/", "").replace(".rels", "");
        let known = values(&relations, "Id");
        let text = part(docx, &own);
        for id in ["r:embed", "r:id"].iter().flat_map(|attribute| values(&text, attribute)) {
            assert!(known.contains(&id), "{own}: {id}");
        }
        let mut ids: Vec<&str> =
            text.split("<wp:docPr id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{own}");
    }
}

#[test]
fn the_starter_follows_its_edition() {
    let indent = |standard: Standard| {
        let styles =
            part(&crate::starter_docx(kind("schedule").unwrap(), standard).unwrap(), "word/styles.xml");
        styles
            .split("RequisiteRight")
            .nth(1)
            .unwrap()
            .split("w:left=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(EDITIONS.map(indent), ["5386", "5102"].map(str::to_owned));
}

/// A template of before, or an office's own blank, that says nothing of them.
#[test]
fn the_mark_of_a_draft_and_the_code_are_printed_even_if_forgotten() {
    let body =
        format!("{}<w:sectPr><w:sectPrChange><w:sectPr/></w:sectPrChange></w:sectPr>", p("№ {{ number }}"));
    let template = Template::read(&word(&body), &order().fields).unwrap();
    let printed = |paper: &Paper| template.print(&examples(order()), paper).unwrap().docx;
    let draft = printed(&Paper { draft: true, ..Paper::default() });
    assert_eq!(words(&draft), ["ПРОЕКТ", "№ 57"]);
    let registered = printed(&Paper { verification: Some(verification()), ..Paper::default() });
    assert_eq!(words(&registered), ["№ 57", "", "Проверить документ: код ABCD"]);
    let text = part(&registered, "word/document.xml");
    assert!(
        text.contains("<w:r><w:drawing ") && text.ends_with("</w:sectPr></w:body></w:document>"),
        "{text}"
    );
    well_related(&registered);
    assert_eq!(words(&printed(&Paper::default())), ["№ 57"]);
    // One that places the code in its own way gets it once.
    let placed = Template::read(&word(&p("{{ check_address }}")), &order().fields).unwrap();
    let paper = Paper { verification: Some(verification()), draft: true, ..Paper::default() };
    assert_eq!(
        words(&placed.print(&examples(order()), &paper).unwrap().docx),
        ["ПРОЕКТ", "https://example.org/verify/ABCD"]
    );
}

#[test]
fn pictures_take_the_place_of_their_words() {
    let chart = crate::Chart { caption: "Рисунок".into(), ..crate::Chart::default() };
    let paper = Paper {
        body: vec![crate::Element::Chart(chart.clone()).into()],
        annexes: vec![crate::Annex {
            body: vec![crate::Element::Chart(chart).into()],
            ..crate::Annex::default()
        }],
        verification: Some(verification()),
        ..Paper::default()
    };
    let cut = "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>{{ qr</w:t></w:r><w:r><w:t>_code }}</w:t></w:r></w:p>";
    let document = format!(
        "<w:document><w:body>{cut}{}{}{}</w:body></w:document>",
        p("{{ chart }}"),
        p("{{ chart_2 }}"),
        p("{{ chart_3 }}")
    );
    let footer = format!("<w:ftr>{cut}</w:ftr>");
    let bytes = archive(&[
        ("[Content_Types].xml", b"<t:Types xmlns:t=\"x\"><t:Default Extension=\"xml\"/><t:Default Extension=\"rels\"/><t:Default Extension=\"PNG\"/></t:Types>"),
        ("word/document.xml", document.as_bytes()),
        ("word/footer1.xml", footer.as_bytes()),
        ("word/_rels/footer1.xml.rels", b"<Relationships/>"),
        ("word/media/biblioset1-1.png", b"an older print"),
    ]);
    let template = Template::read(&bytes, &order().fields).unwrap();
    let docx = template.print(&examples(order()), &paper).unwrap().docx;
    let text = part(&docx, "word/document.xml");
    assert!(text.contains("<w:jc w:val=\"center\"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:drawing "), "{text}");
    assert!(text.contains("</w:drawing></w:r><w:r></w:r></w:p>"), "{text}");
    assert_eq!(text.matches("<c:chart ").count(), 2);
    assert!(part(&docx, "word/footer1.xml").contains("r:embed=\"rId-biblioset2-"));
    assert_eq!(part(&docx, "word/media/biblioset1-1.png"), "an older print");
    let types = part(&docx, "[Content_Types].xml");
    assert_eq!(types.to_lowercase().matches("extension=\"png\"").count(), 1, "{types}");
    // Without them the places are empty and the package is as it was.
    let plain = template.fill(&examples(order())).unwrap().docx;
    assert_eq!(words(&plain), ["", "", "", ""]);
    assert_eq!(part(&plain, "word/_rels/footer1.xml.rels"), "<Relationships/>");

    for (body, told) in [
        (p("Код: {{ qr_code }}"), "рисунок стоит один в своём абзаце, а рядом с ним «Код:»"),
        (
            [p("{%p for a in clauses %}"), p("{{ chart }}"), p("{%p endfor %}")].concat(),
            "рисунок не повторяется",
        ),
        (p("{{ qr_code | upper }}"), "«qr_code» – рисунок: напишите {{ qr_code }} в отдельном абзаце"),
        (p("{% if chart %}а{% endif %}"), "«chart» – рисунок"),
        (p("{{ chart_10 }}"), "поля «chart_10» нет"),
    ] {
        let found = faults(&body);
        assert!(found[0].contains(told), "{found:?}");
    }
}

#[test]
fn files_that_are_no_templates_are_refused_in_words() {
    let document = format!("<w:document><w:body>{}</w:body></w:document>", p("{{ number }}"));
    let with = |extra: &[(&str, &[u8])]| {
        let mut entries: Vec<(&str, &[u8])> =
            vec![("[Content_Types].xml", TYPES.as_bytes()), ("word/document.xml", document.as_bytes())];
        entries.extend_from_slice(extra);
        archive(&entries)
    };
    let external = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"r\" Type=\"http://x/{kind}\" Target=\"{target}\" TargetMode=\"External\"/></Relationships>"
        )
    };
    let mut encrypted = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let bomb = "<w:p/>".repeat(2_000_000);
    for (bytes, told) in [
        (Vec::new(), "пуст"),
        (b"%PDF-1.7".to_vec(), "Это не документ Word"),
        (encrypted, "защищён паролем"),
        (vec![0xD0, 0xCF, 0x11, 0xE0, 0, 0], "старый вид файла"),
        (b"PK\x03\x04 nothing".to_vec(), "повреждён"),
        (vec![b'P'; MAX_TEMPLATE_BYTES + 1], "больше 10"),
        (
            archive(&[("[Content_Types].xml", TYPES.as_bytes()), ("xl/workbook.xml", b"<a/>")]),
            "Это не документ Word",
        ),
        (with(&[("word/vbaProject.bin", b"x")]), "макросы"),
        (
            with(&[("word/embeddings/oleObject1.bin", b"x")]),
            "внедрённые объекты (word/embeddings/oleObject1.bin)",
        ),
        (
            with(&[("word/_rels/document.xml.rels", external("image", "http://a/b.png").as_bytes())]),
            "ссылается наружу: http://a/b.png (word/_rels/document.xml.rels)",
        ),
        (
            with(&[("word/_rels/document.xml.rels", external("hyperlink", "http://a/").as_bytes())]),
            "Удалить гиперссылку",
        ),
        (with(&[("word/header1.xml", bomb.as_bytes())]), "слишком много данных"),
        (with(&[("word/header1.xml", b"<w:hdr><w:p></w:hdr>")]), "Часть word/header1.xml повреждена"),
        (with(&[("word/header1.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><w:hdr/>")]), "объявления"),
        (word(&p("без подстановок")), "ни одной подстановки"),
        (
            word("<w:p><w:r><w:instrText> INCLUDEPICTURE http://a/ </w:instrText></w:r></w:p>"),
            "абзац 1: поле «INCLUDEPICTURE http://a/» в шаблоне не допускается",
        ),
        (word(&p("\u{e000} {{ number }}")), "служебные знаки"),
    ] {
        let found = Template::read(&bytes, &order().fields).unwrap_err();
        assert!(found[0].to_string().contains(told), "{told}: {found:?}");
    }
    assert!(Template::read(&with(&[]), &order().fields).is_ok());
}

/// A field in a run each: begin, pieces of its instruction, end.
fn field(pieces: &[&str]) -> String {
    let pieces: String =
        pieces.iter().map(|piece| format!("<w:r><w:instrText>{piece}</w:instrText></w:r>")).collect();
    format!(
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>{pieces}<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>\
         <w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
    )
}

#[test]
fn fields_are_taken_by_a_list() {
    let simple = |instruction: &str| format!("<w:fldSimple w:instr=\"{instruction}\"><w:r/></w:fldSimple>");
    let nested = |outer: &str, inner: &str| {
        field(&["@"])
            .replace("<w:r><w:instrText>@</w:instrText></w:r>", &format!("{outer}{}", field(&[inner])))
    };
    let piece = |text: &str| format!("<w:r><w:instrText>{text}</w:instrText></w:r>");
    for (run, told) in [
        (simple("INCLUDETEXT &quot;C:\\\\a.docx&quot;"), "поле «INCLUDETEXT"),
        (simple("&#73;NCLUDETEXT x"), "поле «INCLUDETEXT x»"),
        (field(&[" INCLUDE", "TEXT x "]), "поле «INCLUDETEXT x»"),
        (field(&["INCLUDE x"]), "поле «INCLUDE x»"),
        (field(&["IMPORT x"]), "поле «IMPORT x»"),
        (field(&["RD x"]), "поле «RD x»"),
        (field(&[" macrobutton X y"]), "поле «macrobutton X y»"),
        (field(&["DDEAUTO a b"]), "поле «DDEAUTO a b»"),
        (field(&["FILENAME \\p"]), "поле «FILENAME \\p»"),
        (field(&["<![CDATA[INCLUDETEXT x]]>"]), "в шаблоне не допускается"),
        (field(&["HYPERLINK http://a/"]), "поле «HYPERLINK http://a/»"),
        (field(&["HYPERLINK \\l &quot;a&quot; http://a/"]), "поле «HYPERLINK"),
        (nested(&piece(" IF "), "INCLUDETEXT x"), "поле «INCLUDETEXT x»"),
        (nested(&piece(" REF "), "INCLUDETEXT x"), "поле «INCLUDETEXT x»"),
        (nested(&piece("PA"), "REF a"), "складывается из другого поля"),
        (nested("", "REF a"), "складывается из другого поля"),
        // Word's namespace under another name, and a deleted instruction.
        ("<x:fldSimple x:instr=\"LINK x\"/>".to_owned(), "поле «LINK x»"),
        ("<w:r><w:delInstrText>LINK x</w:delInstrText></w:r>".to_owned(), "поле «LINK x»"),
        // The field is never ended.
        (format!("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>{}", piece("LINK x")), "поле «LINK x»"),
        ("<w:pict><v:imagedata src=\"http://a/b.png\"/></w:pict>".to_owned(), "по адресу «http://a/b.png»"),
    ] {
        let paragraph = format!("<w:p>{run}<w:r><w:t>Тут</w:t></w:r></w:p>");
        let found = faults(&(p("{{ number }}") + &paragraph));
        assert!(found[0].starts_with("абзац 2 («") && found[0].contains(told), "{run}: {found:?}");
        // The same in every part, whether tags may stand there or not.
        for name in ["word/footer2.xml", "word/footnotes.xml", "word/comments.xml", "word/media/image1.png"] {
            let other = format!("<w:any>{paragraph}</w:any>");
            let bytes = archive(&[
                ("[Content_Types].xml", TYPES.as_bytes()),
                ("word/document.xml", format!("<w:document>{}</w:document>", p("{{ number }}")).as_bytes()),
                (name, other.as_bytes()),
            ]);
            let found = Template::read(&bytes, &order().fields).unwrap_err()[0].to_string();
            assert!(found.contains(told), "{name}: {found}");
        }
    }
    for run in [
        field(&[" PA", "GE  \\* MERGEFORMAT "]),
        field(&["PAGE\\* Arabic"]),
        simple(" NUMPAGES "),
        field(&[" TOC \\o &quot;1-3&quot; \\h \\z "]),
        nested(&piece(" REF "), "SEQ a"),
        field(&["HYPERLINK \\l &quot;_Toc00000001&quot; \\h"]),
        field(&["FORMTEXT"]),
    ] {
        assert_eq!(filled(&format!("{}<w:p>{run}</w:p>", p("{{ number }}")))[0], "57", "{run}");
    }
}

#[test]
fn other_files_are_not_brought_in() {
    for (kind, told) in [
        ("aFChunk", "вставленный файл"),
        ("subDocument", "вложенный документ"),
        ("attachedTemplate", "Normal.dotm"),
        ("oleObject", "внедрённый объект"),
        ("mailMergeSource", "Обычный документ Word"),
    ] {
        for mode in ["", " TargetMode=\"External\""] {
            let relations = format!(
                "<Relationships><Relationship Id=\"r\" Type=\"http://x/{kind}\" Target=\"a.htm\"{mode}/></Relationships>"
            );
            let bytes = archive(&[
                ("[Content_Types].xml", TYPES.as_bytes()),
                ("word/document.xml", format!("<w:document>{}</w:document>", p("{{ number }}")).as_bytes()),
                ("word/_rels/settings.xml.RELS", relations.as_bytes()),
            ]);
            let found = Template::read(&bytes, &order().fields).unwrap_err()[0].to_string();
            assert!(found.contains(told), "{kind}: {found}");
        }
    }
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
