//! Values as they are written at declarations and calls, reduced to what links routes; it never looks a name up.

use syntax::facts::{
    Arg, ArgValue, BinaryOp, CallFact, ExprId, ExprKind, Exprs, FunctionId, Literal, Name, Spread,
    TemplatePart, TypeKind, TypeRef, UnaryOp, callee_path, chosen, filled,
};

use syntax::span::Span;

use super::world::Site;
use crate::framework::{Role, RolePart, index_of};
use crate::place::FileId;

/// What a value in another costs of [`DEPTH`]; a link of a chain of calls costs one.
const NESTED: u32 = 16;

/// Deeper values are [`Value::Other`].
const DEPTH: u32 = 14 * NESTED;

/// Stands for the beginning of a chain of calls that is too long for a path.
const LONG_CHAIN: &str = "…()";

/// The keyword of what a callee is chosen by: `app[route.method](path)`.
pub(super) const CHOSEN: &str = "[]";

/// How many calls of a chain are kept behind the first ones.
const CHAIN: usize = 32;

/// A value without the arena it was read from.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Value {
    Text(Name),
    Template(Vec<Value>),
    Path(Name),
    /// A path that is written somewhere else.
    Elsewhere(Site, Name),
    /// A call that is written somewhere else.
    There(Site, Box<Value>),
    Call {
        /// The path of the callee, with `()` for calls in it; empty where it is none.
        callee: Name,
        args: Args,
        /// Tells calls that are written alike from each other.
        at: Span,
        /// The call whose result's method this one is: `router.route("/x")` of `router.route("/x").get(list)`;
        /// or whose result is called: `require("x")` of `require("x")(app)`.
        on: Option<Box<Value>>,
    },
    /// A module of the project.
    Module(FileId),
    /// A member of the result of a call: `get_settings().prefix`.
    Member(Box<Value>, Name),
    /// What something holds under a key: `routes[path]`.
    Entry(Box<Value>, Box<Value>),
    Number(Name),
    Bool(bool),
    Null,
    Items(Vec<Value>),
    /// One of these: by a condition, or any of them, as in `IsOwner | IsAdmin`.
    Either(Vec<Value>),
    Map(Vec<(Value, Value)>),
    /// A function written in place, by the item it stands in.
    Function {
        item: u32,
        function: FunctionId,
    },
    #[default]
    Other,
}

/// Where an item stands: what makes places and functions in it those of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ItemAt {
    pub item: u32,
    pub start: u32,
}

/// The arguments of a call or decorator.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Args {
    list: Vec<(Option<Name>, Value)>,
    /// Arguments that are not written out: `*args`, `**kwargs`.
    pub spread: bool,
    /// What is spread over the arguments by position: `*routers`.
    rest: Vec<Value>,
    /// And by name: `**options`.
    named_rest: Vec<Value>,
}

impl Args {
    pub fn read(exprs: &Exprs, args: &[Arg]) -> Self {
        Self::read_at(exprs, args, DEPTH)
    }

    fn read_at(exprs: &Exprs, args: &[Arg], depth: u32) -> Self {
        let mut read = Self::default();
        for arg in args {
            let value = Value::read_at(exprs, arg.value, depth);
            read.add(arg.name.clone(), arg.spread, value);
        }
        read
    }

    fn add(&mut self, name: Option<Name>, spread: Option<Spread>, value: Value) {
        match spread {
            None => self.list.push((name, value)),
            Some(Spread::Sequence) => self.rest.push(value),
            Some(Spread::Mapping) => self.named_rest.push(value),
        }
        self.spread |= spread.is_some();
    }

    /// The arguments of a call in a body, with the calls among them.
    pub fn of_call(calls: &[CallFact], call: &CallFact) -> Self {
        Self::of_call_at(calls, call, DEPTH)
    }

    fn of_call_at(calls: &[CallFact], call: &CallFact, depth: u32) -> Self {
        let receiver = receiver_of(calls, call).map(|receiver| receiver.span);
        let mut inner: Vec<&CallFact> = beginning_in(calls, call.span)
            .iter()
            .filter(|other| call.span.contains(other.span) && other.span != call.span)
            .filter(|other| receiver.is_none_or(|receiver| !receiver.contains(other.span)))
            .collect();
        inner.sort_by_key(|other| (other.span.start, std::cmp::Reverse(other.span.end)));
        let mut read = Self::default();
        for arg in &call.args {
            let (spread, fact) = match &arg.value {
                ArgValue::Spread(spread, value) => (Some(*spread), value.as_ref()),
                value => (None, value),
            };
            let value = Value::of_fact(fact, calls, &mut inner, depth);
            read.add(arg.name.clone(), spread, value);
        }
        if let Some(chosen) = &call.chosen {
            let value = Value::of_fact(chosen, calls, &mut inner, depth);
            read.add(Some(Name::new(CHOSEN)), None, value);
        }
        read
    }

    /// Arguments by position, without the calls among them.
    pub fn of_facts(facts: &[ArgValue]) -> Self {
        let mut read = Self::default();
        for fact in facts {
            read.add(None, None, Value::of_plain_fact(fact));
        }
        read
    }

    /// What is spread over the arguments by position.
    pub fn rest(&self) -> &[Value] {
        &self.rest
    }

    /// What is spread over the arguments by name.
    pub fn named_rest(&self) -> &[Value] {
        &self.named_rest
    }

    /// The argument with this role; of several parts the first that is given.
    pub fn get(&self, role: &Role) -> Option<&Value> {
        self.with_role(role).next()
    }

    /// Every argument with this role.
    pub fn all(&self, role: &Role) -> Vec<&Value> {
        self.with_role(role).collect()
    }

    fn with_role(&self, role: &Role) -> impl Iterator<Item = &Value> {
        // A map whose entries have the role does not have it itself.
        let is_map = |part: &RolePart, value: &Value| {
            let RolePart::Position(position) = part else {
                return false;
            };
            let mut parts = role.parts();
            matches!(value, Value::Map(_))
                && parts.any(|part| matches!(part, RolePart::Key { at, .. } if at == position))
        };
        let mut found = Vec::new();
        for part in role.parts() {
            let values = self.part(part).into_iter();
            found.extend(values.filter(|value| !is_map(part, value)));
        }
        found.into_iter()
    }

    fn part(&self, part: &RolePart) -> Vec<&Value> {
        let positional: Vec<&Value> = self
            .list
            .iter()
            .filter(|(name, _)| name.is_none())
            .map(|(_, value)| value)
            .collect();
        let at = |at: isize| {
            let index = index_of(at, positional.len())?;
            positional.get(index).copied()
        };
        match part {
            RolePart::Position(position) => at(*position).into_iter().collect(),
            RolePart::Keyword(name) => self
                .list
                .iter()
                .filter(|(own, _)| own.as_ref() == Some(name))
                .map(|(_, value)| value)
                .collect(),
            RolePart::Key { at: position, key } => at(*position)
                .and_then(|value| value.entry(key))
                .into_iter()
                .collect(),
            RolePart::Range { from, to } => {
                let from = index_of(*from, positional.len()).unwrap_or(0);
                let to = to.map_or(Some(positional.len()), |to| index_of(to, positional.len()));
                let taken = to.unwrap_or(0).saturating_sub(from);
                positional.into_iter().skip(from).take(taken).collect()
            }
        }
    }

    /// The arguments with each value put through a function.
    pub fn mapped(&self, put: impl Fn(&Value) -> Value) -> Self {
        self.clone().each(|value| put(&value))
    }

    /// The arguments without those of this keyword.
    pub fn without(&self, keyword: &str) -> Self {
        let others = self.list.iter();
        Self {
            list: others
                .filter(|(name, _)| name.as_deref() != Some(keyword))
                .cloned()
                .collect(),
            ..self.clone()
        }
    }

    /// The arguments with one before them that is not given.
    pub fn without_first(&self) -> Self {
        let absent = std::iter::once((None, Value::Null));
        Self {
            list: absent.chain(self.list.iter().cloned()).collect(),
            ..self.clone()
        }
    }

    pub fn keyword(&self, name: &str) -> Option<&Value> {
        self.list
            .iter()
            .find(|(own, _)| own.as_deref() == Some(name))
            .map(|(_, value)| value)
    }

    pub fn position(&self, at: usize) -> Option<&Value> {
        self.list
            .iter()
            .filter(|(name, _)| name.is_none())
            .nth(at)
            .map(|(_, value)| value)
    }

    /// See [`Value::placed`].
    pub fn placed(self, at: ItemAt) -> Self {
        self.each(|value| value.placed(at))
    }

    /// Looks at every argument, also at what is spread over them.
    pub fn visit(&self, look: &mut impl FnMut(&Value)) {
        let list = self.list.iter().map(|(_, value)| value);
        list.chain(&self.rest)
            .chain(&self.named_rest)
            .for_each(look);
    }

    /// The arguments with each value made anew.
    pub fn each(self, make: impl Fn(Value) -> Value) -> Self {
        let all = |values: Vec<Value>| values.into_iter().map(&make).collect();
        let list = self.list.into_iter();
        Self {
            list: list.map(|(name, value)| (name, make(value))).collect(),
            spread: self.spread,
            rest: all(self.rest),
            named_rest: all(self.named_rest),
        }
    }

    pub fn of_names(list: Vec<(Name, Value)>) -> Self {
        let list = list.into_iter();
        Self {
            list: list.map(|(name, value)| (Some(name), value)).collect(),
            ..Self::default()
        }
    }

    /// The arguments with another one in the first place.
    pub fn with_first(mut self, value: Value) -> Self {
        let first = self.list.iter_mut().find(|(name, _)| name.is_none());
        if let Some((_, first)) = first {
            *first = value;
        }
        self
    }

    pub fn single(value: Value) -> Self {
        Self {
            list: vec![(None, value)],
            ..Self::default()
        }
    }

    pub fn named_single(name: Name, value: Value) -> Self {
        Self {
            list: vec![(Some(name), value)],
            ..Self::default()
        }
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// These arguments, and those of `others` whose keyword is not given.
    pub fn or(&self, others: &Self) -> Self {
        let mut list = self.list.clone();
        for (name, value) in &others.list {
            if name.is_some() && !list.iter().any(|(own, _)| own == name) {
                list.push((name.clone(), value.clone()));
            }
        }
        Self {
            list,
            spread: self.spread || others.spread,
            rest: self.rest.clone(),
            named_rest: self.named_rest.clone(),
        }
    }

    /// The arguments with what is spread over them in its places, where that is written out: `add(*("/x", view))`.
    pub fn spread_out(mut self) -> Self {
        if let [Value::Items(items)] = self.rest.as_slice()
            && self.position(0).is_none()
        {
            let items = items.iter().map(|item| (None, item.clone()));
            self.list = items.chain(self.list.drain(..)).collect();
            self.rest.clear();
            self.spread = !self.named_rest.is_empty();
        }
        if let [Value::Map(entries)] = self.named_rest.as_slice() {
            let entries = entries.iter().filter_map(|(key, value)| match key {
                Value::Text(key) if self.keyword(key).is_none() => {
                    Some((Some(key.clone()), value.clone()))
                }
                _ => None,
            });
            let entries: Vec<_> = entries.collect();
            self.list.extend(entries);
            self.named_rest.clear();
            self.spread = !self.rest.is_empty();
        }
        self
    }

    /// Those of the arguments whose name is wanted.
    pub fn named(&self, is_wanted: impl Fn(&Name) -> bool) -> Self {
        let list = self.list.iter();
        let list = list.filter(|(name, _)| name.as_ref().is_some_and(&is_wanted));
        Self {
            list: list.cloned().collect(),
            ..Self::default()
        }
    }

    /// The arguments with names put in for what they are bound to.
    pub fn with(&self, bound: &[(&Name, &Value)]) -> Self {
        self.clone().each(|value| value.with(bound, DEPTH))
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Option<&Name>, &Value)> {
        self.list.iter().map(|(name, value)| (name.as_ref(), value))
    }
}

impl Value {
    pub fn read(exprs: &Exprs, id: ExprId) -> Self {
        Self::read_at(exprs, id, DEPTH)
    }

    fn read_at(exprs: &Exprs, id: ExprId, depth: u32) -> Self {
        let id = exprs.referenced(id);
        let link = depth.saturating_sub(1);
        let Some(depth) = depth.checked_sub(NESTED) else {
            return Self::Other;
        };
        let inner = |id: ExprId| Self::read_at(exprs, id, depth);
        let template = |parts: &[TemplatePart]| {
            let parts = parts.iter().map(|part| match part {
                TemplatePart::Text(text) => Self::Text(text.clone()),
                TemplatePart::Value { value, .. } => inner(*value),
            });
            Self::Template(parts.collect())
        };
        if let Some(parts) = filled(exprs, id) {
            return template(&parts);
        }
        match &exprs.get(id).kind {
            ExprKind::Name(name) => Self::Path(name.clone()),
            ExprKind::Member { object, name, .. } => match exprs.path(id) {
                Some(path) => Self::Path(path),
                None => match inner(*object) {
                    Self::Other => Self::Other,
                    object => Self::Member(Box::new(object), name.clone()),
                },
            },
            ExprKind::Literal(literal) => match literal {
                Literal::Str(text) => Self::Text(text.clone()),
                Literal::Int(number) => Self::Number(number.clone()),
                Literal::Bool(value) => Self::Bool(*value),
                Literal::Null => Self::Null,
                _ => Self::Other,
            },
            ExprKind::Template { tag: None, parts } => template(parts),
            ExprKind::Binary {
                op: BinaryOp::Add,
                left,
                right,
            } => sum(inner(*left), inner(*right)),
            // Of marks that are put together by operators, as permissions are: all of them, or one.
            ExprKind::Binary {
                op: BinaryOp::BitAnd,
                left,
                right,
            } => Self::Items(vec![inner(*left), inner(*right)]),
            ExprKind::Binary {
                op: BinaryOp::BitOr,
                left,
                right,
            } => Self::Either(vec![inner(*left), inner(*right)]),
            ExprKind::Conditional {
                then, otherwise, ..
            } => Self::Either(vec![inner(*then), inner(*otherwise)]),
            // A fallback stands where the value from outside is missing.
            ExprKind::Binary {
                op: BinaryOp::Or | BinaryOp::Coalesce,
                right,
                ..
            } => inner(*right),
            ExprKind::Call { callee, args, .. } => {
                let on = receiver_expr(exprs, *callee);
                let on = on.map(|on| Box::new(Self::read_at(exprs, on, link)));
                let path = started(callee_path(exprs, *callee));
                let path = match &exprs.get(*callee).kind {
                    ExprKind::Member { name, .. } if path.is_empty() && on.is_some() => {
                        Name::from(format!("{LONG_CHAIN}.{name}"))
                    }
                    _ => path,
                };
                let mut args = Args::read_at(exprs, args, depth);
                if let Some(index) = chosen(exprs, *callee) {
                    args.list.push((Some(Name::new(CHOSEN)), inner(index)));
                }
                Self::Call {
                    callee: path,
                    args,
                    at: exprs.get(id).span,
                    on,
                }
            }
            ExprKind::Sequence { items, .. } => {
                let spread = |id: &ExprId| match &exprs.get(*id).kind {
                    ExprKind::Spread { value, .. } => Some(*value),
                    _ => None,
                };
                if items.iter().all(|item| spread(item).is_none()) {
                    return Self::Items(items.iter().map(|item| inner(*item)).collect());
                }
                // `[*first, second]` is a sum of lists.
                let parts = items.iter().map(|item| match spread(item) {
                    Some(value) => inner(value),
                    None => Self::Items(vec![inner(*item)]),
                });
                Self::Template(parts.collect())
            }
            ExprKind::Map { entries } => Self::Map(
                entries
                    .iter()
                    .filter_map(|entry| Some((inner(entry.key?), inner(entry.value))))
                    .collect(),
            ),
            // Alone, or without fields, it is a value of its type; in a display its fields count.
            ExprKind::Record {
                ty: Some(ty),
                entries,
                ..
            } if (depth + 1 == DEPTH || entries.is_empty()) && class_of(ty).is_some() => {
                Self::Call {
                    callee: class_of(ty).unwrap_or_default(),
                    args: Args {
                        list: entries
                            .iter()
                            .map(|entry| {
                                let key = entry.key.and_then(|key| exprs.text(key)).cloned();
                                (key, inner(entry.value))
                            })
                            .collect(),
                        ..Args::default()
                    },
                    at: exprs.get(id).span,
                    on: None,
                }
            }
            ExprKind::Record { entries, .. }
                if !entries.is_empty() && entries.iter().all(|entry| entry.key.is_none()) =>
            {
                Self::Items(entries.iter().map(|entry| inner(entry.value)).collect())
            }
            // The type that a record is written with stands under no name.
            ExprKind::Record { entries, ty, .. } => {
                let class = ty.as_ref().and_then(class_of).map(|callee| Self::Call {
                    callee,
                    args: Args::default(),
                    at: exprs.get(id).span,
                    on: None,
                });
                let class = class.map(|class| (Self::Text(Name::default()), class));
                let entries = entries
                    .iter()
                    .filter_map(|entry| Some((inner(entry.key?), inner(entry.value))));
                Self::Map(class.into_iter().chain(entries).collect())
            }
            ExprKind::Index { object, index } => {
                Self::Entry(Box::new(inner(*object)), Box::new(inner(*index)))
            }
            ExprKind::Function(function) => Self::Function {
                item: u32::MAX,
                function: *function,
            },
            // `app = module.exports = new Koa()`.
            ExprKind::Assign { value, .. } => inner(*value),
            ExprKind::Unary {
                op: UnaryOp::Reference | UnaryOp::Dereference,
                operand,
            } => inner(*operand),
            _ => Self::Other,
        }
    }

    /// A value in a body, without the arguments of calls.
    pub fn of_plain_fact(fact: &ArgValue) -> Self {
        Self::of_fact(fact, &[], &mut Vec::new(), DEPTH)
    }

    fn of_fact(
        fact: &ArgValue,
        calls: &[CallFact],
        inner: &mut Vec<&CallFact>,
        depth: u32,
    ) -> Self {
        let Some(depth) = depth.checked_sub(NESTED) else {
            return Self::Other;
        };
        match fact {
            ArgValue::Text(text) => Self::Text(text.clone()),
            ArgValue::Template(parts) => Self::Template(
                parts
                    .iter()
                    .map(|part| Self::of_fact(part, calls, inner, depth))
                    .collect(),
            ),
            ArgValue::Path(path) => match path.as_str() {
                "None" => Self::Null,
                _ => Self::Path(path.clone()),
            },
            ArgValue::Call(callee) => {
                let at = inner.iter().position(|call| call.callee == *callee);
                match at.map(|at| inner.remove(at)) {
                    Some(call) => Self::of_call_at(calls, call, depth),
                    None => Self::Call {
                        callee: callee.clone(),
                        args: Args::default(),
                        at: Span::default(),
                        on: None,
                    },
                }
            }
            ArgValue::Number(number) => Self::Number(number.clone()),
            ArgValue::Bool(value) => Self::Bool(*value),
            // `[*first, second]` is a sum of lists.
            ArgValue::Items(items)
                if items
                    .iter()
                    .any(|item| matches!(item, ArgValue::Spread(..))) =>
            {
                let mut of = |item: &ArgValue| Self::of_fact(item, calls, inner, depth);
                let parts = items.iter().map(|item| match item {
                    ArgValue::Spread(_, list) => of(list),
                    item => Self::Items(vec![of(item)]),
                });
                Self::Template(parts.collect())
            }
            ArgValue::Items(items) => Self::Items(
                items
                    .iter()
                    .map(|item| Self::of_fact(item, calls, inner, depth))
                    .collect(),
            ),
            ArgValue::Either(values) => Self::Either(
                values
                    .iter()
                    .map(|value| Self::of_fact(value, calls, inner, depth))
                    .collect(),
            ),
            ArgValue::Map(entries) => Self::Map(
                entries
                    .iter()
                    .map(|(key, value)| {
                        let value = Self::of_fact(value, calls, inner, depth);
                        (Self::Text(key.clone()), value)
                    })
                    .collect(),
            ),
            ArgValue::Function(function) => Self::Function {
                item: u32::MAX,
                function: *function,
            },
            ArgValue::Entry(object, key) => Self::Entry(
                Box::new(Self::of_fact(object, calls, inner, depth)),
                Box::new(Self::of_fact(key, calls, inner, depth)),
            ),
            ArgValue::Spread(..) | ArgValue::Other => Self::Other,
        }
    }

    /// A call in a body as a value.
    pub fn of_call(calls: &[CallFact], call: &CallFact) -> Self {
        Self::of_call_at(calls, call, DEPTH)
    }

    fn of_call_at(calls: &[CallFact], call: &CallFact, depth: u32) -> Self {
        let on = receiver_of(calls, call);
        Self::Call {
            callee: call.callee.clone(),
            args: Args::of_call_at(calls, call, depth),
            at: call.span,
            on: on.map(|on| {
                Box::new(match depth.checked_sub(NESTED) {
                    Some(depth) => Self::of_call_at(calls, on, depth),
                    None => Self::chain(calls, on),
                })
            }),
        }
    }

    /// The rest of a long chain of calls, without their arguments.
    fn chain(calls: &[CallFact], call: &CallFact) -> Self {
        let mut links = vec![call];
        while links.len() < CHAIN
            && let Some(on) = links.last().and_then(|last| receiver_of(calls, last))
        {
            links.push(on);
        }
        let mut value = None;
        for link in links.into_iter().rev() {
            value = Some(Box::new(Self::Call {
                callee: link.callee.clone(),
                args: Args::default(),
                at: link.span,
                on: value,
            }));
        }
        value.map_or(Self::Other, |value| *value)
    }

    /// The value with places counted from the beginning of the file, and functions told by their item.
    pub fn placed(self, at: ItemAt) -> Self {
        let all = |values: Vec<Self>| values.into_iter().map(|value| value.placed(at)).collect();
        match self {
            Self::Call {
                callee,
                args,
                at: own,
                on,
            } => Self::Call {
                callee,
                args: args.placed(at),
                at: own.shifted(at.start),
                on: on.map(|on| Box::new(on.placed(at))),
            },
            Self::Items(items) => Self::Items(all(items)),
            Self::Template(parts) => Self::Template(all(parts)),
            Self::Either(values) => Self::Either(all(values)),
            Self::Map(entries) => Self::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| (key, value.placed(at)))
                    .collect(),
            ),
            Self::Member(object, name) => Self::Member(Box::new(object.placed(at)), name),
            Self::Entry(object, key) => {
                Self::Entry(Box::new(object.placed(at)), Box::new(key.placed(at)))
            }
            Self::Function { function, .. } => Self::Function {
                item: at.item,
                function,
            },
            other => other,
        }
    }

    fn with(&self, bound: &[(&Name, &Value)], depth: u32) -> Self {
        let link = depth.saturating_sub(1);
        let Some(depth) = depth.checked_sub(NESTED) else {
            return self.clone();
        };
        let all = |values: &[Self]| {
            values
                .iter()
                .map(|value| value.with(bound, depth))
                .collect()
        };
        match self {
            Self::Path(path) => {
                let (first, rest) = path.split_once('.').unwrap_or((path, ""));
                if let Some((_, value)) = bound.iter().find(|(name, _)| *name == path) {
                    return Value::clone(value);
                }
                let value = bound.iter().find(|(name, _)| *name == first);
                match (value.map(|(_, value)| *value), rest) {
                    (None, _) => self.clone(),
                    (Some(value), "") => value.clone(),
                    (Some(Self::Path(path)), rest) => {
                        Self::Path(Name::from(format!("{path}.{rest}")))
                    }
                    (Some(Self::Elsewhere(site, path)), rest) => {
                        Self::Elsewhere(*site, Name::from(format!("{path}.{rest}")))
                    }
                    (Some(map @ Self::Map(_)), rest) => {
                        map.entry(rest).cloned().unwrap_or_default()
                    }
                    (
                        Some(
                            object @ (Self::Module(_)
                            | Self::Member(..)
                            | Self::There(..)
                            | Self::Call { .. }),
                        ),
                        rest,
                    ) => {
                        let members = rest.split('.');
                        members.fold(object.clone(), |object, name| {
                            Self::Member(Box::new(object), Name::new(name))
                        })
                    }
                    (Some(_), _) => Self::Other,
                }
            }
            Self::Template(parts) => Self::Template(all(parts)),
            Self::Items(items) => Self::Items(all(items)),
            Self::Either(values) => Self::Either(all(values)),
            Self::Call {
                callee,
                args,
                at,
                on,
            } => {
                let (first, rest) = callee.split_once('.').unwrap_or((callee, ""));
                let put = bound
                    .iter()
                    .find(|(name, _)| *name == first && on.is_none());
                let member = |path: &Name| match rest {
                    "" => path.clone(),
                    rest => Name::from(format!("{path}.{rest}")),
                };
                let call = |callee: Name, object: Option<Box<Self>>| Self::Call {
                    callee,
                    args: args.with(bound),
                    at: *at,
                    on: on
                        .as_ref()
                        .map(|on| Box::new(on.with(bound, link)))
                        .or(object),
                };
                match put.map(|(_, value)| *value) {
                    Some(Self::Path(path)) => call(member(path), None),
                    // Its arguments stay where they are: names among them mean nothing there.
                    Some(Self::Elsewhere(site, path)) => Self::There(
                        *site,
                        Box::new(Self::Call {
                            callee: member(path),
                            args: Args::default(),
                            at: *at,
                            on: None,
                        }),
                    ),
                    // What a bound name is asked for: `route.method.toLowerCase()`.
                    _ => {
                        let object = callee.rsplit_once('.').map(|(object, _)| object);
                        let object = object.filter(|_| on.is_none()).and_then(|object| {
                            let object = Self::Path(Name::new(object));
                            let put = object.with(bound, link);
                            (put != object).then(|| Box::new(put))
                        });
                        call(callee.clone(), object)
                    }
                }
            }
            Self::Member(object, name) => {
                Self::Member(Box::new(object.with(bound, link)), name.clone())
            }
            Self::Entry(object, key) => {
                let (object, key) = (object.with(bound, link), key.with(bound, link));
                let found = match &key {
                    Self::Text(text) => object.entry(text).cloned(),
                    _ => None,
                };
                found.unwrap_or_else(|| Self::Entry(Box::new(object), Box::new(key)))
            }
            Self::Map(entries) => Self::Map(
                entries
                    .iter()
                    .map(|(key, value)| (key.clone(), value.with(bound, depth)))
                    .collect(),
            ),
            other => other.clone(),
        }
    }

    /// The value at a key of a map that is written out; dots in the key lead into maps in it.
    pub fn entry(&self, key: &str) -> Option<&Self> {
        let mut at = self;
        for part in key.split('.') {
            let Self::Map(entries) = at else {
                return None;
            };
            let found = entries
                .iter()
                .find(|(own, _)| matches!(own, Self::Text(text) if text == part));
            at = &found?.1;
        }
        Some(at)
    }

    /// The items of a display, or the value alone.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::Items(items) => items,
            Self::Null => &[],
            other => std::slice::from_ref(other),
        }
    }
}

/// The calls of a function, which are in source order, that begin in a place.
fn beginning_in(calls: &[CallFact], place: Span) -> &[CallFact] {
    let from = calls.partition_point(|call| call.span.start < place.start);
    let calls = calls.get(from..).unwrap_or_default();
    let to = calls.partition_point(|call| call.span.start < place.end);
    calls.get(..to).unwrap_or_default()
}

/// The call whose result `call` is made on or calls, where it is one and stands in the same body.
pub(super) fn receiver_of<'c>(calls: &'c [CallFact], call: &CallFact) -> Option<&'c CallFact> {
    let called = match call.callee.strip_suffix("()") {
        Some(called) => called,
        None => call.callee.rsplit_once('.')?.0.strip_suffix("()")?,
    };
    // The beginning of a long chain is not in the path.
    let is_long = call.callee.starts_with(['.', '…']);
    let own = beginning_in(calls, Span::new(call.span.start, call.span.start + 1))
        .iter()
        .filter(|other| is_long || other.callee == called)
        .filter(|other| other.span.start == call.span.start && other.span.end < call.span.end)
        .max_by_key(|other| other.span.end);
    // Behind a parenthesis or a wait: `(await load(file)).default(app)`.
    let inside = || {
        beginning_in(calls, Span::new(call.span.start, call.named))
            .iter()
            .filter(|other| other.callee == called && other.span.end < call.named)
            .max_by_key(|other| other.span.end)
    };
    own.or_else(|| inside().filter(|_| !is_long))
}

/// The call whose result a callee is, or is a member of.
fn receiver_expr(exprs: &Exprs, callee: ExprId) -> Option<ExprId> {
    let object = match &exprs.get(callee).kind {
        ExprKind::Member { object, .. } => *object,
        ExprKind::Call { .. } => callee,
        _ => return None,
    };
    let object = exprs.unwrapped(object);
    matches!(exprs.get(object).kind, ExprKind::Call { .. }).then_some(object)
}

/// The class that a record says it is a value of.
fn class_of(ty: &TypeRef) -> Option<Name> {
    match &ty.kind {
        TypeKind::Named { path, .. } => Some(path.clone()),
        _ => None,
    }
}

/// A path that starts with a name; nothing where it starts with something else.
fn started(path: Name) -> Name {
    if path.starts_with(['.', '(', '[']) {
        Name::default()
    } else {
        path
    }
}

fn sum(left: Value, right: Value) -> Value {
    let mut parts = match left {
        Value::Template(parts) => parts,
        other => vec![other],
    };
    match right {
        Value::Template(more) => parts.extend(more),
        other => parts.push(other),
    }
    Value::Template(parts)
}
