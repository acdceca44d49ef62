//! Starters, and what a paper has besides fields: the mark of a draft, the code for checking, charts.

use super::*;

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
