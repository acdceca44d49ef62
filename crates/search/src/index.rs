//! The index in its folder.

use std::path::Path;
use std::sync::Mutex;

use tantivy::collector::{Count, TopDocs};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, Occur, PhrasePrefixQuery, PhraseQuery, Query,
    TermQuery,
};
use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _,
};
use tantivy::snippet::SnippetGenerator;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};

use crate::question::{Part, parts};
use crate::words::{RUSSIAN, russian, stems};
use crate::{Entry, Found, Page, Piece, Question};

/// Raised with every change of the fields or of the analyser: an older folder is made anew.
const LAYOUT: u32 = 1;
/// While something is written; given back afterwards.
const WRITING_MEMORY: usize = 15_000_000;
/// A word of the title is worth so many of the text.
const TITLE_WEIGHT: f32 = 3.0;
const EXCERPT_CHARACTERS: usize = 240;
/// Words that an unfinished one may become.
const MOST_ENDINGS: u32 = 100;

/// Why the index does not answer. It can always be made anew.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("индекс поиска не открыт: {0}")]
    Folder(#[from] std::io::Error),
    #[error("индекс поиска: {0}")]
    Index(#[from] tantivy::TantivyError),
}

type Result<T> = std::result::Result<T, Error>;

/// The index. One process writes to a folder at a time.
pub struct Index {
    index: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    writing: Mutex<()>,
}

#[derive(Clone, Copy)]
struct Fields {
    id: Field,
    title: Field,
    body: Field,
    readers: Field,
    facets: Field,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let text = TextOptions::default().set_stored().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(RUSSIAN)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions),
    );
    let fields = Fields {
        id: schema.add_text_field("id", STRING | STORED),
        title: schema.add_text_field("title", text.clone()),
        body: schema.add_text_field("body", text),
        readers: schema.add_text_field("readers", STRING),
        facets: schema.add_text_field("facets", STRING),
    };
    (schema.build(), fields)
}

impl Index {
    /// Opens the folder's index. One that is damaged or of another layout is emptied: its watermark is 0 then.
    ///
    /// # Errors
    /// When the folder cannot be made, emptied or written.
    pub fn open(folder: &Path) -> Result<Self> {
        if let Ok(index) = Self::open_as_it_is(folder)
            && index.payload().is_some_and(|(layout, _)| layout == LAYOUT)
        {
            return Ok(index);
        }
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        std::fs::create_dir_all(folder)?;
        let (schema, fields) = schema();
        let index = Self::with(tantivy::Index::create_in_dir(folder, schema)?, fields)?;
        index.apply(&[], &[], 0)?;
        Ok(index)
    }

    /// An index that is gone with the process.
    ///
    /// # Errors
    /// When the library cannot start.
    pub fn in_memory() -> Result<Self> {
        let (schema, fields) = schema();
        Self::with(tantivy::Index::create_in_ram(schema), fields)
    }

    fn open_as_it_is(folder: &Path) -> Result<Self> {
        let (expected, fields) = schema();
        let index = tantivy::Index::open_in_dir(folder)?;
        if index.schema() != expected {
            return Err(tantivy::TantivyError::SchemaError("another layout".into()).into());
        }
        Self::with(index, fields)
    }

    fn with(index: tantivy::Index, fields: Fields) -> Result<Self> {
        index.tokenizers().register(RUSSIAN, russian());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { index, reader, fields, writing: Mutex::default() })
    }

    /// Layout and watermark of the last commit.
    fn payload(&self) -> Option<(u32, i64)> {
        let payload = self.index.load_metas().ok()?.payload?;
        let (layout, watermark) = payload.split_once(' ')?;
        Some((layout.parse().ok()?, watermark.parse().ok()?))
    }

    /// How far the index goes, in the counting of whoever feeds it; 0 for an empty one.
    pub fn watermark(&self) -> i64 {
        self.payload().map_or(0, |(_, watermark)| watermark)
    }

    /// Puts entries in, takes others out and notes the new watermark, all in one commit; readers see it at once.
    ///
    /// # Errors
    /// When the disk refuses; nothing has changed then.
    pub fn apply(&self, entries: &[Entry], removed: &[String], watermark: i64) -> Result<()> {
        let _one_at_a_time = self.writing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let fields = self.fields;
        let mut writer: IndexWriter = self.index.writer_with_num_threads(1, WRITING_MEMORY)?;
        for id in removed.iter().chain(entries.iter().map(|entry| &entry.id)) {
            writer.delete_term(Term::from_field_text(fields.id, id));
        }
        for entry in entries {
            let mut document = TantivyDocument::default();
            document.add_text(fields.id, &entry.id);
            document.add_text(fields.title, &entry.title);
            document.add_text(fields.body, &entry.body);
            for reader in &entry.readers {
                document.add_text(fields.readers, reader);
            }
            for facet in &entry.facets {
                document.add_text(fields.facets, facet);
            }
            writer.add_document(document)?;
        }
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&format!("{LAYOUT} {watermark}"));
        commit.commit()?;
        writer.wait_merging_threads()?;
        self.reader.reload()?;
        Ok(())
    }

    /// Answers a question, the best first. A question without a word finds nothing.
    ///
    /// # Errors
    /// When the index's files are gone: whoever asks makes it anew.
    pub fn find(&self, question: &Question) -> Result<Page> {
        let Some(words) = self.words_query(&question.words) else { return Ok(Page::default()) };
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, words.box_clone())];
        for facet in &question.facets {
            clauses.push((Occur::Must, any_of(self.fields.facets, std::slice::from_ref(facet))));
        }
        if let Some(readers) = &question.readers {
            clauses.push((Occur::Must, any_of(self.fields.readers, readers)));
        }
        let searcher = self.reader.searcher();
        let best = TopDocs::with_limit(question.limit.max(1)).and_offset(question.offset).order_by_score();
        let (total, best) = searcher.search(&BooleanQuery::new(clauses), &(Count, best))?;
        let mut excerpts = SnippetGenerator::create(&searcher, words.as_ref(), self.fields.body)?;
        excerpts.set_max_num_chars(EXCERPT_CHARACTERS);
        let mut found = Vec::with_capacity(best.len());
        for (score, address) in best {
            let document: TantivyDocument = searcher.doc(address)?;
            let text = |field| {
                document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
            };
            found.push(Found {
                id: text(self.fields.id),
                title: text(self.fields.title),
                excerpt: excerpt_of(&excerpts, &text(self.fields.body)),
                score,
            });
        }
        Ok(Page { found, total })
    }

    fn words_query(&self, words: &str) -> Option<Box<dyn Query>> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for part in parts(words) {
            match part {
                Part::Word { text, is_unfinished } => {
                    let stems = stems(&text);
                    let last = stems.len().saturating_sub(1);
                    for (at, stem) in stems.iter().enumerate() {
                        clauses.push((Occur::Must, self.word(stem, is_unfinished && at == last)));
                    }
                }
                Part::Phrase(text) => clauses.extend(self.phrase(&text).map(|query| (Occur::Must, query))),
                Part::Without(text) => {
                    clauses.extend(self.phrase(&text).map(|query| (Occur::MustNot, query)));
                }
            }
        }
        let asks_for_nothing = clauses.iter().all(|(occur, _)| *occur == Occur::MustNot);
        if asks_for_nothing && !clauses.is_empty() {
            clauses.push((Occur::Must, Box::new(AllQuery)));
        }
        (!clauses.is_empty()).then(|| Box::new(BooleanQuery::new(clauses)) as Box<dyn Query>)
    }

    /// A word in the title or in the text; an unfinished one also as the beginning of a longer one.
    fn word(&self, stem: &str, is_unfinished: bool) -> Box<dyn Query> {
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        for (field, weight) in [(self.fields.title, TITLE_WEIGHT), (self.fields.body, 1.0)] {
            let term = Term::from_field_text(field, stem);
            let exact = TermQuery::new(term.clone(), IndexRecordOption::WithFreqs);
            ways.push(Box::new(BoostQuery::new(Box::new(exact), weight)));
            // One letter begins half of all words: that finds nothing that was meant.
            if is_unfinished && stem.chars().count() > 1 {
                let mut longer = PhrasePrefixQuery::new(vec![term]);
                longer.set_max_expansions(MOST_ENDINGS);
                ways.push(Box::new(ConstScoreQuery::new(Box::new(longer), weight / 2.0)));
            }
        }
        Box::new(BooleanQuery::union(ways))
    }

    fn phrase(&self, text: &str) -> Option<Box<dyn Query>> {
        let stems = stems(text);
        match stems.as_slice() {
            [] => None,
            [only] => Some(self.word(only, false)),
            several => {
                let in_field = |field| -> Box<dyn Query> {
                    let terms = several.iter().map(|stem| Term::from_field_text(field, stem)).collect();
                    Box::new(PhraseQuery::new(terms))
                };
                let ways = vec![in_field(self.fields.title), in_field(self.fields.body)];
                Some(Box::new(BooleanQuery::union(ways)))
            }
        }
    }
}

/// A filter: it adds nothing to the score.
fn any_of(field: Field, values: &[String]) -> Box<dyn Query> {
    let terms: Vec<Box<dyn Query>> = values
        .iter()
        .map(|value| -> Box<dyn Query> {
            Box::new(TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic))
        })
        .collect();
    Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::union(terms)), 0.0))
}

fn excerpt_of(excerpts: &SnippetGenerator, body: &str) -> Vec<Piece> {
    let snippet = excerpts.snippet(body);
    let text = snippet.fragment();
    let mut pieces = Vec::new();
    let mut done = 0;
    for hit in tantivy::snippet::collapse_overlapped_ranges(snippet.highlighted()) {
        pieces.push(Piece { text: text[done..hit.start].to_owned(), is_hit: false });
        pieces.push(Piece { text: text[hit.start..hit.end].to_owned(), is_hit: true });
        done = hit.end;
    }
    pieces.push(Piece { text: text[done..].to_owned(), is_hit: false });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}
