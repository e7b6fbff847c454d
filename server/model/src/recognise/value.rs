//! Values as they are written at declarations and calls, reduced to what links routes; it never looks a name up.

use syntax::facts::{
    Arg, ArgValue, BinaryOp, CallFact, ExprId, ExprKind, Exprs, Literal, Name, TemplatePart,
};

use super::world::Site;
use crate::framework::Role;

/// Deeper values are [`Value::Other`].
const DEPTH: u32 = 8;

/// A value without the arena it was read from.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Value {
    Text(Name),
    Template(Vec<Value>),
    Path(Name),
    /// A path that is written somewhere else.
    Elsewhere(Site, Name),
    Call {
        /// The path of the callee; empty where it is none.
        callee: Name,
        args: Args,
        /// Where it begins; tells calls that are written alike from each other.
        at: u32,
    },
    /// A member of the result of a call: `get_settings().prefix`.
    Member(Box<Value>, Name),
    Number(Name),
    Bool(bool),
    Null,
    Items(Vec<Value>),
    Map(Vec<(Value, Value)>),
    #[default]
    Other,
}

/// The arguments of a call or decorator.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Args {
    list: Vec<(Option<Name>, Value)>,
    /// Arguments that are not written out: `*args`, `**kwargs`.
    pub spread: bool,
}

impl Args {
    pub fn read(exprs: &Exprs, args: &[Arg]) -> Self {
        Self::read_at(exprs, args, DEPTH)
    }

    fn read_at(exprs: &Exprs, args: &[Arg], depth: u32) -> Self {
        let written = args.iter().filter(|arg| arg.spread.is_none());
        Self {
            list: written
                .map(|arg| (arg.name.clone(), Value::read_at(exprs, arg.value, depth)))
                .collect(),
            spread: args.iter().any(|arg| arg.spread.is_some()),
        }
    }

    /// The arguments of a call in a body, with the calls among them.
    pub fn of_call(calls: &[CallFact], call: &CallFact) -> Self {
        Self::of_call_at(calls, call, DEPTH)
    }

    fn of_call_at(calls: &[CallFact], call: &CallFact, depth: u32) -> Self {
        let mut inner: Vec<&CallFact> = calls
            .iter()
            .filter(|other| call.span.contains(other.span) && other.span != call.span)
            .collect();
        inner.sort_by_key(|other| (other.span.start, std::cmp::Reverse(other.span.end)));
        let list = call
            .args
            .iter()
            .map(|arg| {
                let value = Value::of_fact(&arg.value, calls, &mut inner, depth);
                (arg.name.clone(), value)
            })
            .collect();
        Self {
            list,
            spread: false,
        }
    }

    /// The argument with this role.
    pub fn get(&self, role: &Role) -> Option<&Value> {
        let mut position = 0;
        for (name, value) in &self.list {
            if role.takes(position, name.as_deref()) {
                return Some(value);
            }
            if name.is_none() {
                position += 1;
            }
        }
        None
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
    pub fn placed(self, start: u32) -> Self {
        Self {
            list: self
                .list
                .into_iter()
                .map(|(name, value)| (name, value.placed(start)))
                .collect(),
            spread: self.spread,
        }
    }

    pub fn single(value: Value) -> Self {
        Self {
            list: vec![(None, value)],
            spread: false,
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
        }
    }

    /// The arguments with names put in for what they are bound to.
    pub fn with(&self, bound: &[(&Name, &Value)]) -> Self {
        let put = |value: &Value| value.with(bound, DEPTH);
        Self {
            list: self
                .list
                .iter()
                .map(|(name, value)| (name.clone(), put(value)))
                .collect(),
            spread: self.spread,
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (Option<&Name>, &Value)> {
        self.list.iter().map(|(name, value)| (name.as_ref(), value))
    }
}

impl Value {
    pub fn read(exprs: &Exprs, id: ExprId) -> Self {
        Self::read_at(exprs, id, DEPTH)
    }

    fn read_at(exprs: &Exprs, id: ExprId, depth: u32) -> Self {
        let id = exprs.unwrapped(id);
        let Some(depth) = depth.checked_sub(1) else {
            return Self::Other;
        };
        let inner = |id: ExprId| Self::read_at(exprs, id, depth);
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
            ExprKind::Template { tag: None, parts } => Self::Template(
                parts
                    .iter()
                    .map(|part| match part {
                        TemplatePart::Text(text) => Self::Text(text.clone()),
                        TemplatePart::Value { value, .. } => inner(*value),
                    })
                    .collect(),
            ),
            ExprKind::Binary {
                op: BinaryOp::Add,
                left,
                right,
            } => sum(inner(*left), inner(*right)),
            // A fallback stands where the value from outside is missing.
            ExprKind::Binary {
                op: BinaryOp::Or | BinaryOp::Coalesce,
                right,
                ..
            } => inner(*right),
            ExprKind::Call { callee, args, .. } => {
                let callee_path = exprs.path(*callee).unwrap_or_default();
                let args = Args::read_at(exprs, args, depth);
                if !callee_path.is_empty() {
                    return Self::Call {
                        callee: callee_path,
                        args,
                        at: exprs.get(id).span.start,
                    };
                }
                match &exprs.get(*callee).kind {
                    // A method of a call's result: `Builder().router()`.
                    ExprKind::Member { object, name, .. } => match inner(*object) {
                        Self::Call { callee, .. } if !callee.is_empty() => Self::Call {
                            callee: Name::from(format!("{callee}().{name}")),
                            args,
                            at: exprs.get(id).span.start,
                        },
                        _ => Self::Other,
                    },
                    _ => Self::Other,
                }
            }
            ExprKind::Sequence { items, .. } => {
                Self::Items(items.iter().map(|item| inner(*item)).collect())
            }
            ExprKind::Map { entries } => Self::Map(
                entries
                    .iter()
                    .filter_map(|entry| Some((inner(entry.key?), inner(entry.value))))
                    .collect(),
            ),
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
        let Some(depth) = depth.checked_sub(1) else {
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
                "True" => Self::Bool(true),
                "False" => Self::Bool(false),
                _ => Self::Path(path.clone()),
            },
            ArgValue::Call(callee) => {
                let at = inner.iter().position(|call| call.callee == *callee);
                let call = at.map(|at| inner.remove(at));
                Self::Call {
                    callee: callee.clone(),
                    args: call
                        .map(|call| Args::of_call_at(calls, call, depth))
                        .unwrap_or_default(),
                    at: call.map_or(0, |call| call.span.start),
                }
            }
            ArgValue::Number(number) => Self::Number(number.clone()),
            ArgValue::Items(items) => Self::Items(
                items
                    .iter()
                    .map(|item| Self::of_fact(item, calls, inner, depth))
                    .collect(),
            ),
            ArgValue::Map(_) | ArgValue::Function(_) | ArgValue::Other => Self::Other,
        }
    }

    /// The value with the places of its calls counted from the beginning of the file.
    pub fn placed(self, start: u32) -> Self {
        match self {
            Self::Call { callee, args, at } => Self::Call {
                callee,
                args: args.placed(start),
                at: at.saturating_add(start),
            },
            Self::Items(items) => {
                Self::Items(items.into_iter().map(|item| item.placed(start)).collect())
            }
            Self::Member(object, name) => Self::Member(Box::new(object.placed(start)), name),
            other => other,
        }
    }

    fn with(&self, bound: &[(&Name, &Value)], depth: u32) -> Self {
        let Some(depth) = depth.checked_sub(1) else {
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
                    (Some(_), _) => Self::Other,
                }
            }
            Self::Template(parts) => Self::Template(all(parts)),
            Self::Items(items) => Self::Items(all(items)),
            Self::Call { callee, args, at } => Self::Call {
                callee: callee.clone(),
                args: args.with(bound),
                at: *at,
            },
            other => other.clone(),
        }
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
