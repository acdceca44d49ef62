//! The engine works aside: what an author's formulas cost, nobody knows before they run, and everybody else is answered by
//! the same few threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use access::PageError;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::Semaphore;
use tokio::task::block_in_place;

/// Calculations at once: more would not be faster on the two cores of the smallest server.
const AT_ONCE: usize = 4;
/// Requests that wait for their turn; whoever comes later is told at once that the server is busy.
const MOST_WAITING: usize = 200;
/// How long one waits for a turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// The turns of all calculations of this room.
pub struct Turns {
    free: Semaphore,
    waiting: AtomicUsize,
    patience: Duration,
}

static TURNS: Turns = Turns::new(AT_ONCE, PATIENCE);

/// Calculates on a thread that nobody else waits for: the runtime moves its other work to another thread meanwhile. What is
/// calculated may borrow, which a task of the blocking pool may not.
///
/// # Errors
/// [`PageError::Busy`] when as much is being calculated as may be.
pub async fn aside<T>(work: impl FnOnce() -> T + Send) -> Result<T, PageError> {
    TURNS.take(work).await
}

impl Turns {
    const fn new(at_once: usize, patience: Duration) -> Self {
        Self { free: Semaphore::const_new(at_once), waiting: AtomicUsize::new(0), patience }
    }

    async fn take<T>(&self, work: impl FnOnce() -> T + Send) -> Result<T, PageError> {
        let place = Place::in_line(&self.waiting)?;
        let turn = tokio::time::timeout(self.patience, self.free.acquire()).await;
        drop(place);
        let Ok(Ok(_turn)) = turn else { return Err(PageError::Busy) };
        // A program of one thread has nobody to hand its work to: a command, a test.
        Ok(match Handle::current().runtime_flavor() {
            RuntimeFlavor::CurrentThread => work(),
            _ => block_in_place(work),
        })
    }
}

/// A place among those who wait; given back however the waiting ends.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn in_line(waiting: &'a AtomicUsize) -> Result<Self, PageError> {
        let place = Self(waiting);
        if waiting.fetch_add(1, Ordering::Relaxed) >= MOST_WAITING { Err(PageError::Busy) } else { Ok(place) }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Instant;

    use super::*;

    /// With one thread for everybody, a calculation that does not end would stop the program.
    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn others_are_answered_while_something_is_calculated() {
        let (end, ends) = channel::<()>();
        let (begun, begins) = tokio::sync::oneshot::channel();
        let long = tokio::spawn(async move {
            aside(move || {
                begun.send(()).unwrap();
                ends.recv_timeout(Duration::from_secs(30)).is_ok()
            })
            .await
        });
        begins.await.unwrap();
        let other = tokio::spawn(async { "answered" });
        let answered = tokio::time::timeout(Duration::from_secs(10), other).await;
        end.send(()).unwrap();
        assert_eq!(answered.expect("the other request waited for the calculation").unwrap(), "answered");
        assert!(long.await.unwrap().unwrap(), "the calculation went on to its end");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn beyond_the_bound_the_server_says_that_it_is_busy() {
        static TWO: Turns = Turns::new(2, Duration::from_millis(50));
        let (end, ends) = channel::<()>();
        let ends = std::sync::Arc::new(std::sync::Mutex::new(ends));
        let mut long = Vec::new();
        for _ in 0..2 {
            let ends = ends.clone();
            let (begun, begins) = tokio::sync::oneshot::channel();
            long.push(tokio::spawn(async move {
                TWO.take(move || {
                    begun.send(()).unwrap();
                    ends.lock().unwrap().recv_timeout(Duration::from_secs(30)).unwrap();
                })
                .await
            }));
            begins.await.unwrap();
        }
        let asked = Instant::now();
        assert!(matches!(TWO.take(|| ()).await, Err(PageError::Busy)));
        assert!(asked.elapsed() < Duration::from_secs(5));
        for _ in 0..2 {
            end.send(()).unwrap();
        }
        for one in long {
            one.await.unwrap().unwrap();
        }
        assert!(TWO.take(|| ()).await.is_ok(), "turns come back");
        assert_eq!(TWO.waiting.load(Ordering::Relaxed), 0);
    }
}
