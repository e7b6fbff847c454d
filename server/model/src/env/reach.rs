//! How far an edit reaches: the items whose meaning it may have changed, told by the words they hold.
//! It never asks what a name stands for, so it says too much rather than too little.

use std::hash::{DefaultHasher, Hasher};
use std::ops::Range;

use rustc_hash::FxHasher;
use syntax::file::PlacedItem;

use super::names::pattern_names;
use super::{FileEnv, hash};

/// How many names an edit may change before it counts as reaching everything.
const MOST_WORDS: usize = 256;

/// The words of an item, as sorted hashes; two words may share one, which only adds to what is reached.
#[derive(Debug, Default)]
pub struct Mentions {
    /// All that stand in its source.
    all: Box<[u32]>,
    /// Those in what others may see of it.
    visible: Box<[u32]>,
    /// Those it declares.
    declared: Box<[u32]>,
}

impl Mentions {
    /// The words of an item of a file with this text.
    #[must_use]
    pub fn of(item: &PlacedItem, text: &str) -> Self {
        let mut all = Words::default();
        all.write(text.get(item.span.range()).unwrap_or_default().as_bytes());
        let mut visible = Words::default();
        hash::hash_by_name(&mut visible, item);
        hash::hash_for_file(&mut visible, item);
        Self {
            all: all.sorted(),
            visible: visible.sorted(),
            declared: declared(item).sorted(),
        }
    }
}

impl FileEnv {
    /// Whether each item may mean something else than it did in `before`, an earlier environment of the file:
    /// because it, its class or something it mentions was edited. None where all may.
    ///
    /// `mentions` gives the words of the item at an index.
    #[must_use]
    pub fn reached_since<'m>(
        &self,
        before: &Self,
        mentions: &dyn Fn(usize) -> &'m Mentions,
    ) -> Option<Vec<bool>> {
        let edit = Edit::between(before, self)?;
        let mut reach = Reach::of(self, before, &edit);
        while !reach.new_words.is_empty() {
            if reach.known_words.len() + reach.new_words.len() > MOST_WORDS {
                return None;
            }
            reach.spread(self, mentions);
        }
        Some(reach.is_reached)
    }
}

/// The items that an edit replaced, and those it put in their place.
struct Edit {
    old: Range<usize>,
    new: Range<usize>,
}

impl Edit {
    /// None where the edit changed what the file is, not only what its names stand for.
    fn between(before: &FileEnv, after: &FileEnv) -> Option<Self> {
        let (old, new) = (&before.item_hashes, &after.item_hashes);
        let front = old
            .iter()
            .zip(new.iter())
            .take_while(|(old, new)| old == new)
            .count();
        let rest = old.len().min(new.len()) - front;
        let back = old
            .iter()
            .rev()
            .zip(new.iter().rev())
            .take(rest)
            .take_while(|(old, new)| old == new)
            .count();
        let edit = Self {
            old: front..old.len() - back,
            new: front..new.len() - back,
        };
        let for_file = |env: &FileEnv, range: &Range<usize>| {
            let mut hasher = DefaultHasher::new();
            items(env, range)
                .iter()
                .for_each(|item| hash::hash_for_file(&mut hasher, item));
            hasher.finish()
        };
        let is_same_file = before.module == after.module
            && for_file(before, &edit.old) == for_file(after, &edit.new);
        is_same_file.then_some(edit)
    }

    /// Where an item of the version before stands now, if it was not replaced.
    fn moved(&self, old: usize) -> Option<usize> {
        match old {
            at if at < self.old.start => Some(at),
            at if at >= self.old.end => Some(at - self.old.end + self.new.end),
            _ => None,
        }
    }
}

fn items<'e>(env: &'e FileEnv, range: &Range<usize>) -> &'e [PlacedItem] {
    env.facts.items.get(range.clone()).unwrap_or_default()
}

/// The items found to be reached so far.
struct Reach {
    is_reached: Vec<bool>,
    /// Whether the words an item declares were taken in.
    is_spread: Vec<bool>,
    /// Those that every item was asked about.
    known_words: Vec<u32>,
    /// Those that no item was asked about yet.
    new_words: Vec<u32>,
}

impl Reach {
    /// What the edit itself reaches: the new items, the members of their classes, and the item behind them,
    /// which may be told apart by what stands above it.
    fn of(after: &FileEnv, before: &FileEnv, edit: &Edit) -> Self {
        let count = after.facts.items.len();
        let mut reach = Self {
            is_reached: vec![false; count],
            is_spread: vec![false; count],
            known_words: Vec::new(),
            new_words: Vec::new(),
        };
        let mut words = Words::default();
        for (env, range) in [(before, &edit.old), (after, &edit.new)] {
            for item in items(env, range) {
                words.0.extend(declared(item).0);
                declare_owners(env, item, &mut words);
            }
        }
        reach.add(words.0);
        for at in edit.new.clone() {
            reach.set_reached(at);
            if let Some(spread) = reach.is_spread.get_mut(at) {
                *spread = true;
            }
        }
        reach.set_reached(edit.new.end);
        let owners_before = items(before, &edit.old)
            .iter()
            .filter_map(|item| item.parent);
        let owners_after = items(after, &edit.new)
            .iter()
            .filter_map(|item| item.parent);
        let mut owners: Vec<usize> = owners_before
            .filter_map(|owner| edit.moved(owner as usize))
            .chain(owners_after.map(|owner| owner as usize))
            .collect();
        owners.sort_unstable();
        owners.dedup();
        for (at, item) in after.facts.items.iter().enumerate() {
            let owner = item.parent.map(|owner| owner as usize);
            if owner.is_some_and(|owner| owners.binary_search(&owner).is_ok()) {
                reach.set_reached(at);
            }
        }
        reach.take_in_members(after, before, edit);
        reach
    }

    /// Items behind the edit that belong to another class than before.
    fn take_in_members(&mut self, after: &FileEnv, before: &FileEnv, edit: &Edit) {
        let old = items(before, &(edit.old.end..before.facts.items.len()));
        let new = items(after, &(edit.new.end..after.facts.items.len()));
        let mut words = Words::default();
        for (at, (old, new)) in (edit.new.end..).zip(old.iter().zip(new)) {
            let owner = new.parent.map(|owner| owner as usize);
            let was = old.parent.map(|owner| edit.moved(owner as usize));
            if was == owner.map(Some) {
                continue;
            }
            self.set_reached(at);
            words.0.extend(declared(new).0);
            declare_owners(before, old, &mut words);
            declare_owners(after, new, &mut words);
        }
        self.add(words.0);
    }

    fn set_reached(&mut self, at: usize) {
        if let Some(reached) = self.is_reached.get_mut(at) {
            *reached = true;
        }
    }

    fn add(&mut self, words: Vec<u32>) {
        for word in words {
            if !self.known_words.contains(&word) && !self.new_words.contains(&word) {
                self.new_words.push(word);
            }
        }
    }

    /// Asks every item about the new words.
    fn spread<'m>(&mut self, env: &FileEnv, mentions: &dyn Fn(usize) -> &'m Mentions) {
        let asked = std::mem::take(&mut self.new_words);
        self.known_words.extend(&asked);
        let holds = |words: &[u32]| asked.iter().any(|word| words.binary_search(word).is_ok());
        let mut changed = Words::default();
        let pairs = self.is_reached.iter_mut().zip(&mut self.is_spread);
        for ((at, item), (is_reached, is_spread)) in env.facts.items.iter().enumerate().zip(pairs) {
            if *is_reached && *is_spread {
                continue;
            }
            let own = mentions(at);
            *is_reached |= holds(&own.all);
            if !*is_spread && holds(&own.visible) {
                (*is_reached, *is_spread) = (true, true);
                changed.0.extend(&own.declared);
                declare_owners(env, item, &mut changed);
            }
        }
        self.add(changed.0);
        // What a head means, its members mean; a head stands before them.
        for (at, item) in env.facts.items.iter().enumerate() {
            let of_reached = item
                .parent
                .and_then(|owner| self.is_reached.get(owner as usize));
            if of_reached == Some(&true) {
                self.set_reached(at);
            }
        }
    }
}

/// Adds the names of the classes that an item is a member of.
fn declare_owners(env: &FileEnv, item: &PlacedItem, words: &mut Words) {
    let mut owner = item.parent;
    while let Some(head) = owner.and_then(|owner| env.facts.items.get(owner as usize)) {
        for decl in &head.facts.types {
            words.write(decl.name.as_bytes());
        }
        // A head stands before its members, so that this ends.
        owner = head.parent.filter(|next| Some(*next) < owner);
    }
}

/// The names by which others can ask for something of the item.
fn declared(item: &PlacedItem) -> Words {
    let mut words = Words::default();
    let facts = &item.facts;
    let mut add = |name: &str| words.write(name.as_bytes());
    for function in &facts.summary.functions {
        add(&function.signature.name);
        function.signature.owner.iter().for_each(|owner| add(owner));
        // Attributes that a method sets.
        for (name, _) in &function.locals {
            if name.contains('.') {
                add(name);
            }
        }
    }
    for binding in &facts.summary.bindings {
        pattern_names(&binding.target)
            .iter()
            .for_each(|name| add(name));
        binding.name.iter().for_each(|name| add(name));
    }
    let types = facts.types.iter();
    for decl in types.clone() {
        add(&decl.name);
        decl.methods.iter().for_each(|method| add(&method.name));
    }
    let fields = facts.fields.iter();
    for field in fields.chain(types.clone().flat_map(|decl| &decl.fields)) {
        add(&field.name);
    }
    let variants = facts.variants.iter();
    for variant in variants.chain(types.flat_map(|decl| &decl.variants)) {
        add(&variant.name);
    }
    words
}

/// Collects the words of texts. As a hasher it takes the texts that are hashed and no numbers.
#[derive(Default)]
struct Words(Vec<u32>);

impl Words {
    fn sorted(mut self) -> Box<[u32]> {
        self.0.sort_unstable();
        self.0.dedup();
        self.0.into()
    }
}

impl Hasher for Words {
    fn write(&mut self, bytes: &[u8]) {
        let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
        let words = bytes.split(|byte| !is_of_word(byte));
        for word in words.filter(|word| !word.is_empty()) {
            let mut hasher = FxHasher::default();
            hasher.write(word);
            let hash = hasher.finish();
            // The upper half is the well-mixed one.
            self.0.push(u32::try_from(hash >> 32).unwrap_or_default());
        }
    }

    fn write_u8(&mut self, _: u8) {}
    fn write_u16(&mut self, _: u16) {}
    fn write_u32(&mut self, _: u32) {}
    fn write_u64(&mut self, _: u64) {}
    fn write_u128(&mut self, _: u128) {}
    fn write_usize(&mut self, _: usize) {}
    fn write_i8(&mut self, _: i8) {}
    fn write_i16(&mut self, _: i16) {}
    fn write_i32(&mut self, _: i32) {}
    fn write_i64(&mut self, _: i64) {}
    fn write_i128(&mut self, _: i128) {}
    fn write_isize(&mut self, _: isize) {}

    fn finish(&self) -> u64 {
        0
    }
}
