//! The facts of one Go item: found by the declarations query, lowered, and put together.

use std::sync::LazyLock;

use streaming_iterator::StreamingIterator;
use tree_sitter::{Node, Query, QueryCursor};

use super::broken::around;
use super::kinds::{FIELDS, Kind, grammar, kind};
use super::lower::{LINE_END, Lower, Offered, visibility};
use super::{imports, lexer, types};
use crate::facts::{
    Binding, Body, ExprId, FailureNames, FunctionId, FunctionSummary, ItemFacts, ItemKind, Nested,
    Pattern, PatternKind, Summary, TypeRef, summarise_failing,
};
use crate::language::{Language, broken};
use crate::parse::{Parser, normalised};
use crate::span::Span;

/// A value above this many bytes is no part of a summary: it is data, not a declaration.
const MAX_VALUE: usize = 16 * 1024;

/// Parts of broken text that are searched for declarations. They hang together in a chain, not in a balanced
/// tree, so that a query takes time in the square of their number.
const MAX_BROKEN: u32 = 1_000;

/// How errors are made and wrapped in the standard library and those that followed it.
static FAILURES: FailureNames = FailureNames {
    failed: &[],
    replacing: &[],
    transparent: &[],
    present: &[],
    making: &["Errorf", "Error", "Join", "Wrap", "Wrapf"],
    wrapping: &[
        "Errorf",
        "Join",
        "WithMessage",
        "WithMessagef",
        "WithStack",
        "Wrap",
        "Wrapf",
    ],
    several_results: true,
    by_block: true,
};

const SOURCE: &str = include_str!("../../../../../queries/go/declarations.scm");

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
}

impl Extractor {
    pub(crate) fn new() -> Self {
        let mut cursor = QueryCursor::new();
        cursor.set_max_start_depth(Some(1));
        Self {
            parser: Parser::new(Language::Go),
            cursor,
        }
    }

    /// The facts of an item of this kind with this text.
    pub(crate) fn extract(&mut self, item: ItemKind, text: &str) -> ItemFacts {
        let comments = lexer::comments(text);
        if item == ItemKind::Comment {
            return ItemFacts {
                comments,
                ..ItemFacts::default()
            };
        }
        let src = normalised(text).into_owned() + LINE_END;
        let len = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let Some(tree) = self.parser.parse(&src) else {
            return ItemFacts {
                comments,
                broken: vec![Span::new(0, len)],
                ..ItemFacts::default()
            };
        };
        let root = tree.root_node();
        let lowered = Lower::new(root, &src, &comments).lower(root);
        let mut declarations = Declarations {
            body: &lowered.body,
            offered: &lowered.offered,
            lower: Lower::for_summary(root, &src, &comments, lowered.functions),
            facts: ItemFacts::default(),
        };
        declarations.collect(root, &mut self.cursor);
        let mut facts = declarations.finish();
        facts.broken = broken::places(root, around);
        for place in &mut facts.broken {
            *place = Span::new(place.start.min(len), place.end.min(len));
        }
        facts.comments = comments;
        facts.body = Some(lowered.body);
        facts
    }
}

struct Declarations<'t, 's, 'b> {
    body: &'b Body,
    offered: &'b [Offered],
    lower: Lower<'t, 's>,
    facts: ItemFacts,
}

impl<'t> Declarations<'t, '_, '_> {
    fn collect(&mut self, root: Node<'t>, cursor: &mut QueryCursor) {
        let Some(query) = &*QUERY else { return };
        if root.is_error() && root.child_count() > MAX_BROKEN {
            return;
        }
        let mut found = Vec::new();
        // The query holds no predicate that would read the text.
        let mut matches = cursor.matches(query, root, &b""[..]);
        while let Some(matched) = matches.next() {
            let captures = matched.captures().iter();
            found.extend(captures.map(|capture| (capture.index, capture.node)));
        }
        for (capture, node) in found {
            let name = query.capture_names().get(capture as usize);
            match name.copied().unwrap_or_default() {
                "package" => {
                    let name = self.lower.named(node).first().copied();
                    let name = name.map(|name| self.lower.name(name));
                    self.facts.summary.package = name;
                }
                "import" => {
                    let imports = imports::imports(&mut self.lower, node);
                    self.facts.summary.imports.extend(imports);
                }
                "function" => self.function(node),
                "class" => self.types(node),
                "assignment" => self.assignment(node),
                _ => {}
            }
        }
    }

    fn function(&mut self, node: Node<'t>) {
        if let Some(id) = self.lower.function_of(node) {
            let summary = self.summary(id, node.byte_range());
            self.facts.summary.functions.extend(summary);
        }
    }

    /// Heads hold no expressions, so that those of the body serve.
    fn summary(&self, id: FunctionId, range: std::ops::Range<usize>) -> Option<FunctionSummary> {
        let signature = self.body.function(id)?.signature.clone();
        let mut summary = summarise_failing(self.body, id, signature, &FAILURES);
        let from = self
            .offered
            .partition_point(|offered| offered.start < range.start);
        let inside = self.offered.get(from..).unwrap_or_default().iter();
        let inside = inside
            .take_while(|offered| offered.start < range.end)
            .filter(|offered| offered.function != id);
        let nested = inside.filter_map(|offered| {
            let function = self.body.function(offered.function)?;
            Some(Nested {
                function: offered.function,
                signature: function.signature.clone(),
            })
        });
        summary.nested = nested.collect();
        Some(summary)
    }

    fn types(&mut self, node: Node<'t>) {
        for spec in self.lower.specs(node) {
            let decl = types::type_decl(&mut self.lower, spec, node);
            self.facts.types.push(decl);
            for (method, _) in types::methods(&mut self.lower, spec) {
                self.function(method);
            }
        }
    }

    fn assignment(&mut self, node: Node<'t>) {
        let lower = &mut self.lower;
        let declared = match kind(node) {
            Kind::ConstDeclaration => lower.constants(node),
            _ => lower.variables(node),
        };
        for declared in declared {
            let names = self.lower.in_field(declared.spec, FIELDS.name);
            let ty = declared.ty.map(|ty| self.lower.ty(ty));
            let values = declared.values.as_slice();
            let small: Vec<_> = values
                .iter()
                .map(|value| {
                    let is_small = value.byte_range().len() <= MAX_VALUE;
                    is_small.then(|| self.lower.expr(*value))
                })
                .collect();
            let span = self.lower.span(declared.spec);
            match small.as_slice() {
                // Several names take the results of one call.
                [value] if names.len() > 1 => {
                    let patterns: Vec<_> = names.iter().map(|name| self.pattern(*name)).collect();
                    let spans = patterns.iter().map(|pattern| pattern.span);
                    let target = Pattern {
                        span: spans.reduce(Span::joined).unwrap_or(span),
                        kind: PatternKind::Sequence(patterns),
                    };
                    self.binding(span, target, ty, *value);
                }
                _ => {
                    for (index, name) in names.iter().enumerate() {
                        let target = self.pattern(*name);
                        let value = small.get(index).copied().flatten();
                        self.binding(span, target, ty.clone(), value);
                    }
                }
            }
        }
        self.values(node);
    }

    fn pattern(&self, name: Node<'t>) -> Pattern {
        let kind = match self.lower.text(name) {
            "_" => PatternKind::Wildcard,
            _ => PatternKind::Name(self.lower.name(name)),
        };
        Pattern {
            span: self.lower.span(name),
            kind,
        }
    }

    fn binding(&mut self, span: Span, target: Pattern, ty: Option<TypeRef>, value: Option<ExprId>) {
        let name = match &target.kind {
            PatternKind::Name(name) => Some(name.clone()),
            _ => None,
        };
        let visibility = name.as_deref().map(visibility);
        self.facts.summary.bindings.push(Binding {
            span,
            target,
            name,
            ty,
            value,
            visibility: visibility.unwrap_or(crate::facts::Visibility::Internal),
        });
    }

    /// Functions that are values of the declaration, not those inside them.
    fn values(&mut self, node: Node<'t>) {
        let range = node.byte_range();
        let own = self.offered.iter();
        let own = own.filter(|offered| offered.outermost && range.contains(&offered.start));
        let summaries: Vec<_> = own
            .filter_map(|offered| {
                let function = self.body.function(offered.function)?;
                self.summary(offered.function, function.signature.span.range())
            })
            .collect();
        self.facts.summary.functions.extend(summaries);
    }

    /// Puts the facts in source order.
    fn finish(mut self) -> ItemFacts {
        let summary = &mut self.facts.summary;
        summary
            .functions
            .sort_by_key(|function| function.signature.span.start);
        self.facts.summary = Summary {
            exprs: self.lower.into_exprs(),
            ..self.facts.summary
        };
        self.facts
    }
}
