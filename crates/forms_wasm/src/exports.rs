//! The four names that a page calls. The page writes a command into the space it asked for and reads the answer from
//! the place it is told; the memory itself stays ours.

#![allow(unsafe_code)] // `no_mangle` only: no pointer is read or written here

use std::cell::RefCell;

thread_local! {
    static COMMAND: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static ANSWER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Space for a command of so many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn forms_space(length: usize) -> *const u8 {
    COMMAND.with_borrow_mut(|command| {
        command.clear();
        command.resize(length, 0);
        command.as_ptr()
    })
}

/// Carries out the command that stands in the space; gives the length of the answer.
#[unsafe(no_mangle)]
pub extern "C" fn forms_handle(length: usize) -> usize {
    let answer = COMMAND.with_borrow(|command| {
        let command = String::from_utf8_lossy(&command[..length.min(command.len())]);
        crate::handle(&command)
    });
    ANSWER.with_borrow_mut(|slot| {
        *slot = answer.into_bytes();
        slot.len()
    })
}

/// Where the answer stands.
#[unsafe(no_mangle)]
pub extern "C" fn forms_answer() -> *const u8 {
    ANSWER.with_borrow(|answer| answer.as_ptr())
}

/// Gives back the memory of the command and the answer.
#[unsafe(no_mangle)]
pub extern "C" fn forms_release() {
    COMMAND.with_borrow_mut(|command| *command = Vec::new());
    ANSWER.with_borrow_mut(|answer| *answer = Vec::new());
}
