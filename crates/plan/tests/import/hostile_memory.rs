//! What files made to harm may cost: each is read by a process of its own, whose memory is limited and measured, and whose
//! processor time is counted.

use std::io::Write as _;
use std::process::Command;

use super::{common, docx, shapes};
use plan::import::ImportError;

/// Names the file that the child has to read.
const CASE: &str = "BIBLIOSET_HOSTILE_FILE";
/// Above the file itself, which the caller holds anyway.
const MOST_KILOBYTES: u64 = 160 * 1024;
/// Ends a child whose memory grows without end before the machine has none left.
const ADDRESS_SPACE_KILOBYTES: u64 = 2 * 1024 * 1024;
/// A debug build is some ten to twenty times slower than the program.
const MOST_MILLISECONDS: u64 = if cfg!(debug_assertions) { 15_000 } else { 1_000 };

/// A file made to harm: its name, how it is made, and whether it must be refused.
type Case = (&'static str, &'static str, fn() -> Vec<u8>);

const CASES: [Case; 14] = [
    ("a bomb of spaces", "a.docx", bomb),
    ("millions of empty paragraphs", "a.docx", empty_paragraphs),
    ("one long text in every cell", "a.xlsx", shared_text),
    ("sheets without end", "a.xlsx", many_sheets),
    ("two hundred megabytes", "a.docx", || vec![b'x'; 200 * 1024 * 1024]),
    ("a word of thirty megabytes", "a.docx", long_word),
    ("a long text merged over all rows", "a.docx", merged_text),
    ("tables within tables", "a.docx", nested_tables),
    ("an element never closed", "a.docx", || document(&"<w:p>".repeat(200_000))),
    ("aliases of aliases", "a.yaml", aliases),
    ("twenty megabytes of tabs", "a.txt", || vec![b'\t'; 20 * 1024 * 1024]),
    ("twenty megabytes of words", "a.txt", || {
        "№\tМероприятие\tСрок\n1\tслово слово\t".repeat(300_000).into_bytes()
    }),
    ("a line of commas", "a.csv", || format!("№,Мероприятие,Срок\n{}", ",".repeat(15_000_000)).into_bytes()),
    ("lists without end", "a.docx", many_lists),
];

fn bomb() -> Vec<u8> {
    docx::package(&[("word/document.xml", &vec![b' '; 60 * 1024 * 1024])])
}

/// Letters that do not pack: they keep an archive below the ratio at which it is known for a bomb.
fn noise(bytes: usize) -> String {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    (0..bytes)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            char::from(b'a' + u8::try_from(state % 26).unwrap_or(0))
        })
        .collect()
}

fn document(body: &str) -> Vec<u8> {
    let noise = noise(body.len() / 150);
    let text = format!(r#"<w:document xmlns:w="w" a="{noise}"><w:body>{body}</w:body></w:document>"#);
    docx::package(&[("word/document.xml", text.as_bytes())])
}

fn empty_paragraphs() -> Vec<u8> {
    document(&"<w:p/>".repeat(5_000_000))
}

fn long_word() -> Vec<u8> {
    let word = noise(20 * 1024 * 1024);
    let row = docx::row(&["1", &word, "март"]);
    document(&docx::tbl(&[docx::row(&["№", "Мероприятие", "Срок"]), row]))
}

fn merged_text() -> Vec<u8> {
    let text = "слово ".repeat(15_000);
    let mut rows = vec![docx::row(&["№", "Мероприятие", "Срок"])];
    rows.push(docx::tr(&[docx::tc("1"), docx::top(&text), docx::tc("март")]));
    rows.extend((2..2_900).map(|n| docx::tr(&[docx::tc(&n.to_string()), docx::below(), docx::tc("март")])));
    document(&docx::tbl(&rows))
}

fn nested_tables() -> Vec<u8> {
    let one = format!(
        "{}{}{}",
        "<w:tbl><w:tr><w:tc>".repeat(90),
        docx::p("x"),
        "</w:tc></w:tr></w:tbl>".repeat(90)
    );
    document(&one.repeat(6_000))
}

fn shared_text() -> Vec<u8> {
    const WORKBOOK: &[u8] = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    const LINKS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
    const ROOT: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let rows: String = (1..4_000)
        .map(|row| {
            let cells: String =
                ('A'..='N').map(|column| format!(r#"<c r="{column}{row}" t="s"><v>0</v></c>"#)).collect();
            format!(r#"<row r="{row}">{cells}</row>"#)
        })
        .collect();
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    let strings = format!(
        r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1"><si><t>{}</t></si></sst>"#,
        "слово ".repeat(80_000)
    );
    docx::package(&[
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", LINKS),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
    ])
}

fn many_sheets() -> Vec<u8> {
    let cell = r#"<c r="A1" t="str"><v>x</v></c>"#;
    let rows: String = (1..4_900)
        .map(|row| {
            let cells: String =
                ('A'..='L').map(|column| cell.replace("A1", &format!("{column}{row}"))).collect();
            format!(r#"<row r="{row}">{cells}</row>"#)
        })
        .collect();
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    shapes::formats::workbook_of_sheets(&vec![sheet.as_str(); 30])
}

fn aliases() -> Vec<u8> {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        text.push_str(&format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(", ")));
    }
    text.into_bytes()
}

fn many_lists() -> Vec<u8> {
    let list = |n: usize| format!(r#"<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>"#);
    let lists: String = (0..300_000).map(list).collect();
    let numbering = format!(r#"<w:numbering xmlns:w="w">{lists}</w:numbering>"#);
    docx::with_parts(&docx::li(1, 0, "x"), &[("word/numbering.xml", &numbering)])
}

/// A figure of `/proc/self/status` in kilobytes.
fn kilobytes(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Processor time of this thread.
fn milliseconds() -> u64 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    spent.split_whitespace().next().unwrap().parse::<u64>().unwrap() / 1_000_000
}

#[test]
#[ignore = "a process of its own for one file, begun by the test below"]
fn reads_one_file() {
    let wanted = std::env::var(CASE).unwrap();
    let (_, name, make) = CASES.into_iter().find(|(what, ..)| *what == wanted).unwrap();
    let bytes = make();
    let vocabulary = common::vocabulary();
    // From here on the peak is counted anew.
    std::fs::File::options().write(true).open("/proc/self/clear_refs").unwrap().write_all(b"5").unwrap();
    let (before, begun) = (kilobytes("VmRSS"), milliseconds());
    let read = common::read_with(name, &bytes, &vocabulary);
    let (peak, spent) = (kilobytes("VmHWM").saturating_sub(before), milliseconds() - begun);
    let told = read
        .map_or_else(|error: ImportError| error.to_string(), |draft| format!("read: {:?}", draft.account));
    println!("\ncost\t{peak}\t{spent}\t{told}");
}

#[cfg(target_os = "linux")]
#[test]
fn memory_and_time_are_bounded() {
    let program = std::env::current_exe().unwrap();
    let mut told = Vec::new();
    let mut too_dear = Vec::new();
    for (what, ..) in CASES {
        let child = Command::new("sh")
            .arg("-c")
            .arg(format!(
                "ulimit -v {ADDRESS_SPACE_KILOBYTES} && exec \"$0\" --ignored --exact hostile_memory::reads_one_file --nocapture"
            ))
            .arg(&program)
            .env(CASE, what)
            .output()
            .unwrap();
        let output = String::from_utf8_lossy(&child.stdout).into_owned();
        let errors = String::from_utf8_lossy(&child.stderr).into_owned();
        assert!(child.status.success(), "{what}: {output}{errors}");
        let cost = output
            .lines()
            .find_map(|line| line.strip_prefix("cost\t"))
            .unwrap_or_else(|| panic!("{what}: {output}"));
        let mut figures = cost.split('\t');
        let mut figure = || figures.next().unwrap().parse::<u64>().unwrap();
        let (peak, spent) = (figure(), figure());
        let line = format!("{what}: {peak} kB, {spent} ms, {}", figures.next().unwrap());
        if peak > MOST_KILOBYTES || spent > MOST_MILLISECONDS {
            too_dear.push(line.clone());
        }
        told.push(line);
    }
    println!("{}", told.join("\n"));
    assert!(too_dear.is_empty(), "too dear:\n{}\nof:\n{}", too_dear.join("\n"), told.join("\n"));
}
