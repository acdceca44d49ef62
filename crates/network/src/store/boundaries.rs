//! Boundaries of municipalities.

use std::collections::HashMap;
use std::sync::Arc;

use outlines::{Polygon, Territory};
use store::{Db, FileHash, Moment, Result, Tx};

use crate::rules::{Atlas, Roll};

/// A set of boundaries about to be written.
pub(crate) struct NewSet<'a> {
    pub file: &'a FileHash,
    pub file_name: &'a str,
    pub attribution: &'a str,
    pub account_id: Option<&'a str>,
    pub author: &'a str,
    /// Id of the municipality and its territory.
    pub territories: &'a [(String, Territory)],
}

/// Writes a set that takes the place of the one before it; answers its number.
pub(crate) async fn add_set(tx: &mut Tx, new: &NewSet<'_>, now: Moment) -> Result<i64> {
    let (newest,): (i64,) = tx.query("select coalesce(max(seq), 0) from boundary_set").one().await?;
    let seq = newest + 1;
    tx.query(
        "insert into boundary_set (seq, file_hash, file_name, attribution, account_id, author, imported_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(seq)
    .bind(new.file.as_str())
    .bind(new.file_name)
    .bind(new.attribution)
    .bind(new.account_id)
    .bind(new.author)
    .bind(now)
    .run()
    .await?;
    // The file of an older set is kept; what was read from it is not needed any more.
    tx.query("delete from boundary where set_seq < $1").bind(seq).run().await?;
    for (municipality_id, territory) in new.territories {
        tx.query("insert into boundary (set_seq, municipality_id, territory) values ($1, $2, $3)")
            .bind(seq)
            .bind(municipality_id)
            .bind(serde_json::to_string(&territory.polygons)?)
            .run()
            .await?;
    }
    Ok(seq)
}

/// The boundaries in force, from memory while they are the same; `None` when nobody has loaded any.
pub async fn atlas(db: &Db, roll: &Roll) -> Result<Option<Arc<Atlas>>> {
    if roll.boundaries == 0 {
        return Ok(None);
    }
    if let Some(atlas) = db.projections().get::<Atlas>("atlas", roll.boundaries) {
        return Ok(Some(atlas));
    }
    let set: Option<(String, String, String, i64)> = db
        .query("select attribution, file_name, author, imported_at from boundary_set where seq = $1")
        .bind(roll.boundaries)
        .optional()
        .await?;
    let Some((attribution, file_name, author, imported_at)) = set else { return Ok(None) };
    let lines: Vec<(String, String)> = db
        .query("select municipality_id, territory from boundary where set_seq = $1")
        .bind(roll.boundaries)
        .all()
        .await?;
    let mut territories = HashMap::new();
    for (municipality_id, text) in lines {
        let polygons: Vec<Polygon> = serde_json::from_str(&text)?;
        territories.insert(municipality_id, Territory { polygons, ..Territory::default() });
    }
    let atlas = Atlas::new(attribution, file_name, author, imported_at, territories);
    Ok(Some(db.projections().put("atlas", roll.boundaries, atlas)))
}
