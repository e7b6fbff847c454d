//! The declarations of one item, found by the query and put together.

use std::sync::LazyLock;

use streaming_iterator::StreamingIterator;
use tree_sitter::{Node, Query, QueryCursor};

use super::classes::{self, Declared};
use super::imports;
use super::kinds::{Field, Kind, grammar, tables};
use super::lower::{Found, Lower, Place};
use crate::facts::{
    Binding, Body, Export, ExprId, ExprKind, FunctionSummary, ItemFacts, Name, Nested, Summary,
    TopLevelCall, Visibility, summarise, taken,
};
use crate::language::Language;
use crate::span::Span;

/// A value above this many bytes, functions in it left out, is no part of a summary: it is data, not a declaration.
const MAX_VALUE: usize = 16 * 1024;

/// Parts of broken text that are searched for declarations. They hang together in a chain, not in a balanced
/// tree, so that a query takes time in the square of their number.
const MAX_BROKEN: u32 = 1_000;

const SOURCE: &str = include_str!("../../../../../queries/javascript/declarations.scm");
const TYPES_SOURCE: &str = include_str!("../../../../../queries/typescript/declarations.scm");

static JAVASCRIPT: LazyLock<Option<Query>> =
    LazyLock::new(|| Query::new(grammar(Language::JavaScript), SOURCE).ok());
static TYPESCRIPT: LazyLock<Option<Query>> = LazyLock::new(|| typed(Language::TypeScript));
static TSX: LazyLock<Option<Query>> = LazyLock::new(|| typed(Language::Tsx));

fn typed(language: Language) -> Option<Query> {
    Query::new(grammar(language), &format!("{SOURCE}\n{TYPES_SOURCE}")).ok()
}

pub(super) fn query(language: Language) -> Option<&'static Query> {
    match language {
        Language::TypeScript => TYPESCRIPT.as_ref(),
        Language::Tsx => TSX.as_ref(),
        _ => JAVASCRIPT.as_ref(),
    }
}

/// Compiles the query and the tables behind it.
pub(crate) fn prepare(language: Language) {
    query(language);
    tables(language);
}

/// A block whose statements are declarations, or one such statement.
struct Container<'t> {
    node: Node<'t>,
    /// The node is a statement itself.
    is_statement: bool,
    conditional: bool,
    /// The export that the statement stands in.
    export: Option<Node<'t>>,
    /// The namespace around, where the item holds all of it.
    owner: Option<Name>,
}

pub(super) struct Declarations<'t, 's, 'b> {
    pub(super) body: &'b Body,
    /// The bytes of the functions that stand in no other, in order.
    pub(super) outer: Vec<(usize, usize)>,
    pub(super) lower: Lower<'t, 's>,
    pub(super) query: Option<&'static Query>,
    pub(super) facts: ItemFacts,
}

impl<'t> Declarations<'t, '_, '_> {
    pub(super) fn collect(&mut self, root: Node<'t>, cursor: &mut QueryCursor) {
        let Some(query) = self.query else { return };
        let mut containers = vec![Container {
            node: root,
            is_statement: false,
            conditional: false,
            export: None,
            owner: None,
        }];
        while let Some(container) = containers.pop() {
            let node = container.node;
            if node.is_error() && node.child_count() > MAX_BROKEN {
                continue;
            }
            cursor.set_max_start_depth(Some(u32::from(!container.is_statement)));
            let mut found = Vec::new();
            // The query holds no predicate that would read the text.
            let mut matches = cursor.matches(query, node, &b""[..]);
            while let Some(matched) = matches.next() {
                let captures = matched.captures().iter();
                found.extend(captures.map(|capture| (capture.index, capture.node)));
            }
            for (capture, found) in found {
                if found.id() == node.id() && !container.is_statement {
                    continue;
                }
                let name = query.capture_names().get(capture as usize);
                let name = name.copied().unwrap_or_default();
                self.declaration(name, found, &container, &mut containers);
            }
        }
    }

    fn declaration(
        &mut self,
        capture: &str,
        node: Node<'t>,
        container: &Container<'t>,
        containers: &mut Vec<Container<'t>>,
    ) {
        match capture {
            "import" => {
                let found = imports::statement(&mut self.lower, node, container.conditional);
                self.facts.summary.imports.extend(found);
            }
            "export" => self.export(node, container, containers),
            "class" | "alias" => self.class(node, container, containers),
            "binding" => self.bindings(node, container),
            "assignment" => self.assignment(node),
            "call" => {
                let call = self.lower.expr(node);
                self.facts.summary.calls.push(TopLevelCall {
                    span: self.lower.span(node),
                    call,
                    conditional: container.conditional,
                });
            }
            "branch" | "scope" => self.blocks(capture, node, container, containers),
            _ => {}
        }
    }

    /// Adds a statement that stands in another one.
    fn inside(
        &self,
        node: Node<'t>,
        container: &Container<'t>,
        export: Option<Node<'t>>,
    ) -> Container<'t> {
        Container {
            is_statement: self.lower.kind(node) != Kind::StatementBlock
                && self.lower.kind(node) != Kind::SwitchCase
                && self.lower.kind(node) != Kind::SwitchDefault,
            node,
            conditional: container.conditional,
            export,
            owner: container.owner.clone(),
        }
    }

    fn export(
        &mut self,
        node: Node<'t>,
        container: &Container<'t>,
        containers: &mut Vec<Container<'t>>,
    ) {
        let span = self.lower.span(node);
        let is_default = self.lower.has_token(node, "default");
        let default = Name::new_static("default");
        if let Some(declaration) = self.lower.field(node, Field::Declaration) {
            if is_default && let Some(name) = self.lower.field(declaration, Field::Name) {
                let value = self.lower.expr(name);
                self.add_export(span, default, value);
            }
            return containers.push(self.inside(declaration, container, Some(node)));
        }
        if let Some(value) = self.lower.field(node, Field::Value) {
            self.class_value(value, span, None, true, container);
            let value = self.lower.expr(value);
            return self.add_export(span, default, value);
        }
        self.facts
            .summary
            .imports
            .extend(imports::re_exports(&mut self.lower, node));
        if self.lower.field(node, Field::Source).is_some() {
            return;
        }
        if let Some(clause) = self.lower.child(node, Kind::ExportClause) {
            for specifier in self.lower.named(clause) {
                let Some(name) = self.lower.field(specifier, Field::Name) else {
                    continue;
                };
                let alias = self.lower.field(specifier, Field::Alias).unwrap_or(name);
                let (span, alias) = (self.lower.span(specifier), self.lower.key(alias));
                let value = self.lower.expr(name);
                self.add_export(span, alias, value);
            }
        } else if self.lower.has_token(node, "=")
            && let Some(value) = self.lower.named(node).first().copied()
        {
            self.class_value(value, span, None, true, container);
            let value = self.lower.expr(value);
            self.module_export(span, value);
        }
    }

    fn add_export(&mut self, span: Span, name: Name, value: ExprId) {
        let export = Export { span, name, value };
        self.facts.summary.exports.push(export);
    }

    /// A value that is the module itself; the properties of a display are exported, too.
    fn module_export(&mut self, span: Span, value: ExprId) {
        self.add_export(span, Name::default(), value);
        let exprs = self.lower.exprs();
        let ExprKind::Map { entries } = &exprs.get(value).kind else {
            return;
        };
        let properties = entries.iter().filter_map(|entry| {
            let name = exprs.text(entry.key?)?.clone();
            Some(Export {
                span: entry.span,
                name,
                value: entry.value,
            })
        });
        let properties: Vec<_> = properties.collect();
        self.facts.summary.exports.extend(properties);
    }

    fn class(
        &mut self,
        node: Node<'t>,
        container: &Container<'t>,
        containers: &mut Vec<Container<'t>>,
    ) {
        let whole = container.export.unwrap_or(node);
        let mut decorators = self.lower.own_decorators(node);
        if let Some(export) = container.export {
            decorators.extend(self.lower.own_decorators(export));
            decorators.sort_by_key(Node::start_byte);
        }
        let declared = Declared {
            node,
            span: self.lower.span(whole),
            decorators,
            name: None,
            exported: container.export.is_some(),
        };
        let owner = self.add_type(&declared, container);
        let is_namespace = matches!(self.lower.kind(node), Kind::Module | Kind::InternalModule);
        if let Some(body) = self.lower.field(node, Field::Body).filter(|_| is_namespace) {
            containers.push(Container {
                owner: Some(owner),
                ..self.inside(body, container, None)
            });
        }
    }

    /// Adds a declared type and gives its name.
    fn add_type(&mut self, declared: &Declared<'t>, container: &Container<'t>) -> Name {
        let mut decl = classes::type_decl(&mut self.lower, declared);
        if let Some(owner) = &container.owner {
            decl.name = Name::from(format!("{owner}.{}", decl.name));
        }
        let name = decl.name.clone();
        self.facts.types.push(decl);
        name
    }

    /// The class that a value is: `const A = class {}`, `export default class {}`.
    fn class_value(
        &mut self,
        value: Node<'t>,
        span: Span,
        name: Option<(Name, Span)>,
        exported: bool,
        container: &Container<'t>,
    ) {
        let node = self.lower.unwrapped(value);
        if self.lower.kind(node) != Kind::Class {
            return;
        }
        let declared = Declared {
            decorators: self.lower.own_decorators(node),
            node,
            span,
            name,
            exported,
        };
        self.add_type(&declared, container);
    }

    fn bindings(&mut self, node: Node<'t>, container: &Container<'t>) {
        let exported = container.export.is_some();
        let whole = self.lower.span(container.export.unwrap_or(node));
        if self.lower.kind(node) == Kind::ImportAlias {
            return self.import_alias(node, whole, exported);
        }
        let declarators = self.lower.named(node).into_iter();
        let declarators: Vec<_> = declarators
            .filter(|child| self.lower.kind(*child) == Kind::VariableDeclarator)
            .collect();
        let is_only = declarators.len() == 1;
        for declarator in declarators {
            let found = imports::declarator(&mut self.lower, declarator, container.conditional);
            if !found.is_empty() {
                self.facts.summary.imports.extend(found);
                continue;
            }
            let Some(target) = self.lower.field(declarator, Field::Name) else {
                continue;
            };
            let span = match is_only {
                true => whole,
                false => self.lower.span(declarator),
            };
            let value = self.lower.field(declarator, Field::Value);
            let is_name = self.lower.kind(target) == Kind::Identifier;
            let name = is_name.then(|| self.lower.name(target));
            if let (Some(value), Some(name)) = (value, &name) {
                let name = Some((name.clone(), self.lower.span(target)));
                self.class_value(value, span, name, exported, container);
            }
            let ty = self.lower.field(declarator, Field::Type);
            let small = value.filter(|value| self.is_small(*value));
            let binding = Binding {
                span,
                target: self.lower.pattern(target),
                name,
                ty: ty.map(|ty| self.lower.annotation(ty)),
                value: small.map(|value| self.lower.expr(value)),
                visibility: visibility(exported),
            };
            self.facts.summary.bindings.push(binding);
        }
    }

    /// `import a = b.c` gives a name to part of a namespace.
    fn import_alias(&mut self, node: Node<'t>, span: Span, exported: bool) {
        if let [target, value] = self.lower.named(node).as_slice() {
            let binding = Binding {
                span,
                target: self.lower.pattern(*target),
                name: Some(self.lower.name(*target)),
                ty: None,
                value: Some(self.lower.expr(*value)),
                visibility: visibility(exported),
            };
            self.facts.summary.bindings.push(binding);
        }
    }

    /// Whether a value is small enough for a summary. Functions in it take no room there.
    fn is_small(&self, value: Node<'t>) -> bool {
        let range = value.byte_range();
        if range.len() <= MAX_VALUE {
            return true;
        }
        let from = self
            .outer
            .partition_point(|(start, _)| *start < range.start);
        let inside = self.outer.iter().skip(from);
        let inside = inside.take_while(|(start, _)| *start < range.end);
        let functions: usize = inside.map(|(start, end)| end - start).sum();
        range.len().saturating_sub(functions) <= MAX_VALUE
    }

    /// `a = b = value` has the value of the last target.
    fn assignment(&mut self, node: Node<'t>) {
        let span = self.lower.span(node);
        let mut targets = Vec::new();
        let mut at = node;
        let value = loop {
            targets.extend(self.lower.field(at, Field::Left));
            match self.lower.field(at, Field::Right) {
                Some(right) if self.lower.kind(right) == Kind::AssignmentExpression => at = right,
                right => break right,
            }
        };
        let Some(value) = value.filter(|value| self.is_small(*value)) else {
            return;
        };
        let container = Container {
            node,
            is_statement: true,
            conditional: false,
            export: None,
            owner: None,
        };
        let paths: Vec<_> = targets.iter().map(|left| self.lower.path(*left)).collect();
        let exports: Vec<_> = paths
            .iter()
            .flatten()
            .filter_map(|path| imports::exported_name(path).map(Name::new))
            .collect();
        if self.lower.kind(self.lower.unwrapped(value)) == Kind::Class {
            self.class_value(value, span, None, !exports.is_empty(), &container);
        }
        let id = self.lower.expr(value);
        for name in &exports {
            match name.as_str() {
                "" => self.module_export(span, id),
                _ => self.add_export(span, name.clone(), id),
            }
        }
        for left in targets {
            let is_name = self.lower.kind(left) == Kind::Identifier;
            let binding = Binding {
                span,
                target: self.lower.pattern(left),
                name: is_name.then(|| self.lower.name(left)),
                ty: None,
                value: Some(id),
                visibility: visibility(false),
            };
            self.facts.summary.bindings.push(binding);
        }
    }

    /// Adds the blocks of a statement: its own and those of its clauses.
    fn blocks(
        &mut self,
        capture: &str,
        node: Node<'t>,
        container: &Container<'t>,
        containers: &mut Vec<Container<'t>>,
    ) {
        let mut pending = vec![node];
        let mut found = Vec::new();
        while let Some(at) = pending.pop() {
            let is_block = self.lower.kind(at) == Kind::StatementBlock;
            if is_block && at.id() == node.id() {
                found.push(at);
                continue;
            }
            let fields = [
                Field::Body,
                Field::Consequence,
                Field::Alternative,
                Field::Handler,
                Field::Finalizer,
            ];
            let mut parts: Vec<_> = fields
                .iter()
                .filter_map(|field| self.lower.field(at, *field))
                .collect();
            if matches!(
                self.lower.kind(at),
                Kind::ElseClause | Kind::SwitchBody | Kind::AmbientDeclaration
            ) {
                parts = self.lower.named(at);
            }
            for part in parts {
                match self.lower.kind(part) {
                    Kind::ElseClause
                    | Kind::CatchClause
                    | Kind::FinallyClause
                    | Kind::SwitchBody => pending.push(part),
                    _ => found.push(part),
                }
            }
        }
        let export = container.export;
        for block in found {
            let inner = self.inside(block, container, export);
            containers.push(Container {
                conditional: container.conditional || capture == "branch",
                ..inner
            });
        }
    }

    /// The fields of the members of a class that are an item of their own.
    pub(super) fn members(&mut self, block: Node<'t>) {
        for member in self.lower.members(block) {
            let field = classes::field(&mut self.lower, &member);
            self.facts.fields.extend(field);
        }
    }

    /// The functions that stand in no other, each with the ones in it that others may call.
    pub(super) fn functions(&mut self, found: &[Found<'t>]) {
        let taken = taken(self.body);
        for (index, function) in found.iter().enumerate() {
            if function.depth > 0 {
                continue;
            }
            let mut signature = self.lower.signature(&function.member);
            signature.owner.clone_from(&function.owner);
            let owner = self.facts.types.iter_mut().find(|decl| {
                Some(&decl.name) == function.owner.as_ref() && decl.span.contains(signature.span)
            });
            if let Some(owner) = owner {
                owner.methods.push(signature.clone());
            }
            let end = function.member.node.end_byte();
            let inside = found.iter().skip(index + 1);
            let inside = inside.take_while(|inner| inner.member.node.start_byte() < end);
            let inside = inside.filter(|inner| inner.depth > 0 && may_be_called(inner));
            let nested = inside.map(|inner| Nested {
                function: inner.id,
                signature: self.lower.signature(&inner.member),
            });
            let nested = nested.collect();
            let span = signature.span;
            let from = taken.partition_point(|fact| fact.span.start < span.start);
            let own = taken.iter().skip(from);
            let own = own.take_while(|fact| fact.span.start < span.end);
            let summary = FunctionSummary {
                nested,
                taken: own.cloned().collect(),
                ..summarise(self.body, function.id, signature)
            };
            self.facts.summary.functions.push(summary);
        }
    }

    /// Puts the facts in source order, since blocks are visited after the statements around them.
    pub(super) fn finish(mut self) -> ItemFacts {
        let summary = &mut self.facts.summary;
        let in_passing = imports::loaded_in_passing(self.lower.exprs());
        summary.imports.extend(in_passing);
        summary.imports.sort_by_key(|import| import.span.start);
        summary.exports.sort_by_key(|export| export.span.start);
        summary.bindings.sort_by_key(|binding| binding.span.start);
        summary.calls.sort_by_key(|call| call.span.start);
        self.facts.types.sort_by_key(|decl| decl.span.start);
        self.facts.summary = Summary {
            exprs: self.lower.into_exprs(),
            ..self.facts.summary
        };
        self.facts
    }
}

fn visibility(exported: bool) -> Visibility {
    match exported {
        true => Visibility::Public,
        false => Visibility::Internal,
    }
}

/// Whether somebody outside the function around it may call a function.
fn may_be_called(found: &Found<'_>) -> bool {
    found.member.place != Place::Loose
}
