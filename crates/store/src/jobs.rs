//! Work after the commit: a table, a lease and patience. A job exists exactly when its transaction does.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::{Clock, Db, Moment, Result, Tx, new_id};

const SECOND: Moment = 1_000_000;
/// A worker that has not finished within its lease is taken for dead, and the job is given to another.
const LEASE: Moment = 5 * 60 * SECOND;
/// After so many failures the job is laid aside for a human (`failed_at`); with the back-off below that is about a day.
pub const MAX_ATTEMPTS: i64 = 12;

/// Queues a job inside the caller's transaction.
pub async fn enqueue(tx: &mut Tx, kind: &str, payload: &serde_json::Value, run_at: Moment) -> Result<()> {
    enqueue_once(tx, kind, payload, run_at, None).await
}

/// Queues a job unless one with the same key already waits.
pub async fn enqueue_once(
    tx: &mut Tx,
    kind: &str,
    payload: &serde_json::Value,
    run_at: Moment,
    unique_key: Option<&str>,
) -> Result<()> {
    tx.query(
        "insert into job (id, kind, payload, run_at, created_at, unique_key) values ($1, $2, $3, $4, $4, $5)
         on conflict do nothing",
    )
    .bind(new_id())
    .bind(kind)
    .bind(payload.to_string())
    .bind(run_at)
    .bind(unique_key)
    .run()
    .await?;
    Ok(())
}

/// Seconds to wait after the n-th failure: 5 s, 10 s, 20 s … at most 6 hours.
pub fn back_off_seconds(attempt: i64) -> i64 {
    let doublings = u32::try_from(attempt.clamp(1, 20) - 1).unwrap_or(0);
    (5_i64 << doublings).min(6 * 3600)
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Job {
    pub id: String,
    pub kind: String,
    pub payload: String,
    pub attempts: i64,
    unique_key: Option<String>,
}

type Handled = Pin<Box<dyn Future<Output = std::result::Result<(), String>> + Send>>;
type Handler = Arc<dyn Fn(serde_json::Value) -> Handled + Send + Sync>;

/// The worker: handlers by kind of job.
#[derive(Clone)]
pub struct Jobs {
    db: Db,
    clock: Clock,
    handlers: BTreeMap<&'static str, Handler>,
    /// Kinds that repeat themselves, and after what time.
    repeated: BTreeMap<&'static str, Moment>,
}

impl Jobs {
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock, handlers: BTreeMap::new(), repeated: BTreeMap::new() }
    }

    /// Says who does jobs of a kind. Handlers are idempotent: a job may run again after a crash.
    pub fn handle<F>(
        &mut self,
        kind: &'static str,
        handler: impl Fn(serde_json::Value) -> F + Send + Sync + 'static,
    ) where
        F: Future<Output = std::result::Result<(), String>> + Send + 'static,
    {
        self.handlers.insert(kind, Arc::new(move |payload| Box::pin(handler(payload))));
    }

    /// Says who does a job that repeats itself: it is one row, which waits again as soon as it has been done, however often
    /// the program is started anew. A failure is tried again after its back-off and never laid aside.
    pub fn repeat<F>(
        &mut self,
        kind: &'static str,
        every: Moment,
        handler: impl Fn() -> F + Send + Sync + 'static,
    ) where
        F: Future<Output = std::result::Result<(), String>> + Send + 'static,
    {
        self.repeated.insert(kind, every);
        self.handle(kind, move |_| handler());
    }

    /// Queues what repeats itself, at start-up: at once, unless it waits for its time already.
    pub async fn queue_repeated(&self) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        for kind in self.repeated.keys() {
            enqueue_once(&mut tx, kind, &serde_json::Value::Null, now, Some(kind)).await?;
        }
        tx.commit().await
    }

    /// When a job that repeats itself is due again; `None` for all others.
    fn again(&self, job: &Job, now: Moment) -> Option<Moment> {
        let every = self.repeated.get(job.kind.as_str())?;
        (job.unique_key.as_deref() == Some(job.kind.as_str())).then_some(now + every)
    }

    /// Works until the program ends, looking for due jobs every second.
    pub async fn work(self) {
        loop {
            match self.run_next().await {
                Ok(true) => {}
                Ok(false) => tokio::time::sleep(Duration::from_secs(1)).await,
                Err(error) => {
                    tracing::error!(%error, "job queue");
                    tokio::time::sleep(Duration::from_secs(5)).await;
                }
            }
        }
    }

    /// Runs one due job if there is one.
    pub async fn run_next(&self) -> Result<bool> {
        let Some(job) = self.claim().await? else { return Ok(false) };
        let outcome = match (self.handlers.get(job.kind.as_str()), serde_json::from_str(&job.payload)) {
            (Some(handler), Ok(payload)) => handler(payload).await,
            (None, _) => Err(format!("nobody handles jobs of kind {}", job.kind)),
            (_, Err(error)) => Err(format!("payload: {error}")),
        };
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let again = self.again(&job, now);
        match outcome {
            Ok(()) if again.is_some() => {
                tx.query(
                    "update job set run_at = $2, attempts = 0, locked_until = null, last_error = null where id = $1",
                )
                .bind(&job.id)
                .bind(again)
                .run()
                .await?;
            }
            Ok(()) => {
                tx.query("update job set done_at = $2, locked_until = null where id = $1")
                    .bind(&job.id)
                    .bind(now)
                    .run()
                    .await?;
            }
            Err(reason) => {
                tracing::warn!(kind = job.kind, attempt = job.attempts, reason, "job failed");
                let laid_aside = (again.is_none() && job.attempts >= MAX_ATTEMPTS).then_some(now);
                tx.query(
                    "update job set locked_until = null, last_error = $2, run_at = $3, failed_at = $4 where id = $1",
                )
                .bind(&job.id)
                .bind(reason)
                .bind(now + back_off_seconds(job.attempts) * SECOND)
                .bind(laid_aside)
                .run()
                .await?;
            }
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Takes the lease of the oldest due job. The condition is repeated in the update: of two workers one gets no row.
    async fn claim(&self) -> Result<Option<Job>> {
        let now = self.clock.now();
        let due: Option<(String,)> = self
            .db
            .query(
                "select id from job where run_at <= $1 and done_at is null and failed_at is null
                 and (locked_until is null or locked_until < $1) order by run_at, id limit 1",
            )
            .bind(now)
            .optional()
            .await?;
        let Some((id,)) = due else { return Ok(None) };
        let mut tx = self.db.begin().await?;
        let job = tx
            .query(
                "update job set locked_until = $2, attempts = attempts + 1
                 where id = $3 and done_at is null and failed_at is null
                   and (locked_until is null or locked_until < $1)
                 returning id, kind, payload, attempts, unique_key",
            )
            .bind(now)
            .bind(now + LEASE)
            .bind(id)
            .optional()
            .await?;
        tx.commit().await?;
        Ok(job)
    }
}

#[cfg(test)]
mod tests {
    use super::back_off_seconds;

    #[test]
    fn waiting_grows_and_is_bounded() {
        let waits: Vec<i64> = (1..=20).map(back_off_seconds).collect();
        assert_eq!(&waits[..4], &[5, 10, 20, 40]);
        assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(waits[19], 6 * 3600);
    }
}
