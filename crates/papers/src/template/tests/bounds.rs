//! Templates that would never end, or grow without end.

use super::*;

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
