//! Calls of macros; it never expands one.
//!
//! A macro takes tokens, not expressions. Where they read as a list of expressions they are its arguments, told
//! apart by their tokens and parsed anew where they are more than literals and names. Of what does not read so,
//! the parts that do stay: the entries of an object (`json!({ "a": b })`), the values and handlers of arms
//! (`select! { x = f() => g(x) }`), else names and literals.

use std::ops::Range;

use tree_sitter::Node;

use super::arms::{arms_of, colon_in, trimmed, value_in};
use super::build::plain_arg;
use super::literals::{literal_of, number_of};
use super::tokens::{Shape, parts_of, shape_of};
use super::{FIELDS, Kind, Lower, MAX_MACROS, field, kind};
use crate::facts::{
    Arg, BinaryOp, CallStyle, Entry, ExprId, ExprKind, Literal, Name, Pattern, SequenceKind,
    UnaryOp,
};
use crate::language::braces::{Token, TokenKind};
use crate::language::rust::lexer::Tokens;
use crate::language::rust::names::{Effect, FormatAt, known_macro};
use crate::language::text::last_name;

/// What stands before and after arguments that are parsed on their own.
const BEFORE: &str = "fn m(){m(";
const AFTER: &str = "\n)}";
const BEFORE_MATCH: &str = "fn m(){match ";
const AFTER_MATCH: &str = "\n=>{}}}";

/// Names and literals kept of tokens that are not understood.
const MAX_SCANNED: usize = 64;

/// A value, the shape it is compared with, and a condition.
pub(super) type Matched = (ExprId, Pattern, Option<ExprId>);

impl<'t, 's> Lower<'t, 's> {
    /// A call of a macro as a value.
    pub(super) fn macro_call(&mut self, node: Node<'t>) -> ExprId {
        let span = self.span(node);
        let effect = self
            .macro_name(node)
            .map(|name| known_macro(last_name(&name)).effect);
        match effect {
            Some(Effect::Sequence) => {
                let kind = self.sequence(node);
                self.push(span, kind)
            }
            Some(Effect::Matches) => match self.matched(node) {
                Some((value, pattern, guard)) => {
                    let pattern = Box::new(pattern);
                    let matches = self.push(span, ExprKind::Matches { value, pattern });
                    match guard {
                        Some(right) => {
                            let (op, left) = (BinaryOp::And, matches);
                            self.push(span, ExprKind::Binary { op, left, right })
                        }
                        None => matches,
                    }
                }
                None => self.called(node),
            },
            _ => self.called(node),
        }
    }

    pub(super) fn macro_name(&self, node: Node<'t>) -> Option<Name> {
        self.path(field(node, FIELDS.macro_name)?)
    }

    fn called(&mut self, node: Node<'t>) -> ExprId {
        let args = self.macro_args(node);
        self.called_with(node, args)
    }

    pub(super) fn called_with(&mut self, node: Node<'t>, args: Vec<Arg>) -> ExprId {
        let span = self.span(node);
        let callee = match field(node, FIELDS.macro_name) {
            Some(name) => self.nested(name),
            None => self.unknown(span),
        };
        let args_span = self.token_tree(node).map(|tree| self.span(tree));
        let kind = ExprKind::Call {
            style: CallStyle::Macro,
            callee,
            args,
            args_span: args_span.unwrap_or_default(),
        };
        self.push(span, kind)
    }

    fn token_tree(&mut self, node: Node<'t>) -> Option<Node<'t>> {
        let children = self.named(node);
        let is_tree = |child: &Node<'t>| kind(*child) == Kind::TokenTree;
        children.into_iter().rfind(is_tree)
    }

    /// The place and text between the brackets of a macro.
    fn inside(&mut self, node: Node<'t>) -> Option<(usize, &'s str)> {
        let tree = self.token_tree(node)?;
        let start = tree.start_byte() + 1;
        let end = tree.end_byte().checked_sub(1)?;
        Some((start, self.src.get(start..end)?))
    }

    /// The arguments of a macro; a format string among them is a template of its values.
    pub(super) fn macro_args(&mut self, node: Node<'t>) -> Vec<Arg> {
        let Some((start, text)) = self.inside(node) else {
            return Vec::new();
        };
        let args = self.args_in(start, text);
        let name = self.macro_name(node).unwrap_or_default();
        let at = match known_macro(last_name(&name)).format {
            Some(FormatAt::Position(at)) => Some(at),
            Some(FormatAt::FirstText) => args.iter().position(|arg| {
                arg.name.is_none() && self.state.body.exprs.text(arg.value).is_some()
            }),
            None => None,
        };
        match at {
            Some(at) => self.with_template(args, at),
            None => args,
        }
    }

    fn sequence(&mut self, node: Node<'t>) -> ExprKind {
        let list = self.inside(node);
        let is_repeat = list.is_some_and(|(_, text)| parts_of(text).semicolon);
        let args = list.map(|(start, text)| self.args_in(start, text));
        let args = args.unwrap_or_default();
        match args.as_slice() {
            [value, count] if is_repeat => self.repeated(value.value, value.span, count.value),
            args => ExprKind::Sequence {
                kind: SequenceKind::List,
                items: args.iter().map(|arg| arg.value).collect(),
            },
        }
    }

    /// Whether a macro may be looked into: to a fixed depth, and so that all of them take linear time.
    fn may_look(&mut self, len: usize) -> bool {
        let cost = len + BEFORE.len();
        if self.state.macros >= MAX_MACROS || self.state.fuel < cost {
            return false;
        }
        self.state.fuel -= cost;
        true
    }

    /// The arguments in a text that starts at the byte `start` of the tree's text.
    fn args_in(&mut self, start: usize, text: &str) -> Vec<Arg> {
        if text.trim().is_empty() {
            return Vec::new();
        }
        if !self.may_look(text.len()) {
            let span = self.span_of(start, start + text.len());
            let value = self.unknown(span);
            return vec![plain_arg(span, value)];
        }
        self.state.macros += 1;
        let list = parts_of(text);
        let args = match list.arrow {
            true => self.arms(start, text),
            false => {
                let parts: Vec<_> = list
                    .parts
                    .into_iter()
                    .map(|part| (part.all, part.name, without_sigil(text, part.value)))
                    .collect();
                let values: Vec<_> = parts.iter().map(|(_, _, value)| value.clone()).collect();
                let ids = self.values_in(start, text, &values);
                let parts = parts.into_iter().zip(ids);
                let args = parts.map(|((all, name, _), value)| Arg {
                    span: self.span_of(start + all.start, start + all.end),
                    name: name.and_then(|name| text.get(name)).map(argument_name),
                    spread: None,
                    value,
                });
                args.collect()
            }
        };
        self.state.macros -= 1;
        args
    }

    /// The values at these places of a text, all at once if that is possible.
    fn values_in(&mut self, start: usize, text: &str, places: &[Range<usize>]) -> Vec<ExprId> {
        let get = |place: &Range<usize>| text.get(place.clone()).unwrap_or_default();
        let is_simple = places.iter().all(|place| is_simple(get(place)));
        // What cannot be parsed takes long to fail.
        let may_parse = !is_simple && places.iter().all(|place| may_parse(get(place)));
        if may_parse && let Some(ids) = self.parsed(start, text, places) {
            return ids;
        }
        let places = places.iter();
        places
            .map(|place| self.one_value(start + place.start, get(place)))
            .collect()
    }

    pub(super) fn one_value(&mut self, start: usize, text: &str) -> ExprId {
        if let Some(id) = self.simple(start, text) {
            return id;
        }
        let span = self.span_of(start, start + text.len());
        if !self.may_look(text.len()) {
            return self.unknown(span);
        }
        let whole = 0..text.len();
        let whole = std::slice::from_ref(&whole);
        let parsed = may_parse(text).then(|| self.parsed(start, text, whole));
        if let Some(id) = parsed.flatten().and_then(|ids| ids.first().copied()) {
            return id;
        }
        self.state.macros += 1;
        let id = self.group(start, text).unwrap_or_else(|| {
            let children = self.scanned(start, text);
            self.push(span, ExprKind::Unknown { children })
        });
        self.state.macros -= 1;
        id
    }

    /// A literal, a path or a reference to one, told by its tokens.
    fn simple(&mut self, start: usize, text: &str) -> Option<ExprId> {
        let span = self.span_of(start, start + text.len());
        if let Some(rest) = text.strip_prefix('&') {
            let inner = rest.trim_start();
            if !matches!(shape_of(inner), Shape::Path(_)) {
                return None;
            }
            let operand = self.simple(start + text.len() - inner.len(), inner)?;
            let op = UnaryOp::Reference;
            return Some(self.push(span, ExprKind::Unary { op, operand }));
        }
        match shape_of(text) {
            Shape::Literal => {
                let literal = number_of(text).or_else(|| literal_of(text))?;
                Some(self.push(span, ExprKind::Literal(literal)))
            }
            Shape::Path(names) => self.names(start, text, &names),
            _ => None,
        }
    }

    /// Names at their places as a chain of members.
    pub(in super::super) fn names(
        &mut self,
        start: usize,
        text: &str,
        names: &[Range<usize>],
    ) -> Option<ExprId> {
        let mut chain: Option<ExprId> = None;
        let first = names.first()?.start;
        for place in names {
            let name = text.get(place.clone())?;
            let name = Name::new(name.strip_prefix("r#").unwrap_or(name));
            let name_span = self.span_of(start + place.start, start + place.end);
            let kind = match chain {
                None => ExprKind::Name(name),
                Some(object) => ExprKind::Member {
                    object,
                    name,
                    name_span,
                    optional: false,
                },
            };
            let span = self.span_of(start + first, start + place.end);
            chain = Some(self.push(span, kind));
        }
        chain
    }

    /// Parses the values at these places as the arguments of one call.
    fn parsed(&mut self, start: usize, text: &str, places: &[Range<usize>]) -> Option<Vec<ExprId>> {
        let mut code = String::with_capacity(BEFORE.len() + text.len() + AFTER.len());
        code.push_str(BEFORE);
        for (index, place) in places.iter().enumerate() {
            // Nothing moves: what belongs to no value becomes space, the last byte of it a comma.
            let filled = BEFORE.len() + place.start;
            let gap = filled.checked_sub(code.len())?;
            code.extend(std::iter::repeat_n(' ', gap.saturating_sub(1)));
            match (gap, index) {
                (0, _) => {}
                (_, 0) => code.push(' '),
                _ => code.push(','),
            }
            code.push_str(text.get(place.clone())?);
        }
        code.push_str(AFTER);
        self.in_tree(start, BEFORE.len(), &code, |inner, function| {
            let block = field(function, FIELDS.body)?;
            let call = inner.named(block).first().copied()?;
            let list = field(call, FIELDS.arguments)?;
            let args = inner.named(list);
            let is_list = kind(call) == Kind::CallExpression && args.len() == places.len();
            let values = args.into_iter().map(|arg| inner.expr(arg));
            is_list.then(|| values.collect())
        })
    }

    /// Parses code in which the byte `start` of this tree's text stands at `before`, and lowers from the function
    /// it is, if nothing is wrong with it.
    fn in_tree<T>(
        &mut self,
        start: usize,
        before: usize,
        code: &str,
        lower: impl for<'u> FnOnce(&mut Lower<'u, '_>, Node<'u>) -> Option<T>,
    ) -> Option<T> {
        let mut parser = self.parser();
        let tree = parser.parse(code);
        self.state.parser = Some(parser);
        let tree = tree?;
        let root = tree.root_node();
        if root.has_error() || root.named_child_count() != 1 {
            return None;
        }
        let function = root.named_child(0)?;
        let mut inner = Lower::new(root, code, std::mem::take(&mut self.state));
        let moved = i64::try_from(start).ok().zip(i64::try_from(before).ok());
        let (start, before) = moved.unwrap_or_default();
        inner.shift = self.shift + start - before;
        inner.depth = self.depth;
        inner.scopes.clone_from(&self.scopes);
        let found = lower(&mut inner, function);
        self.state = inner.state;
        found
    }

    /// `matches!(value, pattern if guard)`.
    pub(super) fn matched(&mut self, node: Node<'t>) -> Option<Matched> {
        let (start, text) = self.inside(node)?;
        let list = parts_of(text);
        let [value, pattern, ..] = list.parts.as_slice() else {
            return None;
        };
        if !self.may_look(text.len()) {
            return None;
        }
        let mut code = String::with_capacity(text.len() + 40);
        code.push_str(BEFORE_MATCH);
        code.push_str(text.get(..value.all.end)?);
        code.push('{');
        let gap = pattern.all.start.checked_sub(value.all.end + 1)?;
        code.extend(std::iter::repeat_n(' ', gap));
        code.push_str(text.get(pattern.all.clone())?);
        code.push_str(AFTER_MATCH);
        self.state.macros += 1;
        let found = self.in_tree(start, BEFORE_MATCH.len(), &code, |inner, function| {
            let block = field(function, FIELDS.body)?;
            let statement = inner.named(block).first().copied()?;
            let found = match kind(statement) {
                Kind::ExpressionStatement => inner.named(statement).first().copied()?,
                _ => statement,
            };
            let value = field(found, FIELDS.value)?;
            let arm = inner.named(field(found, FIELDS.body)?).first().copied()?;
            let head = field(arm, FIELDS.pattern)?;
            let value = inner.expr(value);
            let pattern = inner.pattern(head.child(0)?);
            let guard = field(head, FIELDS.condition).map(|guard| inner.expr(guard));
            Some((value, pattern, guard))
        });
        self.state.macros -= 1;
        found
    }

    /// An object or a list some of whose parts are no expressions.
    fn group(&mut self, start: usize, text: &str) -> Option<ExprId> {
        let Shape::Group(bracket, inside) = shape_of(text) else {
            return None;
        };
        if self.state.macros >= MAX_MACROS {
            return None;
        }
        let span = self.span_of(start, start + text.len());
        let inner = text.get(inside.clone())?;
        let at = start + inside.start;
        let list = parts_of(inner);
        let places: Vec<_> = list.parts.into_iter().map(|part| part.all).collect();
        if bracket != b'{' {
            let items = self.values_in(at, inner, &places);
            let kind = match bracket {
                b'[' => SequenceKind::List,
                _ => SequenceKind::Tuple,
            };
            return Some(self.push(span, ExprKind::Sequence { kind, items }));
        }
        let mut shapes = Vec::with_capacity(places.len());
        for place in places {
            let colon = colon_in(inner.get(place.clone())?)?;
            let key = place.start..place.start + colon;
            let value = place.start + colon + 1..place.end;
            shapes.push((place, trimmed(inner, key), trimmed(inner, value)));
        }
        let mut entries = Vec::with_capacity(shapes.len());
        for (place, key, value) in shapes {
            let get = |place: &Range<usize>| inner.get(place.clone()).unwrap_or_default();
            let key = self.one_value(at + key.start, get(&key));
            let value = self.one_value(at + value.start, get(&value));
            entries.push(Entry {
                span: self.span_of(at + place.start, at + place.end),
                key: Some(key),
                value,
            });
        }
        Some(self.push(span, ExprKind::Map { entries }))
    }

    /// `pattern = value, if condition => handler`: of each arm the value and the handler.
    fn arms(&mut self, start: usize, text: &str) -> Vec<Arg> {
        let mut args = Vec::new();
        for (left, right) in arms_of(text) {
            let mut children = Vec::new();
            let head = text.get(left.clone()).unwrap_or_default();
            if let Some(value) = value_in(head) {
                let place = trimmed(head, value);
                let value = head.get(place.clone()).unwrap_or_default();
                children.push(self.one_value(start + left.start + place.start, value));
            }
            let place = trimmed(text, right);
            let handler = text.get(place.clone()).unwrap_or_default();
            children.push(self.one_value(start + place.start, handler));
            let span = self.span_of(start + left.start, start + place.end);
            let value = self.push(span, ExprKind::Unknown { children });
            args.push(plain_arg(span, value));
        }
        args
    }

    /// The names and literals in a text, in source order.
    fn scanned(&mut self, start: usize, text: &str) -> Vec<ExprId> {
        let mut found = Vec::new();
        let mut path: Vec<Range<usize>> = Vec::new();
        let mut joins = false;
        for token in Tokens::new(text) {
            let word = text.get(token.start..token.end).unwrap_or_default();
            let is_name = token.kind == TokenKind::Word && !word.starts_with('\'');
            if matches!(word, "." | "::") && !path.is_empty() {
                joins = true;
                continue;
            }
            let goes_on = is_name && joins;
            if !goes_on && !path.is_empty() {
                found.extend(self.names(start, text, &std::mem::take(&mut path)));
            }
            joins = false;
            if found.len() >= MAX_SCANNED {
                return found;
            }
            match token.kind {
                TokenKind::Word if is_name => path.push(token.start..token.end),
                TokenKind::Literal => {
                    let span = self.span_of(start + token.start, start + token.end);
                    let literal: Option<Literal> = number_of(word).or_else(|| literal_of(word));
                    found
                        .extend(literal.map(|literal| self.push(span, ExprKind::Literal(literal))));
                }
                _ => {}
            }
        }
        found.extend(self.names(start, text, &path));
        found
    }
}

fn argument_name(text: &str) -> Name {
    let text = text.trim_matches('"');
    Name::from(text.replace("::", "."))
}

/// Whether tokens may be an expression, as far as their first ones tell.
fn may_parse(text: &str) -> bool {
    let mut tokens = Tokens::new(text).filter(|token| token.kind != TokenKind::Comment);
    let word = |token: Token| text.get(token.start..token.end).unwrap_or_default();
    let Some(first) = tokens.next() else {
        return false;
    };
    let second = tokens.next();
    match (first.kind, second) {
        (TokenKind::Mark, _) => {
            matches!(word(first), "&" | "*" | "!" | "-" | "|" | "." | "::" | "<")
        }
        (TokenKind::Word, _) if is_item(word(first)) => false,
        // Two words or a word and a literal in a row: `inout(…) x` and `if #[cfg(…)]` come later.
        (TokenKind::Word, Some(next)) => {
            let is_key = matches!(
                word(first),
                "if" | "match"
                    | "return"
                    | "break"
                    | "unsafe"
                    | "async"
                    | "move"
                    | "while"
                    | "for"
                    | "loop"
                    | "let"
                    | "const"
                    | "yield"
                    | "static"
            );
            is_key
                || !matches!(next.kind, TokenKind::Word | TokenKind::Literal)
                || word(next) == "as"
        }
        // `{ "key": value }` and `{ key: value }` are no blocks.
        (TokenKind::Open(b'{'), Some(key)) => {
            let is_key = matches!(key.kind, TokenKind::Word | TokenKind::Literal);
            let sign = tokens.next().map(word);
            !(is_key && sign == Some(":"))
        }
        _ => true,
    }
}

/// Words that begin a declaration.
fn is_item(word: &str) -> bool {
    matches!(
        word,
        "fn" | "pub"
            | "struct"
            | "enum"
            | "union"
            | "impl"
            | "trait"
            | "mod"
            | "use"
            | "type"
            | "extern"
            | "macro_rules"
            | "where"
    )
}

/// Whether the tokens alone tell what a value is.
fn is_simple(text: &str) -> bool {
    let text = text.strip_prefix('&').map_or(text, str::trim_start);
    matches!(shape_of(text), Shape::Literal | Shape::Path(_))
}

/// A value without the mark that says how a log shows it: `%id`, `?error`.
fn without_sigil(text: &str, value: Range<usize>) -> Range<usize> {
    let shown = text.get(value.clone()).unwrap_or_default();
    match shown.starts_with(['%', '?']) {
        true => trimmed(text, value.start + 1..value.end),
        false => value,
    }
}
