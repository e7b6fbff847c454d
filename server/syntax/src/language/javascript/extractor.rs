//! Items to facts: parsed with what they need around them, lowered, and searched for declarations.

use tree_sitter::{Node, QueryCursor, Tree};

use super::declarations::{Declarations, query};
use super::kinds::{Field, Kind, Tables, tables};
use super::lower::{Found, Lower, Source};
use super::{broken, lexer};
use crate::facts::{ItemFacts, ItemKind, top_level_loops};
use crate::language::Language;
use crate::language::broken::places;
use crate::parse::{Parser, normalised};
use crate::span::Span;

/// What members are wrapped in, since no grammar takes them alone.
const CLASS: &str = "class A {";

/// Extracts items, one after another.
pub(crate) struct Extractor {
    language: Language,
    parser: Parser,
    cursor: QueryCursor,
}

/// The text of an item as it was parsed.
struct Parsed {
    text: String,
    before: usize,
    tree: Tree,
    /// The tree's statements are members of a class.
    in_class: bool,
}

impl Extractor {
    pub(crate) fn new(language: Language) -> Self {
        Self {
            language,
            parser: Parser::new(language),
            cursor: QueryCursor::new(),
        }
    }

    /// The facts of an item of this kind with this text.
    pub(crate) fn extract(&mut self, item: ItemKind, text: &str) -> ItemFacts {
        let markup = self.language != Language::TypeScript;
        let comments = lexer::comments(text.as_bytes(), markup);
        if matches!(item, ItemKind::Comment | ItemKind::TypeEnd) {
            return ItemFacts {
                comments,
                ..ItemFacts::default()
            };
        }
        let Some(parsed) = self.parse(item, &normalised(text)) else {
            let len = u32::try_from(text.len()).unwrap_or(u32::MAX);
            return ItemFacts {
                comments,
                broken: vec![Span::new(0, len)],
                ..ItemFacts::default()
            };
        };
        let source = Source {
            text: &parsed.text,
            before: parsed.before,
            len: text.len(),
            comments: &comments,
            tables: tables(self.language),
        };
        let root = parsed.tree.root_node();
        let block = match parsed.in_class {
            true => class_block(source.tables, root).unwrap_or(root),
            false => root,
        };
        let lowered = Lower::new(root, source).lower(block);
        let mut found = lowered.found;
        found.sort_by_key(|found| (found.member.node.start_byte(), found.depth));
        let mut declarations = Declarations {
            body: &lowered.body,
            outer: outer_ranges(&found),
            lower: Lower::for_summary(root, source, lowered.functions),
            query: query(self.language),
            facts: ItemFacts::default(),
        };
        match source.tables.kind(block) {
            Kind::ClassBody => declarations.members(block),
            _ => declarations.collect(block, &mut self.cursor),
        }
        declarations.functions(&found);
        let mut facts = declarations.finish();
        if item == ItemKind::Statement {
            facts.summary.loops = top_level_loops(&lowered.body);
        }
        let tables = source.tables;
        let around = |node: Node<'_>| broken::around(tables, node);
        let broken = places(root, around).into_iter();
        let broken = broken.map(|place| source.span_of(place.start as usize, place.end as usize));
        facts.broken = broken.map(|place| widened(place, text)).collect();
        facts.broken.dedup();
        facts.comments = comments;
        facts.body = Some(lowered.body);
        facts
    }

    /// Parses an item with what it needs around it. The text of a member may be that of a statement in a
    /// namespace: what it can be parsed as decides.
    fn parse(&mut self, item: ItemKind, text: &str) -> Option<Parsed> {
        match item {
            ItemKind::TypeHead => self.wrapped("", text, "\n}", false),
            ItemKind::Member => {
                let member = self.wrapped(CLASS, text, "\n}", true)?;
                if !member.tree.root_node().has_error() {
                    return Some(member);
                }
                let statement = self.wrapped("", text, "", false);
                let is_better = |parsed: &Parsed| !parsed.tree.root_node().has_error();
                Some(statement.filter(is_better).unwrap_or(member))
            }
            _ => self.wrapped("", text, "", false),
        }
    }

    fn wrapped(&mut self, before: &str, text: &str, after: &str, in_class: bool) -> Option<Parsed> {
        let text = [before, text, after].concat();
        let tree = self.parser.parse(&text)?;
        let before = before.len();
        Some(Parsed {
            text,
            before,
            tree,
            in_class,
        })
    }
}

/// A place at the end of a text, where a brace is missing, widened to the head that opened the first one.
fn widened(place: Span, text: &str) -> Span {
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    if !place.is_empty() || place.start < end {
        return place;
    }
    let brace = text.find('{').and_then(|at| u32::try_from(at + 1).ok());
    Span::new(0, brace.unwrap_or(end))
}

/// The block of the class that members were wrapped in.
fn class_block<'t>(tables: &Tables, root: Node<'t>) -> Option<Node<'t>> {
    let class = root.named_child(0)?;
    tables.field(class, Field::Body)
}

/// The bytes of the functions that stand in no other.
fn outer_ranges(found: &[Found<'_>]) -> Vec<(usize, usize)> {
    let outer = found.iter().filter(|found| found.depth == 0);
    let ranges = outer.map(|found| found.member.node.byte_range());
    ranges.map(|range| (range.start, range.end)).collect()
}
