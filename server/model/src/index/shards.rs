//! A map that is cheap to copy and to change a little: parts that do not change are shared between copies.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashMap};

/// How many parts a map has: a change copies one part and the list of parts.
const PARTS: usize = 256;

#[derive(Clone, Debug)]
pub(super) struct Shards<K, V> {
    parts: Arc<Vec<Arc<FxHashMap<K, V>>>>,
}

impl<K, V> Default for Shards<K, V> {
    fn default() -> Self {
        Self {
            parts: Arc::new((0..PARTS).map(|_| Arc::default()).collect()),
        }
    }
}

impl<K: Hash + Eq + Clone, V: Clone> Shards<K, V> {
    pub fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.parts.get(part_of(key))?.get(key)
    }

    pub fn insert(&mut self, key: K, value: V) {
        let part = part_of(&key);
        if let Some(part) = Arc::make_mut(&mut self.parts).get_mut(part) {
            Arc::make_mut(part).insert(key, value);
        }
    }

    pub fn remove<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.get(key)?;
        let part = Arc::make_mut(&mut self.parts).get_mut(part_of(key))?;
        Arc::make_mut(part).remove(key)
    }

    /// All entries in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.parts.iter().flat_map(|part| part.iter())
    }

    pub fn len(&self) -> usize {
        self.parts.iter().map(|part| part.len()).sum()
    }

    /// How many parts two maps do not share.
    #[cfg(test)]
    pub fn parts_apart(&self, other: &Self) -> usize {
        let pairs = self.parts.iter().zip(other.parts.iter());
        pairs
            .filter(|(own, other)| !Arc::ptr_eq(own, other))
            .count()
    }
}

fn part_of<Q: Hash + ?Sized>(key: &Q) -> usize {
    // The upper bits: the lower ones choose the bucket inside the part.
    let hash = FxBuildHasher.hash_one(key);
    usize::try_from(hash >> 56).unwrap_or(0) % PARTS
}
