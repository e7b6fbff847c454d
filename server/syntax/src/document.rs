//! An open text and its facts, kept together through edits; it never reads the text from anywhere else.
//!
//! After an edit only the items whose text changed are extracted again. The facts are always those that
//! [`extract`](crate::extract()) would give for the text.

use std::sync::Arc;

use crate::extract::{Extractor, Splitter, placed};
use crate::facts::{ItemFacts, ItemKind};
use crate::file::{FileFacts, PlacedItem};
use crate::language::Language;
use crate::limits::{Analysis, MAX_TEXT, analysis_of, is_too_long};
use crate::span::Span;
use crate::split::{OpenClass, RawItem, Start, classes_around};
use crate::text::Text;

/// A text with its facts. Clones share both, so a snapshot costs little.
#[derive(Clone, Debug)]
pub struct Document {
    language: Language,
    text: Text,
    analysis: Analysis,
    /// The columns before each item, and whether a bracket in it is never closed.
    shapes: Vec<(u32, bool)>,
    facts: Arc<FileFacts>,
}

/// A replacement of the bytes of `span`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// In the text before this edit.
    pub span: Span,
    pub new: String,
}

/// The work that a change of the text took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extracted {
    /// Items whose facts were extracted.
    pub items: usize,
}

impl Document {
    /// A document with all its facts.
    #[must_use]
    pub fn new(language: Language, text: Text) -> Self {
        let mut document = Self {
            language,
            analysis: Analysis::Full,
            shapes: Vec::new(),
            facts: Arc::new(FileFacts {
                language,
                len: text.len(),
                items: Vec::new(),
            }),
            text,
        };
        document.start_over();
        document
    }

    #[must_use]
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The facts of the text as it is now; without items where the text is not analysed.
    #[must_use]
    pub fn facts(&self) -> &Arc<FileFacts> {
        &self.facts
    }

    /// Whether the text is analysed, or why not.
    #[must_use]
    pub fn analysis(&self) -> Analysis {
        self.analysis
    }

    /// Applies edits one after the other. Ends of a span that lie past the text or inside a character are
    /// moved back.
    pub fn edit(&mut self, edits: &[Edit]) -> Extracted {
        let mut change: Option<Change> = None;
        for edit in edits {
            change = if self.analysis == Analysis::Full {
                let change = change.unwrap_or_else(|| Change::new(self));
                change.applied(self, edit)
            } else {
                self.text.replace(edit.span, &edit.new);
                None
            };
            if change.is_none() {
                // What became of the limits is told once all edits are applied.
                self.analysis = Analysis::TooLarge;
            }
        }
        match change {
            Some(change) => change.finish(self),
            None if edits.is_empty() => Extracted::default(),
            None => self.start_over(),
        }
    }

    /// Forgets what is known and extracts everything.
    fn start_over(&mut self) -> Extracted {
        let source = self.text.to_string();
        self.analysis = analysis_of(&source);
        let mut change = Change { slots: Vec::new() };
        if self.analysis == Analysis::Full {
            let mut splitter = Splitter::new(self.language, &source, Start::default());
            while let Some(raw) = splitter.next_item() {
                change.slots.push(Slot { raw, facts: None });
            }
        }
        change.finish(self)
    }
}

/// An item whose facts may have to be extracted.
#[derive(Clone, Debug)]
struct Slot {
    raw: RawItem,
    facts: Option<Arc<ItemFacts>>,
}

/// The items while edits are applied.
struct Change {
    slots: Vec<Slot>,
}

/// Where an edit changed the text, in bytes.
#[derive(Clone, Copy)]
struct Place {
    start: u32,
    old_end: u32,
    new_end: u32,
}

impl Place {
    /// An offset after the edit as it was before.
    fn before(self, offset: u32) -> Option<u32> {
        offset
            .checked_sub(self.new_end)
            .map(|distance| self.old_end + distance)
    }

    /// An offset behind the edited text as it is after the edit.
    fn after(self, offset: u32) -> u32 {
        self.new_end + offset.saturating_sub(self.old_end)
    }
}

impl Change {
    fn new(document: &Document) -> Self {
        let items = document.facts.items.iter().zip(&document.shapes);
        let slots = items.map(|(item, (indent, is_open))| Slot {
            raw: RawItem {
                kind: item.kind,
                span: item.span,
                parent: item.parent,
                indent: *indent,
                is_open: *is_open,
            },
            facts: Some(Arc::clone(&item.facts)),
        });
        Self {
            slots: slots.collect(),
        }
    }

    /// Applies one edit to the text and splits around it anew; nothing if the text is no longer analysed.
    fn applied(mut self, document: &mut Document, edit: &Edit) -> Option<Self> {
        let start = document.text.char_start(edit.span.start);
        let old_end = document.text.char_start(edit.span.end).max(start);
        document.text.replace(edit.span, &edit.new);
        let len = u32::try_from(edit.new.len()).ok()?;
        let place = Place {
            start,
            old_end,
            new_end: start.saturating_add(len),
        };
        if document.text.len() > MAX_TEXT || has_long_line(&document.text, place) {
            return None;
        }
        let first = self.first_to_split(place);
        let mut ahead = 2;
        let zone = loop {
            let zone = self.split(document, place, first, ahead);
            match zone {
                Some(zone) => break zone,
                None => ahead *= 8,
            }
        };
        self.put(first, zone, place);
        Some(self)
    }

    /// The item to split again from. The one that the edit is in or behind may become part of the one before, and
    /// of any before whose brackets are not closed.
    fn first_to_split(&self, place: Place) -> usize {
        let before = |end: usize| {
            let slots = self.slots.get(..end)?;
            slots
                .iter()
                .rposition(|slot| slot.raw.kind != ItemKind::Comment)
        };
        let touched = self
            .slots
            .partition_point(|slot| slot.raw.span.start < place.start);
        let first = before(touched).and_then(before).unwrap_or(0);
        let mut before = self.slots.iter().take(first);
        before.position(|slot| slot.raw.is_open).unwrap_or(first)
    }

    /// Splits from the item at `first`, reading `ahead` old items past the edit. Gives nothing if that was
    /// not enough to tell.
    fn split(&self, document: &Document, place: Place, first: usize, ahead: usize) -> Option<Zone> {
        let start = self.start_at(document, first);
        let len = document.text.len();
        let unchanged = self
            .slots
            .partition_point(|slot| slot.raw.span.start < place.old_end);
        let end = self
            .slots
            .get(unchanged.saturating_add(ahead))
            .map_or(len, |slot| place.after(slot.raw.span.end).min(len));
        let source = document.text.slice(Span::new(start.offset, end));
        let mut splitter = Splitter::new(document.language, &source, start);
        let mut zone = Zone {
            slots: Vec::new(),
            meets: None,
        };
        while let Some(raw) = splitter.next_item() {
            if end < len && !splitter.is_settled() {
                return None;
            }
            zone.meets = self.meeting(&raw, first, &zone, place);
            if zone.meets.is_some() {
                return Some(zone);
            }
            let facts = self.unchanged_facts(&raw, place);
            zone.slots.push(Slot { raw, facts });
        }
        (end == len).then_some(zone)
    }

    /// The start of a splitter at the item `first`, up to which the text is as it was.
    fn start_at(&self, document: &Document, first: usize) -> Start {
        match self.slots.get(first) {
            Some(slot) if first > 0 => Start {
                index: u32::try_from(first).unwrap_or(u32::MAX),
                offset: slot.raw.span.start,
                indent: Some(slot.raw.indent),
                within_line: stands_within_line(&document.text, slot.raw.span.start),
                classes: classes_around(slot.raw.parent, |head| self.raw(head)),
            },
            _ => Start::default(),
        }
    }

    fn raw(&self, index: u32) -> Option<RawItem> {
        self.slots.get(index as usize).map(|slot| slot.raw)
    }

    /// The old item that `raw` is, if from there on everything is as before.
    fn meeting(
        &self,
        raw: &RawItem,
        first: usize,
        zone: &Zone,
        place: Place,
    ) -> Option<(usize, Vec<(u32, u32)>)> {
        if raw.kind == ItemKind::Comment {
            return None;
        }
        let old_start = place.before(raw.span.start)?;
        let index = self.find(old_start)?;
        let old = self.slots.get(index)?.raw;
        if old.kind == ItemKind::Comment || old.indent != raw.indent {
            return None;
        }
        let old_classes = classes_around(old.parent, |head| self.raw(head));
        let new_classes = classes_around(raw.parent, |head| {
            match (head as usize).checked_sub(first) {
                Some(in_zone) => zone.slots.get(in_zone).map(|slot| slot.raw),
                None => self.raw(head),
            }
        });
        let indent = |class: &OpenClass| class.indent;
        let same = old_classes
            .iter()
            .map(indent)
            .eq(new_classes.iter().map(indent));
        let heads = old_classes.iter().zip(&new_classes);
        same.then(|| {
            (
                index,
                heads.map(|(old, new)| (old.head, new.head)).collect(),
            )
        })
    }

    /// The index of the item that starts at `start`.
    fn find(&self, start: u32) -> Option<usize> {
        self.slots
            .binary_search_by_key(&start, |slot| slot.raw.span.start)
            .ok()
    }

    /// The facts of the item with the same kind and text before the edit.
    fn unchanged_facts(&self, raw: &RawItem, place: Place) -> Option<Arc<ItemFacts>> {
        let old = if raw.span.end <= place.start {
            raw.span
        } else {
            Span::new(place.before(raw.span.start)?, place.before(raw.span.end)?)
        };
        let slot = self.slots.get(self.find(old.start)?)?;
        let is_same = slot.raw.kind == raw.kind && slot.raw.span == old;
        is_same.then(|| slot.facts.clone()).flatten()
    }

    /// Puts `zone` in the place of the items it was split from and moves those after it.
    fn put(&mut self, first: usize, zone: Zone, place: Place) {
        let (meets, heads) = zone.meets.unwrap_or((self.slots.len(), Vec::new()));
        let narrow = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        let (old_index, new_index) = (narrow(meets), narrow(first + zone.slots.len()));
        for slot in self.slots.iter_mut().skip(meets) {
            let raw = &mut slot.raw;
            raw.span = Span::new(place.after(raw.span.start), place.after(raw.span.end));
            raw.parent = raw
                .parent
                .and_then(|head| match head.checked_sub(old_index) {
                    Some(distance) => Some(new_index + distance),
                    None => {
                        let found = heads.iter().find(|(old, _)| *old == head);
                        found.map(|(_, new)| *new)
                    }
                });
        }
        self.slots.splice(first..meets, zone.slots);
    }

    /// Extracts the facts that are missing and gives them to the document.
    fn finish(self, document: &mut Document) -> Extracted {
        let mut extracted = Extracted::default();
        let mut extractor = None;
        let mut items: Vec<PlacedItem> = Vec::with_capacity(self.slots.len());
        document.shapes.clear();
        for slot in self.slots {
            let facts = slot.facts.unwrap_or_else(|| {
                extracted.items += 1;
                extractor
                    .get_or_insert_with(|| Extractor::new(document.language))
                    .extract(&slot.raw, &document.text.slice(slot.raw.span))
            });
            document.shapes.push((slot.raw.indent, slot.raw.is_open));
            items.push(placed(&slot.raw, facts));
        }
        document.facts = Arc::new(FileFacts {
            language: document.language,
            len: document.text.len(),
            items,
        });
        extracted
    }
}

/// Items that were split again.
struct Zone {
    slots: Vec<Slot>,
    /// The old item that follows them, and the classes around it by their old and new index.
    meets: Option<(usize, Vec<(u32, u32)>)>,
}

/// Whether anything but space stands before the offset on its line.
fn stands_within_line(text: &Text, offset: u32) -> bool {
    let line_start = text.line_start(text.line_of(offset));
    let before = text.slice(Span::new(line_start, offset));
    before
        .bytes()
        .any(|byte| !matches!(byte, b' ' | b'\t' | 0x0b | 0x0c))
}

/// Whether a line that the edit touched is too long to be analysed.
fn has_long_line(text: &Text, place: Place) -> bool {
    let (first, last) = (text.line_of(place.start), text.line_of(place.new_end));
    // A change may join the lines before and after it.
    (first.saturating_sub(1)..=last.saturating_add(1)).any(|line| {
        let span = text.line(line);
        span.len() > crate::limits::MAX_LINE && is_too_long(&text.slice(span))
    })
}
