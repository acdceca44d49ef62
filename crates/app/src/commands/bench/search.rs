//! `biblioset bench search`: how long a question to a hundred thousand documents takes, beside SQLite's FTS5 over the same
//! documents in the same run. FTS5 is asked through Python and left out where there is none; it knows no Russian
//! endings, so it is asked for the very forms that stand in the documents.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};
use search::{Entry, Index, Question};

use super::Figure;

const DOCUMENTS: usize = 100_000;
/// Words of a document: a page of an order or a letter.
const LENGTH: usize = 160;
const QUESTIONS: usize = 2_000;
const PAGE: usize = 20;
/// As many as one feeding of the register's index takes.
const PORTION: usize = 10_000;

/// Reads the file of documents (a line each), asks the questions (a line each), prints the 95th percentile in ms.
const PEER: &str = "\
import sqlite3, sys, time
db = sqlite3.connect(':memory:')
db.execute('create virtual table d using fts5(body)')
with open(sys.argv[1], encoding='utf-8') as lines:
    db.executemany('insert into d values (?)', ((line,) for line in lines))
times = []
for words in sys.stdin.read().splitlines():
    started = time.perf_counter()
    db.execute(\"select rowid, snippet(d, 0, '[', ']', '…', 30) from d where d match ? order by rank limit 20\", (words,)).fetchall()
    times.append((time.perf_counter() - started) * 1000)
times.sort()
print(times[len(times) * 95 // 100])
";

pub fn measure() -> Result<Vec<Figure>> {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let words = vocabulary(&mut chance);
    let bodies: Vec<String> = (0..DOCUMENTS).map(|_| text(&words, LENGTH, &mut chance)).collect();
    let folder = tempfile::tempdir()?;

    let started = Instant::now();
    let index = Index::open(&folder.path().join("index"))?;
    for (portion, bodies) in bodies.chunks(PORTION).enumerate() {
        let entries: Vec<Entry> =
            bodies.iter().enumerate().map(|(at, body)| entry(portion * PORTION + at, body)).collect();
        index.apply(&entries, &[], i64::try_from(portion + 1)?)?;
    }
    let indexed = started.elapsed().as_secs_f64();

    let asked: Vec<Vec<&str>> = (0..QUESTIONS).map(|_| question(&words, &mut chance)).collect();
    let school = Some(vec!["all".to_owned(), "org:7".to_owned()]);
    let plain = |words: &[&str]| words.join(" ");
    let mut figures =
        vec![Figure::new(format!("документов {DOCUMENTS} по {LENGTH} слов: в указатель"), indexed, "с")];
    figures.extend(answers("от одного до трёх слов", &index, &asked, plain, None)?);
    figures.extend(peer(folder.path(), &bodies, &asked)?);
    figures.extend(answers(
        "фраза в кавычках",
        &index,
        &asked,
        |words| format!("\"{}\"", words.join(" ")),
        None,
    )?);
    figures.extend(answers("последнее слово не дописано", &index, &asked, unfinished, None)?);
    figures.extend(answers("от одного до трёх слов, спрашивает школа", &index, &asked, plain, school)?);
    Ok(figures)
}

/// The median and the 95th percentile of all questions.
fn answers(
    what: &str,
    index: &Index,
    asked: &[Vec<&str>],
    words: impl Fn(&[&str]) -> String,
    readers: Option<Vec<String>>,
) -> Result<[Figure; 2]> {
    let mut found = 0;
    let mut times = Vec::with_capacity(asked.len());
    for one in asked {
        let question =
            Question { words: words(one), readers: readers.clone(), limit: PAGE, ..Question::default() };
        let started = Instant::now();
        found += index.find(&question)?.total;
        times.push(started.elapsed().as_secs_f64() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    let found = format!("найдено в среднем {}", found / asked.len());
    Ok([
        Figure::new(format!("{what}: медиана"), times[times.len() / 2], "мс").beside(found),
        Figure::new(format!("{what}: p95"), times[times.len() * 95 / 100], "мс").beside("цель меньше 10 мс"),
    ])
}

/// FTS5 over the same documents; nothing where there is no Python.
fn peer(folder: &Path, bodies: &[String], asked: &[Vec<&str>]) -> Result<Option<Figure>> {
    let file = folder.join("documents.txt");
    std::fs::write(&file, bodies.join("\n"))?;
    let python = Command::new("python3")
        .args(["-c", PEER])
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut python) = python else { return Ok(None) };
    let questions = asked.iter().fold(String::new(), |mut all, one| {
        let _ = writeln!(all, "{}", one.join(" "));
        all
    });
    python.stdin.take().context("ввод Python")?.write_all(questions.as_bytes())?;
    let output = python.wait_with_output()?;
    let p95 = String::from_utf8_lossy(&output.stdout).trim().parse().context("ответ Python")?;
    Ok(Some(Figure::new("те же вопросы, SQLite FTS5: p95", p95, "мс")))
}

fn entry(number: usize, body: &str) -> Entry {
    let title: Vec<&str> = body.split(' ').take(6).collect();
    Entry {
        id: format!("d{number}"),
        title: title.join(" "),
        body: body.to_owned(),
        // One in three is published, the others are an organisation's own.
        readers: vec![if number.is_multiple_of(3) {
            "all".to_owned()
        } else {
            format!("org:{}", number % 370)
        }],
        facets: vec![format!("kind:{}", number % 13), format!("year:{}", 2020 + number % 7)],
    }
}

/// The same run every time: figures of different days are of the same documents.
struct Chance(u64);

impl Chance {
    /// xorshift64*
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap_or(0)
    }
}

/// Forty thousand words that end like Russian ones.
fn vocabulary(chance: &mut Chance) -> Vec<String> {
    const SYLLABLES: [&str; 24] = [
        "би", "бли", "о", "те", "ка", "про", "гра", "мо", "школ", "чи", "та", "ро", "вед", "сто", "ми", "ра",
        "ко", "нов", "пла", "ни", "ве", "тра", "ду", "ле",
    ];
    const ENDINGS: [&str; 10] = ["ние", "ния", "ний", "ка", "ки", "ость", "ости", "ный", "ного", "ами"];
    (0..40_000)
        .map(|_| {
            let middle: String =
                (0..2 + chance.below(3)).map(|_| SYLLABLES[chance.below(SYLLABLES.len())]).collect();
            middle + ENDINGS[chance.below(ENDINGS.len())]
        })
        .collect()
}

/// As in any language few words are frequent: the chance falls with the rank (Zipf).
fn word<'a>(words: &'a [String], chance: &mut Chance) -> &'a str {
    #[expect(clippy::cast_precision_loss, reason = "a vocabulary is small")]
    let (share, size) = (chance.below(1 << 20) as f64 / f64::from(1 << 20), words.len() as f64);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "below the vocabulary's size"
    )]
    let rank = size.powf(share) as usize;
    &words[rank.min(words.len() - 1)]
}

fn text(words: &[String], length: usize, chance: &mut Chance) -> String {
    (0..length).map(|_| word(words, chance)).collect::<Vec<_>>().join(" ")
}

/// Words that somebody would type: not the most frequent ones.
fn question<'a>(words: &'a [String], chance: &mut Chance) -> Vec<&'a str> {
    let count = 1 + chance.below(3);
    (0..count).map(|_| words[50 + chance.below(3_000)].as_str()).collect()
}

fn unfinished(words: &[&str]) -> String {
    let (last, before) = words.split_last().expect("a word");
    let kept: String = last.chars().take(last.chars().count().div_ceil(2).max(3)).collect();
    before.iter().map(|word| format!("{word} ")).collect::<String>() + &kept
}
