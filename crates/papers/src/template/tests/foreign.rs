//! Files that are no templates, and templates that would bring something in from outside.

use super::*;

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
