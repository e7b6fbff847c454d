//! Values by type and name: what a test gives where nothing else decides. It respects declared limits.

use std::cell::RefCell;
use std::rc::Rc;

use syntax::facts::{Constraint, FunctionKind, Literal, Name, Param, ParamKind, TypeKind, TypeRef};

use super::calendar::{DAY, Instant, SECOND, Zone};
use super::class::{Base, Class, ClassKind, Classes, init, last};
use super::decimal::Decimal;
use super::regex;
use super::value::{Datum, DoubleKind, Value};
use super::world::{Answer, Spec};
use crate::sources::{Definition, Resolved};

/// Nesting of values built by default.
const DEPTH: usize = 8;

/// 2024-01-15 12:00, a Monday.
pub const TODAY: i64 = 19_737;

/// Chooses values; the same name gets the same value, other names get other ones.
pub struct Defaults {
    numbers: RefCell<Vec<Name>>,
    /// Whether times have a zone.
    pub aware: bool,
}

impl Defaults {
    pub fn new(aware: bool) -> Self {
        Self {
            numbers: RefCell::default(),
            aware,
        }
    }

    pub(super) fn number(&self, name: &str, owner: &str) -> i128 {
        let name = if name == "id" && !owner.is_empty() {
            format!("{}_id", snake(owner))
        } else {
            name.to_owned()
        };
        let mut numbers = self.numbers.borrow_mut();
        let at = match numbers.iter().position(|known| *known == name) {
            Some(at) => at,
            None => {
                numbers.push(Name::from(name));
                numbers.len() - 1
            }
        };
        i128::try_from(at).unwrap_or_default() + 1
    }

    pub fn now(&self) -> Instant {
        Instant {
            micros: TODAY * DAY + 12 * 3600 * SECOND,
            zone: if self.aware { Zone::Utc } else { Zone::Naive },
        }
    }

    /// A value of a type for something of that name; `owner` is the class it belongs to.
    pub fn spec<'a>(
        &self,
        classes: &Classes<'a>,
        file: usize,
        ty: &TypeRef,
        name: &str,
        owner: &str,
    ) -> Option<Spec<'a>> {
        self.within(classes, file, ty, name, owner, DEPTH)
    }

    pub(super) fn within<'a>(
        &self,
        classes: &Classes<'a>,
        file: usize,
        ty: &TypeRef,
        name: &str,
        owner: &str,
        depth: usize,
    ) -> Option<Spec<'a>> {
        if classes.is_rust {
            let typed = super::rust::types::Typed::new(file, ty.clone());
            return self.owned(classes, &typed, (name, owner), false);
        }
        let depth = depth.checked_sub(1)?;
        if self.double(classes, file, ty).is_some() {
            return Some(Spec::Double);
        }
        let (file, ty) = classes.expanded(file, ty);
        match &ty.kind {
            TypeKind::Optional(_) | TypeKind::Unit => Some(self.nothing(classes, file, &ty)),
            TypeKind::Object(_) => {
                let class = classes.inline(file, &ty)?;
                self.object(classes, &class, depth)
            }
            TypeKind::Tuple(parts) if classes.is_script => parts
                .iter()
                .map(|part| self.within(classes, file, part, name, owner, depth))
                .collect::<Option<Vec<_>>>()
                .map(Spec::List),
            TypeKind::Map(key, value) if classes.is_script => {
                self.keyed(classes, file, (key, value), name, depth)
            }
            TypeKind::Union(parts) => parts
                .iter()
                .find_map(|part| self.within(classes, file, part, name, owner, depth)),
            TypeKind::Literal(literal) => literal_spec(literal),
            TypeKind::Tuple(parts) => parts
                .iter()
                .map(|part| self.within(classes, file, part, name, owner, depth))
                .collect::<Option<Vec<_>>>()
                .map(Spec::Tuple),
            TypeKind::List(inner) => Some(Spec::List(vec![self.within(
                classes,
                file,
                inner,
                singular(name),
                owner,
                depth,
            )?])),
            TypeKind::Map(key, value) => Some(Spec::Map(vec![(
                self.within(classes, file, key, "key", owner, depth)?,
                self.within(classes, file, value, singular(name), owner, depth)?,
            )])),
            TypeKind::Named { path, args } => {
                self.named(classes, (file, path, args), name, owner, depth)
            }
            _ => None,
        }
    }

    fn named<'a>(
        &self,
        classes: &Classes<'a>,
        (file, path, args): (usize, &str, &[TypeRef]),
        name: &str,
        owner: &str,
        depth: usize,
    ) -> Option<Spec<'a>> {
        let element = |at: usize| {
            args.get(at)
                .and_then(|arg| self.within(classes, file, arg, singular(name), owner, depth))
        };
        if classes.is_script
            && let Some(spec) = self.script_named(classes, (file, path, args), name, owner, depth)
        {
            return Some(spec);
        }
        Some(match last(path) {
            "str" | "string" | "String" => Spec::Text(text(name, owner).into()),
            "int" | "number" => Spec::Int(self.number(name, owner)),
            "float" => Spec::Float(f64::from(u16::try_from(self.number(name, owner)).ok()?) + 0.5),
            "bool" | "boolean" => Spec::Bool(false),
            "bytes" => Spec::Bytes(text(name, owner).into()),
            "Decimal" => Spec::Decimal(Decimal {
                coefficient: (self.number(name, owner) + 9) * 100,
                exponent: -2,
            }),
            "datetime" => Spec::Instant(self.now()),
            "date" => Spec::Date(TODAY),
            "timedelta" => Spec::Span(DAY),
            "UUID" => Spec::Uuid(u128::try_from(self.number(name, owner)).ok()?),
            "None" => Spec::Null,
            "list" | "List" | "Sequence" | "Iterable" | "Collection" | "MutableSequence"
            | "Iterator" => Spec::List(vec![element(0)?]),
            "set" | "Set" | "AbstractSet" | "MutableSet" => Spec::Set(vec![element(0)?], false),
            "frozenset" | "FrozenSet" => Spec::Set(vec![element(0)?], true),
            "tuple" | "Tuple" => {
                let many = matches!(args.get(1).map(|arg| &arg.kind), Some(TypeKind::Named { path, .. }) if path == "...")
                    || matches!(
                        args.get(1).map(|arg| &arg.kind),
                        Some(TypeKind::Literal(Literal::Ellipsis) | TypeKind::Unknown(_))
                    );
                if many {
                    Spec::Tuple(vec![element(0)?])
                } else {
                    Spec::Tuple((0..args.len()).map(element).collect::<Option<Vec<_>>>()?)
                }
            }
            "dict" | "Dict" | "Mapping" | "MutableMapping" => {
                let key = self.within(classes, file, args.first()?, "key", owner, depth)?;
                let value =
                    self.within(classes, file, args.get(1)?, singular(name), owner, depth)?;
                Spec::Map(vec![(key, value)])
            }
            "Awaitable" | "Coroutine" | "Annotated" | "Promise" => {
                let inner = if last(path) == "Coroutine" {
                    args.last()?
                } else {
                    args.first()?
                };
                return self.within(classes, file, inner, name, owner, depth);
            }
            _ => match classes.sources.resolve_path(file, path) {
                Resolved::Here(Definition::Class { file, item, .. }) => {
                    let class = classes.at(file, item)?;
                    return self.object(classes, &class, depth);
                }
                Resolved::Here(Definition::Value {
                    code,
                    value: Some(value),
                    ..
                }) => {
                    // NewType("UserId", int) and its like.
                    let (path, args) = code.exprs.call(value)?;
                    let base = args.get(1).filter(|_| last(&path) == "NewType")?;
                    let ty = crate::sources::type_of_expr(code.exprs, base.value)?;
                    return self.within(classes, code.file, &ty, name, owner, depth);
                }
                _ => return None,
            },
        })
    }

    /// A value of a class: what its construction needs and no more.
    pub fn object<'a>(
        &self,
        classes: &Classes<'a>,
        class: &Rc<Class<'a>>,
        depth: usize,
    ) -> Option<Spec<'a>> {
        match class.kind {
            ClassKind::Enum => {
                return (!class.variants.is_empty()).then(|| Spec::Variant(Rc::clone(class), 0));
            }
            ClassKind::Port | ClassKind::Error => return None,
            // What a base from elsewhere asks for is not known.
            ClassKind::Record if has_outside_base(class) => return None,
            _ => {}
        }
        let mut fields = Vec::new();
        if let Some(init) = init(class) {
            for param in &init.at.signature.params {
                if matches!(
                    param.kind,
                    ParamKind::Receiver | ParamKind::Rest | ParamKind::KeywordRest
                ) || param.default.is_some()
                    || (class.is_script && param.optional)
                {
                    continue;
                }
                let value = self.within(
                    classes,
                    classes.sources.scope(init.at.code.file, init.at.code.item),
                    param.ty.as_ref()?,
                    &param.name,
                    &class.name,
                    depth,
                )?;
                fields.push((param.name.clone(), value));
            }
            return Some(Spec::Object(Rc::clone(class), fields));
        }
        if class.kind == ClassKind::Plain {
            let is_empty =
                class.is_script && class.fields.iter().all(|field| field.default.is_some());
            return is_empty.then(|| Spec::Object(Rc::clone(class), fields));
        }
        for field in &class.fields {
            if !field.taken || field.default.is_some() {
                continue;
            }
            let mut value = self.within(
                classes,
                classes.sources.scope(field.code.file, field.code.item),
                field.ty.as_deref()?,
                &field.name,
                &class.name,
                depth,
            )?;
            if !field.constraints.is_empty() {
                value = fitted(value, field.constraints)?;
            }
            fields.push((field.name.clone(), value));
        }
        if class.kind == ClassKind::Keys {
            let entries = fields
                .into_iter()
                .map(|(name, value)| (Spec::Text(name.as_str().into()), value))
                .collect();
            return Some(Spec::Map(entries));
        }
        Some(Spec::Object(Rc::clone(class), fields))
    }

    /// The stand-in for a type, if it is one to be doubled.
    pub fn double<'a>(
        &self,
        classes: &Classes<'a>,
        file: usize,
        ty: &TypeRef,
    ) -> Option<DoubleKind<'a>> {
        if classes.is_rust {
            let typed = super::rust::types::Typed::new(file, ty.clone());
            return super::rust::set_up::double(classes, &typed);
        }
        let (file, ty) = classes.expanded(file, ty);
        match &ty.kind {
            TypeKind::Function {
                params,
                returns,
                is_async,
            } => {
                let awaited = returns.as_deref().is_some_and(|returns| matches!(&returns.kind, TypeKind::Named { path, .. } if matches!(last(path), "Awaitable" | "Coroutine")))
                    || (classes.is_script && returns.as_deref().is_some_and(|returns| super::script::types::is_promise(classes, file, returns)));
                Some(DoubleKind::Callable {
                    file,
                    params: params.as_ref().map(Vec::len),
                    names: params
                        .iter()
                        .flatten()
                        .map(|param| param.name.clone())
                        .collect(),
                    returns: returns.as_deref().cloned().map(Rc::new),
                    is_async: *is_async || awaited,
                })
            }
            TypeKind::Object(_) => {
                let class = classes.inline(file, &ty)?;
                (class.kind == ClassKind::Port).then_some(DoubleKind::Port(class))
            }
            TypeKind::Named { path, .. } => {
                let class = classes.named(file, path)?;
                if class.kind == ClassKind::Port {
                    return Some(DoubleKind::Port(class));
                }
                is_service(classes, self, &class).then_some(DoubleKind::Port(class))
            }
            _ => None,
        }
    }

    /// What a double answers by default.
    pub fn answer<'a>(
        &self,
        classes: &Classes<'a>,
        file: usize,
        method: &str,
        returns: Option<&TypeRef>,
        params: &[Param],
        nth: usize,
    ) -> Option<Answer<'a>> {
        let returns = returns?;
        let (file, ty) = classes.answered_type(file, returns);
        if let TypeKind::Named { path, args } = &ty.kind
            && args.is_empty()
            && let Some(class) = classes.named(file, path)
            && !matches!(class.kind, ClassKind::Enum)
        {
            let given = params.iter().filter(|param| param.kind != ParamKind::Receiver).position(|param| {
                matches!(param.ty.as_ref().map(|ty| &ty.kind), Some(TypeKind::Named { path, .. })
                    if classes.named(file, path).is_some_and(|given| Rc::ptr_eq(&given, &class)))
            });
            if let Some(index) = given {
                return Some(Answer::Echo(index));
            }
        }
        let name = match classes.is_script {
            true => answer_name(&snake(method)),
            false => answer_name(method),
        };
        let inner = match &ty.kind {
            TypeKind::Optional(inner) => self.spec(classes, file, inner, &name, "")?,
            _ => self.spec(classes, file, &ty, &name, "")?,
        };
        let spec = if nth > 0 {
            self.varied(inner, nth)
        } else {
            inner
        };
        Some(Answer::Returns(spec))
    }

    /// A second answer of the same method is another value.
    fn varied<'a>(&self, spec: Spec<'a>, nth: usize) -> Spec<'a> {
        match spec {
            Spec::Object(class, mut fields) => {
                if let Some((_, value)) = fields.first_mut() {
                    *value = match value.clone() {
                        Spec::Int(value) => {
                            Spec::Int(value + i128::try_from(nth).unwrap_or_default())
                        }
                        Spec::Text(text) => Spec::Text(format!("{text}-{}", nth + 1).into()),
                        Spec::Uuid(value) => {
                            Spec::Uuid(value + u128::try_from(nth).unwrap_or_default())
                        }
                        other => other,
                    };
                }
                Spec::Object(class, fields)
            }
            Spec::Int(value) => Spec::Int(value + i128::try_from(nth).unwrap_or_default()),
            other => other,
        }
    }

    /// Whether a value keeps the limits its field declares.
    pub fn allowed(&self, constraints: &[Constraint], value: &Value<'_>) -> bool {
        let order = |limit: &str| -> Option<std::cmp::Ordering> {
            let limit = Decimal::parse(limit)?;
            match &value.datum {
                Datum::Int(value) => Decimal::integer(*value).compare(limit),
                Datum::Decimal(value) => value.compare(limit),
                Datum::Float(value) => value.partial_cmp(&limit.to_string().parse::<f64>().ok()?),
                _ => None,
            }
        };
        let length = match &value.datum {
            Datum::Text(text) => Some(text.chars().count() as u64),
            _ => None,
        };
        constraints.iter().all(|constraint| match constraint {
            Constraint::Min { value, exclusive } => {
                order(value).is_none_or(|order| order.is_gt() || (!exclusive && order.is_eq()))
            }
            Constraint::Max { value, exclusive } => {
                order(value).is_none_or(|order| order.is_lt() || (!exclusive && order.is_eq()))
            }
            Constraint::MinLength(least) => length.is_none_or(|length| length >= *least),
            Constraint::MaxLength(most) => length.is_none_or(|length| length <= *most),
            Constraint::Pattern(pattern) => value.as_text().is_none_or(|text| {
                regex::matches(pattern, text, regex::Anchor::Anywhere) == Some(true)
            }),
            Constraint::MultipleOf(_) | Constraint::Checked(_) => true,
        })
    }
}

fn has_outside_base(class: &Class<'_>) -> bool {
    class.bases.iter().any(|base| match base {
        Base::Project(base) => has_outside_base(base),
        Base::External(_) => true,
    })
}

/// A class that is no data but does something with collaborators of its own: it is doubled, too.
fn is_service<'a>(classes: &Classes<'a>, defaults: &Defaults, class: &Rc<Class<'a>>) -> bool {
    if class.kind != ClassKind::Plain {
        return false;
    }
    let acts = class.methods.iter().any(|method| {
        let signature = method.at.signature;
        let is_hidden = signature.name.starts_with('_') || method.is_property;
        let makes = signature.kind == FunctionKind::Constructor
            || (class.is_script && signature.kind == FunctionKind::StaticMethod);
        !is_hidden && !makes
    });
    if !acts {
        return false;
    }
    let named = [
        "Repository",
        "Repo",
        "Gateway",
        "Client",
        "Service",
        "Sender",
        "Mailer",
        "Bus",
        "Publisher",
        "Store",
        "Clock",
    ];
    let is_named = named.iter().any(|suffix| class.name.ends_with(suffix));
    match init(class) {
        // What keeps something of its own is made for real, unless its name says what it is for.
        None => class.fields.is_empty() || (class.is_script && is_named),
        Some(init) => {
            is_named
                || init.at.signature.params.iter().any(|param| {
                    param.ty.as_ref().is_some_and(|ty| match &ty.kind {
                        TypeKind::Named { path, .. } => {
                            match classes.named(init.at.code.file, path) {
                                Some(inner) => {
                                    let code = init.at.code;
                                    let scope = classes.sources.scope(code.file, code.item);
                                    !Rc::ptr_eq(&inner, class)
                                        && defaults.double(classes, scope, ty).is_some()
                                }
                                None => false,
                            }
                        }
                        _ => false,
                    })
                })
        }
    }
}

fn fitted<'a>(spec: Spec<'a>, constraints: &[Constraint]) -> Option<Spec<'a>> {
    let mut spec = spec;
    for constraint in constraints {
        spec = match (constraint, spec) {
            (Constraint::Pattern(pattern), Spec::Text(text)) => {
                if regex::matches(pattern, &text, regex::Anchor::Anywhere)? {
                    Spec::Text(text)
                } else {
                    Spec::Text(regex::example(pattern)?.into())
                }
            }
            (Constraint::MinLength(least), Spec::Text(text)) => {
                let missing = usize::try_from(*least)
                    .ok()?
                    .saturating_sub(text.chars().count());
                Spec::Text(
                    format!(
                        "{text}{}",
                        "-12345678901234567890"
                            .chars()
                            .cycle()
                            .take(missing)
                            .collect::<String>()
                    )
                    .into(),
                )
            }
            (Constraint::MaxLength(most), Spec::Text(text)) => Spec::Text(
                text.chars()
                    .take(usize::try_from(*most).ok()?)
                    .collect::<String>()
                    .into(),
            ),
            (Constraint::Min { value, exclusive }, Spec::Int(held)) => {
                let limit: i128 = value.parse().ok()?;
                Spec::Int(held.max(limit + i128::from(*exclusive)))
            }
            (Constraint::Max { value, exclusive }, Spec::Int(held)) => {
                let limit: i128 = value.parse().ok()?;
                Spec::Int(held.min(limit - i128::from(*exclusive)))
            }
            (_, other) => other,
        };
    }
    Some(spec)
}

pub(super) fn literal_spec<'a>(literal: &Literal) -> Option<Spec<'a>> {
    Some(match literal {
        Literal::Null => Spec::Null,
        Literal::Bool(value) => Spec::Bool(*value),
        Literal::Int(text) => Spec::Int(text.parse().ok()?),
        Literal::Str(text) => Spec::Text(text.as_str().into()),
        _ => return None,
    })
}

/// A text for something of that name.
pub(super) fn text(name: &str, owner: &str) -> String {
    let words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    let has = |word: &str| words.contains(&word);
    if has("email") || has("mail") {
        return "ada@example.com".to_owned();
    }
    if has("password") || has("passwd") {
        return "password-1".to_owned();
    }
    if has("url") || has("uri") || has("link") {
        return "https://example.com".to_owned();
    }
    if has("phone") {
        return "+43 1 234567".to_owned();
    }
    match words.as_slice() {
        ["id"] if !owner.is_empty() => format!("{}-1", snake(owner).replace('_', "-")),
        [.., "id"] => format!(
            "{}-1",
            words.get(..words.len() - 1).unwrap_or_default().join("-")
        ),
        [] => "text".to_owned(),
        words => words.join(" "),
    }
}

/// What an answer is called: `find_by_email` answers something found, `next_number` a number.
pub fn answer_name(method: &str) -> String {
    let words: Vec<&str> = method.trim_start_matches('_').split('_').collect();
    let end = words
        .iter()
        .position(|word| matches!(*word, "by" | "for" | "of" | "in" | "with"))
        .unwrap_or(words.len());
    let kept = words.get(..end).unwrap_or_default();
    match kept {
        [] => method.to_owned(),
        [
            "get" | "find" | "load" | "fetch" | "next" | "read" | "lookup",
            rest @ ..,
        ] if !rest.is_empty() => rest.join("_"),
        kept => kept.join("_"),
    }
}

pub(super) fn singular(name: &str) -> &str {
    match name.strip_suffix("ies") {
        Some(_) => name,
        None => name
            .strip_suffix('s')
            .filter(|stem| stem.len() > 1 && !stem.ends_with('s'))
            .unwrap_or(name),
    }
}

/// `UserAccount` as `user_account`.
pub fn snake(name: &str) -> String {
    let mut out = String::new();
    let mut previous_lower = false;
    let characters: Vec<char> = name.chars().collect();
    for (at, character) in characters.iter().enumerate() {
        let next_lower = characters
            .get(at + 1)
            .is_some_and(|next| next.is_lowercase());
        if character.is_uppercase()
            && !out.is_empty()
            && !out.ends_with('_')
            && (previous_lower || next_lower)
        {
            out.push('_');
        }
        out.extend(character.to_lowercase());
        previous_lower = character.is_lowercase() || character.is_ascii_digit();
    }
    out
}
