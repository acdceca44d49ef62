//! All that typst may see: one program, its prelude, the paper's pictures and our fonts.

use std::collections::HashMap;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, NativeElement, StyleChain};
use typst::introspection::Introspector;
use typst::model::HeadingElem;
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;

use super::fonts::FONTS;
use crate::PaperError;

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static PRELUDE: LazyLock<Source> =
    LazyLock::new(|| Source::new(file_id("/paper.typ"), include_str!("paper.typ").to_owned()));

pub(super) struct PaperWorld {
    main: Source,
    files: HashMap<FileId, Bytes>,
}

impl PaperWorld {
    /// `files` by the names under which the program asks for them.
    pub(super) fn new(program: String, files: Vec<(String, Vec<u8>)>) -> Self {
        let files = files.into_iter().map(|(name, bytes)| (file_id(&name), Bytes::new(bytes))).collect();
        Self { main: Source::new(file_id("/main.typ"), program), files }
    }
}

fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).unwrap_or_else(|_| unreachable!("names of files are made here"));
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for PaperWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match id {
            _ if id == self.main.id() => Ok(self.main.clone()),
            _ if id == PRELUDE.id() => Ok(PRELUDE.clone()),
            _ => Err(FileError::AccessDenied),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

pub(super) fn told(errors: &[SourceDiagnostic]) -> PaperError {
    let messages: Vec<String> = errors
        .iter()
        .map(|error| {
            let hints: Vec<&str> = error.hints.iter().map(|hint| hint.v.as_str()).collect();
            format!("{} {}", error.message, hints.join(" "))
        })
        .collect();
    PaperError::Pdf(messages.join("; "))
}

pub(super) fn heading_pages(document: &PagedDocument) -> Vec<u32> {
    let introspector = document.introspector();
    let headings = Introspector::query(introspector.as_ref(), &HeadingElem::ELEM.select());
    let listed = headings.iter().filter(|heading| {
        heading.to_packed::<HeadingElem>().is_some_and(|one| one.outlined.get(StyleChain::default()))
    });
    listed
        .filter_map(typst::foundations::Content::location)
        .map(|location| u32::try_from(introspector.page(location).map_or(0, usize::from)).unwrap_or(0))
        .collect()
}
