//! Things computed from the database and kept in memory while their source has not changed.
//!
//! A projection is keyed by the revision of its source, which is read from the database for every use: a change by
//! another process is seen at once, and dropping everything here loses nothing.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

type Key = (TypeId, String);
type Kept = (i64, Arc<dyn Any + Send + Sync>);

#[derive(Clone, Default)]
pub struct Projections(Arc<Mutex<HashMap<Key, Kept>>>);

/// More would mean that somebody keys projections by something unbounded.
const MOST: usize = 256;

impl Projections {
    /// The projection made from this revision of the source, if it is still here.
    pub fn get<T: Any + Send + Sync>(&self, key: &str, revision: i64) -> Option<Arc<T>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (made_from, value) = kept.get(&(TypeId::of::<T>(), key.to_owned()))?;
        if *made_from != revision {
            return None;
        }
        value.clone().downcast().ok()
    }

    pub fn put<T: Any + Send + Sync>(&self, key: &str, revision: i64, value: T) -> Arc<T> {
        let value = Arc::new(value);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert((TypeId::of::<T>(), key.to_owned()), (revision, value.clone()));
        value
    }

    /// Forgets everything: the next use of each is made anew.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_projection_lives_exactly_as_long_as_its_revision() {
        let projections = Projections::default();
        projections.put("plan", 3, "lines".to_owned());
        assert_eq!(projections.get::<String>("plan", 3).as_deref(), Some(&"lines".to_owned()));
        assert!(projections.get::<String>("plan", 4).is_none(), "the source has changed");
        assert!(projections.get::<u32>("plan", 3).is_none(), "another type is another projection");
        assert!(projections.get::<String>("other", 3).is_none());
        projections.clear();
        assert!(projections.get::<String>("plan", 3).is_none());
    }
}
