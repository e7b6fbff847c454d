//! The facts of one Python item: found by the declarations query, lowered, and put together.

use std::sync::LazyLock;

use streaming_iterator::StreamingIterator;
use tree_sitter::{Node, Query, QueryCursor};

use super::broken::around;
use super::classes::{self, Assigned};
use super::imports::{self, Context};
use super::kinds::{FIELDS, Kind, field, grammar, kind};
use super::lexer;
use super::lower::{Lower, decorated, visibility};
use crate::facts::{
    Addition, Binding, Body, FunctionId, ItemFacts, ItemKind, Nested, Summary, TopLevelCall,
    TypeDeclKind, summarise, top_level_loops,
};
use crate::language::text::last_name;
use crate::language::{Language, broken};
use crate::parse::{Parser, normalised};
use crate::span::Span;

/// A value above this many bytes is no part of a summary: it is data, not a declaration.
const MAX_VALUE: usize = 16 * 1024;

/// A list of what is called or named, such as that of all routes of an application, may be larger than data.
const MAX_LISTED: usize = 512 * 1024;

/// Parts of broken text that are searched for declarations. They hang together in a chain, not in a balanced
/// tree, so that a query takes time in the square of their number.
const MAX_BROKEN: u32 = 1_000;

const SOURCE: &str = include_str!("../../../../../queries/python/declarations.scm");

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
            parser: Parser::new(Language::Python),
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
        let src = normalised(text);
        let Some(tree) = self.parser.parse(&src) else {
            let len = u32::try_from(text.len()).unwrap_or(u32::MAX);
            return ItemFacts {
                comments,
                broken: vec![Span::new(0, len)],
                ..ItemFacts::default()
            };
        };
        let root = tree.root_node();
        let is_member = item == ItemKind::Member;
        let lowered = Lower::new(root, &src, &comments, is_member).lower(root);
        let body = lowered.body;
        let mut nested = lowered.definitions;
        nested.sort_by_key(|(_, node, _)| node.start_byte());
        let mut declarations = Declarations {
            is_member,
            body: &body,
            nested,
            lower: Lower::for_summary(root, &src, lowered.functions, is_member),
            facts: ItemFacts::default(),
        };
        declarations.collect(root, &mut self.cursor);
        let mut facts = declarations.finish();
        if !item_is_definition(item) {
            facts.summary.loops = top_level_loops(&body);
        }
        facts.broken = broken::places(root, around);
        facts.comments = comments;
        facts.body = Some(body);
        facts
    }
}

/// Whether a value is small enough for a summary.
fn is_small(value: Node<'_>) -> bool {
    let size = value.byte_range().len();
    size <= MAX_VALUE || (size <= MAX_LISTED && lists_names(value))
}

/// Whether a value is a list whose first entry is a call, or a tuple that begins with a name, or a sum that begins
/// with such a list.
fn lists_names(value: Node<'_>) -> bool {
    let mut at = value;
    while kind(at) == Kind::BinaryOperator {
        let Some(left) = field(at, FIELDS.left) else {
            return false;
        };
        at = left;
    }
    let is_list = |node: Node<'_>| matches!(kind(node), Kind::List | Kind::Tuple);
    if !is_list(at) {
        return false;
    }
    let Some(first) = first_entry(at) else {
        return false;
    };
    let names =
        |node: Node<'_>| matches!(kind(node), Kind::Call | Kind::Identifier | Kind::Attribute);
    kind(first) == Kind::Call || (is_list(first) && first_entry(first).is_some_and(names))
}

fn first_entry(list: Node<'_>) -> Option<Node<'_>> {
    let mut cursor = list.walk();
    let mut entries = list.named_children(&mut cursor);
    entries.find(|entry| kind(*entry) != Kind::Comment)
}

fn item_is_definition(item: ItemKind) -> bool {
    matches!(item, ItemKind::Function | ItemKind::TypeHead)
}

/// A block whose statements are declarations.
struct Container<'t> {
    block: Node<'t>,
    context: Context,
    /// The class whose block it is, among the item's types.
    owner: Option<usize>,
}

struct Declarations<'t, 's, 'b> {
    is_member: bool,
    body: &'b Body,
    /// Function definitions in source order, and whether they stand directly in a class.
    nested: Vec<(FunctionId, Node<'t>, bool)>,
    lower: Lower<'t, 's>,
    facts: ItemFacts,
}

impl<'t> Declarations<'t, '_, '_> {
    fn collect(&mut self, root: Node<'t>, cursor: &mut QueryCursor) {
        let Some(query) = &*QUERY else { return };
        let mut containers = vec![Container {
            block: root,
            context: Context::default(),
            owner: None,
        }];
        while let Some(container) = containers.pop() {
            let children = container.block.child_count();
            if container.block.is_error() && children > MAX_BROKEN {
                continue;
            }
            let mut found = Vec::new();
            // The query holds no predicate that would read the text.
            let mut matches = cursor.matches(query, container.block, &b""[..]);
            while let Some(matched) = matches.next() {
                found.extend(
                    matched
                        .captures()
                        .iter()
                        .map(|capture| (capture.index, capture.node)),
                );
            }
            for (capture, node) in found {
                let name = query.capture_names().get(capture as usize);
                let name = name.copied().unwrap_or_default();
                self.declaration(name, node, &container, &mut containers);
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
                let imports = imports::imports(&mut self.lower, node, container.context);
                self.facts.summary.imports.extend(imports);
            }
            "function" => self.function(node, container),
            "class" => self.class(node, container, containers),
            "alias" => {
                let decl = classes::alias_statement(&mut self.lower, node);
                self.facts.types.extend(decl);
            }
            "assignment" => self.assignment(node, container),
            "addition" => self.addition(node),
            "call" => {
                let call = self.lower.expr(node);
                self.facts.summary.calls.push(TopLevelCall {
                    span: self.lower.span(node),
                    call,
                    conditional: container.context.conditional,
                });
            }
            "branch" | "scope" => self.blocks(capture, node, container, containers),
            _ => {}
        }
    }

    fn function(&mut self, node: Node<'t>, container: &Container<'t>) {
        let Some(decorated) = decorated(node) else {
            return;
        };
        let Some(id) = self.lower.function_of(decorated.definition) else {
            return;
        };
        let in_class = self.is_member || container.owner.is_some();
        let mut signature = self.lower.signature(&decorated, in_class);
        let lowered = self.body.function(id);
        signature.is_generator = lowered.is_some_and(|lowered| lowered.signature.is_generator);
        let owner = container
            .owner
            .and_then(|owner| self.facts.types.get_mut(owner));
        if let Some(owner) = owner {
            signature.owner = Some(owner.name.clone());
            owner.methods.push(signature.clone());
        }
        if in_class {
            let checked = classes::checked_fields(self.body, id);
            let checks = checked
                .into_iter()
                .map(|field| (field, signature.name.clone()));
            self.facts.checks.extend(checks);
        }
        let mut summary = summarise(self.body, id, signature);
        summary.nested = self.nested_in(decorated.definition);
        self.facts.summary.functions.push(summary);
    }

    /// The heads of the functions in the code of a function.
    fn nested_in(&mut self, definition: Node<'t>) -> Vec<Nested> {
        let range = definition.byte_range();
        let from = self
            .nested
            .partition_point(|(_, node, _)| node.start_byte() <= range.start);
        let inside = self.nested.get(from..).unwrap_or_default().iter().copied();
        let inside = inside.take_while(|(_, node, _)| node.start_byte() < range.end);
        let found: Vec<_> = inside.collect();
        let heads = found.into_iter().filter_map(|(id, node, in_class)| {
            let mut signature = self.lower.signature(&decorated(node)?, in_class);
            let lowered = self.body.function(id);
            signature.is_generator = lowered.is_some_and(|lowered| lowered.signature.is_generator);
            Some(Nested {
                function: id,
                signature,
            })
        });
        heads.collect()
    }

    fn class(
        &mut self,
        node: Node<'t>,
        container: &Container<'t>,
        containers: &mut Vec<Container<'t>>,
    ) {
        let Some(decorated) = decorated(node) else {
            return;
        };
        let mut decl = classes::class_head(&mut self.lower, &decorated);
        let owner = container
            .owner
            .and_then(|owner| self.facts.types.get(owner));
        if let Some(owner) = owner {
            decl.name = format!("{}.{}", owner.name, decl.name).into();
        }
        let owner = Some(self.facts.types.len());
        self.facts.types.push(decl);
        containers.extend(
            field(decorated.definition, FIELDS.body).map(|block| Container {
                block,
                context: container.context,
                owner,
            }),
        );
    }

    fn assignment(&mut self, node: Node<'t>, container: &Container<'t>) {
        let Some(left) = field(node, FIELDS.left) else {
            return;
        };
        let ty = field(node, FIELDS.ty).map(|ty| self.lower.ty(ty));
        // The value of `a = b = value` is that of the last target.
        let mut targets = vec![left];
        let mut right = field(node, FIELDS.right);
        while let Some(next) = right.filter(|right| kind(*right) == Kind::Assignment) {
            targets.extend(field(next, FIELDS.left));
            right = field(next, FIELDS.right);
        }
        let small = right.filter(|right| is_small(*right));
        let value = small.map(|right| self.lower.expr(right));
        let owner = container.owner;
        for left in targets {
            let assigned = Assigned {
                node,
                left,
                ty: ty.clone(),
                value,
            };
            self.field(&assigned, owner);
            if let Some(decl) =
                small.and_then(|right| classes::alias(&mut self.lower, &assigned, right))
            {
                self.facts.types.push(decl);
            }
            if owner.is_none() {
                let target = self.lower.pattern(left);
                let name = self.lower.target_name(left);
                let visible = name.as_deref().map(visibility);
                self.facts.summary.bindings.push(Binding {
                    span: self.lower.span(node),
                    target,
                    name,
                    ty: assigned.ty,
                    value,
                    visibility: visible.unwrap_or(crate::facts::Visibility::Public),
                });
            }
        }
    }

    fn addition(&mut self, node: Node<'t>) {
        let (Some(left), Some(right)) = (field(node, FIELDS.left), field(node, FIELDS.right))
        else {
            return;
        };
        if !is_small(right) {
            return;
        }
        if let Some(target) = self.lower.path(left) {
            let value = self.lower.expr(right);
            self.facts.summary.additions.push(Addition {
                span: self.lower.span(node),
                target,
                value,
            });
        }
    }

    fn field(&mut self, assigned: &Assigned<'t>, owner: Option<usize>) {
        if owner.is_none() && !self.is_member {
            return;
        }
        let field = classes::class_field(&self.lower, assigned);
        let variant = classes::variant(&self.lower, assigned);
        match owner.and_then(|owner| self.facts.types.get_mut(owner)) {
            Some(owner) if owner.kind == TypeDeclKind::Enum && variant.is_some() => {
                owner.variants.extend(variant);
            }
            Some(owner) => owner.fields.extend(field),
            None => {
                self.facts.fields.extend(field);
                self.facts.variants.extend(variant);
            }
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
        let mut context = container.context;
        context.conditional |= capture == "branch";
        let condition = field(node, FIELDS.condition).and_then(|test| self.lower.path(test));
        let is_type_checking = condition.is_some_and(|path| last_name(&path) == "TYPE_CHECKING");
        for child in self.lower.named(node) {
            if kind(child) == Kind::Block {
                let type_only = context.type_only || is_type_checking;
                containers.push(Container {
                    block: child,
                    context: Context {
                        type_only,
                        ..context
                    },
                    owner: container.owner,
                });
                continue;
            }
            if !matches!(
                kind(child),
                Kind::ElifClause
                    | Kind::ElseClause
                    | Kind::ExceptClause
                    | Kind::FinallyClause
                    | Kind::CaseClause
            ) {
                continue;
            }
            for block in self.lower.named(child) {
                if kind(block) == Kind::Block {
                    containers.push(Container {
                        block,
                        context,
                        owner: container.owner,
                    });
                }
            }
        }
    }

    /// Puts the facts in source order, since blocks are visited after the statements around them.
    fn finish(mut self) -> ItemFacts {
        let summary = &mut self.facts.summary;
        summary.imports.sort_by_key(|import| import.span.start);
        summary
            .functions
            .sort_by_key(|function| function.signature.span.start);
        summary.bindings.sort_by_key(|binding| binding.span.start);
        summary
            .additions
            .sort_by_key(|addition| addition.span.start);
        summary.calls.sort_by_key(|call| call.span.start);
        self.facts.types.sort_by_key(|decl| decl.span.start);
        self.facts.fields.sort_by_key(|field| field.span.start);
        self.facts
            .variants
            .sort_by_key(|variant| variant.span.start);
        for decl in &mut self.facts.types {
            decl.methods.sort_by_key(|method| method.span.start);
            decl.fields.sort_by_key(|field| field.span.start);
            decl.variants.sort_by_key(|variant| variant.span.start);
        }
        self.facts.summary = Summary {
            exprs: self.lower.into_exprs(),
            ..self.facts.summary
        };
        self.facts
    }
}
