//! Nothing acknowledged is lost, nothing false is acknowledged: the real program, killed, starved and copied.
//!
//! Short by default; `BIBLIOSET_LONG_TESTS=1` (set by `cargo xtask test`) runs the full counts: a thousand acknowledged
//! writes in each of twenty rounds, twenty backups under load, thirty mornings killed eight times each.

mod full_disk;
mod killed;
mod migrations;
mod moved;
mod program;
mod reminders;

/// How many, here and in a full run.
fn count(short: usize, long: usize) -> usize {
    if std::env::var_os("BIBLIOSET_LONG_TESTS").is_some() { long } else { short }
}
