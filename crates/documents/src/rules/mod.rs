//! The domain of this room, without input and output: what a registered document must be, which files it may have.

mod entry;
mod file_check;
mod filter;
mod life;
mod plain_text;

pub use entry::{EARLIEST_DATE, Entry, FieldProblem, MAX_NUMBER, MAX_TITLE, check_entry, number_key};
pub use file_check::{CheckedFile, FileRefused, MAX_FILE_BYTES, check_file};
pub use filter::{DOCUMENTS_ON_A_PAGE, Filter, FilterText};
pub use life::{EndingKind, Life, code_of, read_code};
pub use plain_text::plain_text;
