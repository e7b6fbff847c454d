//! The facts of one Rust item: found by the declarations query, lowered, and put together.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use streaming_iterator::StreamingIterator;
use tree_sitter::{Node, Query, QueryCursor};

use super::attributes::{Before, decorators, with_attributes};
use super::broken;
use super::imports;
use super::kinds::{FIELDS, Kind, field, grammar, kind};
use super::lexer;
use super::lower::{Lower, State, has_place, visibility};
use super::members;
use super::names::FAILURES;
use crate::facts::{
    Binding, Body, ExprKind, FunctionId, FunctionKind, FunctionSummary, ItemFacts, ItemKind, Name,
    Nested, Pattern, PatternKind, Signature, TopLevelCall, summarise_failing,
};
use crate::language::Language;
use crate::parse::{Parser, normalised};
use crate::span::Span;

/// A value above this many bytes is no part of a summary: it is data, not a declaration.
const MAX_VALUE: usize = 16 * 1024;

/// Parts of broken text that are searched for declarations. They hang together in a chain, not in a balanced
/// tree, so that a query takes time in the square of their number.
const MAX_BROKEN: usize = 1_000;

/// Declarations in one whose name is longer are left out: no code nests so deep.
const MAX_NAME: usize = 1_000;

const SOURCE: &str = include_str!("../../../../../queries/rust/declarations.scm");

static QUERY: LazyLock<Option<Query>> = LazyLock::new(|| Query::new(grammar(), SOURCE).ok());

/// Compiles the query and the tables behind it.
pub(crate) fn prepare() {
    LazyLock::force(&QUERY);
    LazyLock::force(&FIELDS);
}

/// Extracts items, one after another.
pub(crate) struct Extractor {
    parser: Parser,
    cursor: QueryCursor,
    /// For the arguments of macros.
    inner: Option<Parser>,
}

impl Extractor {
    pub(crate) fn new() -> Self {
        let mut cursor = QueryCursor::new();
        cursor.set_max_start_depth(Some(1));
        Self {
            parser: Parser::new(Language::Rust),
            cursor,
            inner: None,
        }
    }

    /// The facts of an item of this kind with this text.
    pub(crate) fn extract(&mut self, item: ItemKind, text: &str) -> ItemFacts {
        let comments = lexer::comments(text);
        if matches!(item, ItemKind::Comment | ItemKind::TypeEnd) {
            return ItemFacts {
                comments,
                ..ItemFacts::default()
            };
        }
        let mut src = normalised(text);
        if item == ItemKind::TypeHead {
            // What its members would be follows as items of their own.
            src.to_mut().push_str("\n}");
        }
        let Some(tree) = self.parser.parse(&src) else {
            let len = u32::try_from(text.len()).unwrap_or(u32::MAX);
            return ItemFacts {
                comments,
                broken: vec![Span::new(0, len)],
                ..ItemFacts::default()
            };
        };
        let root = tree.root_node();
        let state = State {
            parser: self.inner.take(),
            fuel: fuel_for(src.len()),
            ..State::default()
        };
        let mut lower = Lower::new(root, &src, state);
        lower.root(root);
        let State {
            body,
            functions,
            parser,
            ..
        } = lower.state;
        let state = State {
            functions,
            known_functions: true,
            parser,
            fuel: fuel_for(src.len()),
            ..State::default()
        };
        let mut declarations = Declarations {
            is_member: item == ItemKind::Member,
            body: &body,
            values: values_in(&body),
            lower: Lower::new(root, &src, state),
            facts: ItemFacts::default(),
        };
        declarations.collect(root, &mut self.cursor);
        declarations.nest(root);
        let (mut facts, parser) = declarations.finish();
        self.inner = parser;
        facts.broken = broken::places(root, text.len());
        facts.comments = comments;
        facts.body = Some(body);
        facts
    }
}

/// Bytes of macros that are parsed once more: each of them at most a few times.
fn fuel_for(len: usize) -> usize {
    10_000 + len * 8
}

/// The functions of a body that are given to a call or stand in a display.
fn values_in(body: &Body) -> Vec<FunctionId> {
    let mut found = Vec::new();
    for (_, expr) in body.exprs.iter() {
        let values: Vec<_> = match &expr.kind {
            ExprKind::Call { args, .. } => args.iter().map(|arg| arg.value).collect(),
            ExprKind::Sequence { items, .. } => items.clone(),
            ExprKind::Map { entries } | ExprKind::Record { entries, .. } => {
                entries.iter().map(|entry| entry.value).collect()
            }
            _ => continue,
        };
        let functions = values
            .into_iter()
            .filter_map(|value| match body.exprs.get(value).kind {
                ExprKind::Function(id) => Some(id),
                _ => None,
            });
        found.extend(functions);
    }
    found.sort_unstable();
    found
}

struct Declarations<'t, 's, 'b> {
    is_member: bool,
    body: &'b Body,
    /// Functions given to a call or display.
    values: Vec<FunctionId>,
    lower: Lower<'t, 's>,
    facts: ItemFacts,
}

impl<'t> Declarations<'t, '_, '_> {
    /// The declarations of the item, and of what has members in it: where those are no items of their own.
    fn collect(&mut self, root: Node<'t>, cursor: &mut QueryCursor) {
        let Some(query) = &*QUERY else { return };
        let mut containers = vec![(root, None)];
        while let Some((block, owner)) = containers.pop() {
            let children = with_attributes(&mut self.lower, block);
            if block.is_error() && children.len() > MAX_BROKEN {
                continue;
            }
            let mut attributes: FxHashMap<usize, Vec<Node<'t>>> = children
                .into_iter()
                .filter(|child| !child.attributes.is_empty())
                .map(|child| (child.node.id(), child.attributes))
                .collect();
            let mut found = Vec::new();
            // The query holds no predicate that would read the text.
            let mut matches = cursor.matches(query, block, &b""[..]);
            while let Some(matched) = matches.next() {
                let captures = matched.captures().iter();
                found.extend(captures.map(|capture| (capture.index, capture.node)));
            }
            for (capture, node) in found {
                let name = query.capture_names().get(capture as usize);
                let item = Before {
                    node,
                    attributes: attributes.remove(&node.id()).unwrap_or_default(),
                };
                let name = name.copied().unwrap_or_default();
                containers.extend(self.declaration(name, &item, owner));
            }
        }
        if self.facts.summary.functions.is_empty() {
            self.closures();
        }
    }

    /// Adds a declaration. `owner` is the type it is a member of, among the item's types; gives the block of its
    /// own members and its place there.
    fn declaration(
        &mut self,
        capture: &str,
        item: &Before<'t>,
        owner: Option<usize>,
    ) -> Option<(Node<'t>, Option<usize>)> {
        let node = item.node;
        match capture {
            "import" => {
                self.test_module(item);
                let imports = imports::imports(&mut self.lower, node, &item.attributes, false);
                self.facts.summary.imports.extend(imports);
            }
            "function" => self.function(item, owner),
            "class" | "alias" => {
                let mut decl = members::type_decl(&mut self.lower, item)?;
                if let Some(owner) = owner.and_then(|owner| self.facts.types.get(owner)) {
                    if owner.name.len() > MAX_NAME {
                        return None;
                    }
                    decl.name = Name::from(format!("{}.{}", owner.name, decl.name));
                }
                let place = self.facts.types.len();
                self.facts.types.push(decl);
                let block = field(node, FIELDS.body);
                let block = block.filter(|block| kind(*block) == Kind::DeclarationList)?;
                return Some((block, Some(place)));
            }
            "assignment" => self.assignment(item, owner),
            "call" => {
                let call = self.lower.expr(node);
                self.facts.summary.calls.push(TopLevelCall {
                    span: self.lower.span(node),
                    call,
                    conditional: false,
                });
            }
            _ => {}
        }
        None
    }

    /// Notes a module in a file of its own that only tests are built with.
    fn test_module(&mut self, item: &Before<'t>) {
        if kind(item.node) != Kind::ModItem {
            return;
        }
        let decorators = decorators(&mut self.lower, &item.attributes);
        let exprs = &self.lower.state.body.exprs;
        let is_test = decorators.iter().any(|found| {
            let args = found.args.as_deref().unwrap_or_default();
            let only = args.first().filter(|_| args.len() == 1);
            let named = only.and_then(|only| exprs.path(only.value));
            found.path == "cfg" && named.is_some_and(|name| name == "test")
        });
        if let Some(name) = field(item.node, FIELDS.name).filter(|_| is_test) {
            let name = self.lower.name(name);
            self.facts.summary.test_modules.push(name);
        }
    }

    fn function(&mut self, item: &Before<'t>, owner: Option<usize>) {
        let place = self.lower.span(item.node);
        let Some(id) = self.lower.state.functions.get(&place).copied() else {
            return;
        };
        let mut signature = self.lower.signature(item.node, &item.attributes);
        if let Some(owner) = owner.and_then(|owner| self.facts.types.get_mut(owner)) {
            signature.owner = Some(owner.name.clone());
            owner.methods.push(signature.clone());
        }
        let summary = self.summary(id, signature);
        self.facts.summary.functions.push(summary);
    }

    fn summary(&self, id: FunctionId, signature: Signature) -> FunctionSummary {
        summarise_failing(self.body, id, signature, &FAILURES)
    }

    /// Adds to each function the functions in its code that somebody outside it may call.
    fn nest(&mut self, root: Node<'t>) {
        let mut functions = std::mem::take(&mut self.facts.summary.functions);
        for summary in &mut functions {
            summary.nested = self.nested_in(summary.function, summary.signature.span, root);
        }
        self.facts.summary.functions = functions;
    }

    fn nested_in(&mut self, outer: FunctionId, around: Span, root: Node<'t>) -> Vec<Nested> {
        let body = self.body;
        let functions = body.functions();
        let inside = functions.filter(|(id, function)| {
            let signature = &function.signature;
            let is_known = !signature.name.is_empty() || self.values.binary_search(id).is_ok();
            *id != outer && is_known && around.contains(signature.span)
        });
        let inside: Vec<_> = inside.collect();
        let nested = inside.into_iter().map(|(id, function)| {
            let found = self.found_again(&function.signature, root);
            Nested {
                function: id,
                signature: found.unwrap_or_else(|| without_expressions(&function.signature)),
            }
        });
        let mut nested: Vec<_> = nested.collect();
        nested.sort_by_key(|nested| nested.signature.span.start);
        nested
    }

    /// The head of a function with attributes, with their arguments in the arena of the summary.
    fn found_again(&mut self, signature: &Signature, root: Node<'t>) -> Option<Signature> {
        if signature.decorators.is_empty() {
            return None;
        }
        let (start, end) = (signature.name_span.start, signature.name_span.end);
        let name = root.named_descendant_for_byte_range(start as usize, end as usize)?;
        let node = name
            .parent()
            .filter(|node| kind(*node) == Kind::FunctionItem)?;
        let block = with_attributes(&mut self.lower, node.parent()?);
        let item = block.into_iter().find(|item| item.node == node)?;
        Some(self.lower.signature(item.node, &item.attributes))
    }

    /// Functions that are values outside any other: of a constant, or given to a call.
    fn closures(&mut self) {
        let functions: Vec<_> = self.body.functions().collect();
        let mut found: Vec<(FunctionId, Signature)> = Vec::new();
        // A function ends after those in it.
        for (id, function) in functions.into_iter().rev() {
            let signature = &function.signature;
            let is_inner = found
                .iter()
                .any(|(_, outer)| outer.span.contains(signature.span));
            let is_value = self.values.binary_search(&id).is_ok() || self.is_bound(id);
            if !is_inner && is_value {
                let mut signature = without_expressions(signature);
                if let Some(name) = self.bound_name(id) {
                    signature.name = name;
                    signature.kind = FunctionKind::Function;
                }
                found.push((id, signature));
            }
        }
        found.sort_by_key(|(_, signature)| signature.span.start);
        let found: Vec<_> = found
            .into_iter()
            .map(|(id, signature)| self.summary(id, signature))
            .collect();
        self.facts.summary.functions.extend(found);
    }

    fn is_bound(&self, id: FunctionId) -> bool {
        self.bound_name(id).is_some()
    }

    fn bound_name(&self, id: FunctionId) -> Option<Name> {
        let exprs = &self.lower.state.body.exprs;
        let bindings = self.facts.summary.bindings.iter();
        let mut bindings = bindings.filter(|binding| {
            let value = binding.value.map(|value| &exprs.get(value).kind);
            value == Some(&ExprKind::Function(id))
        });
        bindings.next()?.name.clone()
    }

    fn assignment(&mut self, item: &Before<'t>, owner: Option<usize>) {
        let node = item.node;
        let Some(name_node) = field(node, FIELDS.name) else {
            return;
        };
        let name = self.lower.name(name_node);
        let ty = field(node, FIELDS.ty).map(|ty| self.lower.ty(ty));
        let right = field(node, FIELDS.value);
        let small = right.filter(|right| right.byte_range().len() <= MAX_VALUE);
        let value = small.map(|right| self.lower.expr(right));
        if (self.is_member || owner.is_some()) && kind(node) == Kind::ConstItem {
            let constant = members::constant(&mut self.lower, item, ty.clone(), value);
            match owner.and_then(|owner| self.facts.types.get_mut(owner)) {
                Some(owner) => owner.fields.extend(constant),
                None => self.facts.fields.extend(constant),
            }
        }
        self.facts.summary.bindings.push(Binding {
            span: self.lower.span(node),
            target: Pattern {
                span: self.lower.span(name_node),
                kind: PatternKind::Name(name.clone()),
            },
            name: Some(name),
            ty,
            value,
            visibility: visibility(node),
        });
    }

    /// Puts the facts in source order and gives the parser back.
    fn finish(mut self) -> (ItemFacts, Option<Parser>) {
        let summary = &mut self.facts.summary;
        summary.imports.sort_by_key(|import| import.span.start);
        summary
            .functions
            .sort_by_key(|function| function.signature.span.start);
        summary.bindings.sort_by_key(|binding| binding.span.start);
        summary.calls.sort_by_key(|call| call.span.start);
        self.facts.types.sort_by_key(|decl| decl.span.start);
        let state = self.lower.state;
        self.facts.summary.exprs = state.body.exprs;
        (self.facts, state.parser)
    }
}

/// A head without what refers to the arena of the body: a function that is an argument of a macro keeps the names
/// of its attributes alone.
fn without_expressions(signature: &Signature) -> Signature {
    let mut signature = signature.clone();
    for decorator in &mut signature.decorators {
        decorator.args = None;
    }
    for param in &mut signature.params {
        param.decorators.clear();
        if param.pattern.as_ref().is_some_and(has_place) {
            param.pattern = None;
        }
    }
    signature
}
