//! How much work a file may cost. The importer has no clock, so it counts its steps: a step is about a word looked at.

use std::cell::Cell;

use super::ImportError;

/// Enough for a hundred plans; a machine of today makes this many steps within a second.
pub const DEFAULT_STEP_LIMIT: u64 = 20_000_000;

#[derive(Debug)]
pub(super) struct Budget {
    left: Cell<u64>,
}

impl Budget {
    pub(super) fn new(steps: u64) -> Self {
        Self { left: Cell::new(steps) }
    }

    /// Called before a piece of work whose cost grows with the file.
    pub(super) fn spend(&self, steps: usize) -> Result<(), ImportError> {
        let left = self.left.get().checked_sub(steps as u64).ok_or(ImportError::TooMuchWork)?;
        self.left.set(left);
        Ok(())
    }
}
