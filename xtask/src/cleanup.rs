//! What must be undone however the run ends: by return, by error, by Ctrl-C.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};

type Action = Box<dyn FnOnce() + Send>;

static PENDING: Mutex<Vec<(u64, Action)>> = Mutex::new(Vec::new());
static NEXT_ID: AtomicU64 = AtomicU64::new(0);

/// The exit code shells give a program ended by Ctrl-C.
const INTERRUPTED: i32 = 130;

/// An action that runs once: when this value is dropped, or when the run is interrupted.
///
/// The action itself must not create or drop another `Cleanup`.
#[must_use = "dropping the value runs the action at once"]
pub struct Cleanup {
    id: u64,
}

impl Cleanup {
    pub fn register(action: impl FnOnce() + Send + 'static) -> Self {
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        pending().push((id, Box::new(action)));
        Self { id }
    }
}

impl Drop for Cleanup {
    fn drop(&mut self) {
        // The lock is held while the action runs, so that an interrupt cannot end the program half-way,
        // and so that the main thread cannot leave while the interrupt is still cleaning up.
        let mut pending = pending();
        let Some(position) = pending.iter().position(|(id, _)| *id == self.id) else { return };
        let (_, action) = pending.remove(position);
        action();
    }
}

/// Makes Ctrl-C and a polite kill run every pending action, the newest first, before the program ends.
pub fn run_on_interrupt() -> Result<()> {
    ctrlc::set_handler(|| {
        let mut pending = pending();
        while let Some((_, action)) = pending.pop() {
            action();
        }
        std::process::exit(INTERRUPTED);
    })
    .context("installing the Ctrl-C handler")
}

fn pending() -> MutexGuard<'static, Vec<(u64, Action)>> {
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}
