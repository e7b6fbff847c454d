//! Changes of a set-up that may turn a decision; whether they do is for the next run to tell.

use std::rc::Rc;

use syntax::facts::{BinaryOp, Literal, TypeKind, TypeRef};

use super::calendar::{DAY, Instant, SECOND, Zone};
use super::class::{Class, init, last};
use super::decimal::Decimal;
use super::regex;
use super::run::{Branch, Event, Run};
use super::shape::spec_of;
use super::value::{Cell, Datum, Origin, Place, Root, Step, Value};
use super::world::{Change, Spec};

/// How far an expression is taken apart.
const DEPTH: usize = 12;

type Ways<'a> = Vec<Vec<Change<'a>>>;

/// The ways to make `event` fall the other way, the smallest change first.
pub fn turn<'a>(run: &Run<'a, '_>, event: &Event<'a>) -> Ways<'a> {
    match &event.branch {
        Branch::Truth(value) => decide(run, value, !event.taken, DEPTH),
        Branch::Loop(value, passes) => match passes {
            0 => resize(run, value, 1, DEPTH),
            _ => resize(run, value, 0, DEPTH),
        },
        Branch::Call {
            double,
            method,
            nth,
            errors,
        } if !event.taken => errors
            .iter()
            .map(|error| {
                vec![Change::Raise(
                    double.clone(),
                    method.clone(),
                    *nth,
                    error.clone(),
                )]
            })
            .collect(),
        Branch::Call { .. } => Vec::new(),
    }
}

/// More passes through a loop: two, then three.
pub fn lengthen<'a>(run: &Run<'a, '_>, event: &Event<'a>) -> Ways<'a> {
    match &event.branch {
        Branch::Loop(value, passes) if (1..4).contains(passes) => {
            resize(run, value, passes + 1, DEPTH)
        }
        _ => Vec::new(),
    }
}

/// Ways to bring the two sides of an ordering to the very limit, without turning it.
pub fn tighten<'a>(run: &Run<'a, '_>, event: &Event<'a>) -> Ways<'a> {
    let Branch::Truth(value) = &event.branch else {
        return Vec::new();
    };
    let Some(Origin::Binary(op, left, right)) = value.origin.as_deref() else {
        return Vec::new();
    };
    if !is_order(*op) || run.compare(left, right) == Some(std::cmp::Ordering::Equal) {
        return Vec::new();
    }
    order(run, *op, left, right, event.taken, DEPTH)
}

/// Whether an ordering is decided at its very limit.
pub fn at_limit<'a>(run: &Run<'a, '_>, event: &Event<'a>) -> Option<bool> {
    let Branch::Truth(value) = &event.branch else {
        return None;
    };
    let Some(Origin::Binary(op, left, right)) = value.origin.as_deref() else {
        return None;
    };
    if !is_order(*op) {
        return None;
    }
    let equal_holds = matches!(op, BinaryOp::LessEqual | BinaryOp::GreaterEqual);
    let equal = run.compare(left, right) == Some(std::cmp::Ordering::Equal);
    // On the side that equality belongs to, the limit is equality; on the other it is one step away.
    Some(if event.taken == equal_holds {
        equal
    } else {
        near(left, right)
    })
}

/// Whether an ordering holds, or not, for equal sides as well: its limit is on this side.
pub fn owns_limit(event: &Event<'_>) -> bool {
    let Branch::Truth(value) = &event.branch else {
        return false;
    };
    match value.origin.as_deref() {
        Some(Origin::Binary(op, ..)) => {
            event.taken == matches!(op, BinaryOp::LessEqual | BinaryOp::GreaterEqual)
        }
        _ => false,
    }
}

fn is_order(op: BinaryOp) -> bool {
    matches!(
        op,
        BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual
    )
}

fn near(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (&left.datum, &right.datum) {
        (Datum::Int(left), Datum::Int(right)) => (left - right).abs() <= 1,
        (Datum::Date(left), Datum::Date(right)) => (left - right).abs() <= 1,
        (Datum::Instant(left), Datum::Instant(right)) => {
            (left.micros - right.micros).abs() <= SECOND
        }
        (Datum::Span(left), Datum::Span(right)) => {
            (left - right).abs() <= SECOND || (left - right).abs() == DAY
        }
        (Datum::Decimal(left), right) | (right, Datum::Decimal(left)) => {
            let right = match right {
                Datum::Decimal(right) => *right,
                Datum::Int(right) => Decimal::integer(*right),
                _ => return true,
            };
            left.minus(right).is_some_and(|difference| {
                Decimal {
                    coefficient: difference.coefficient.abs(),
                    ..difference
                }
                .compare(Decimal {
                    coefficient: 1,
                    exponent: -2,
                })
                .is_some_and(std::cmp::Ordering::is_le)
            })
        }
        (Datum::Float(left), Datum::Float(right)) => (left - right).abs() <= 0.5,
        _ => true,
    }
}

fn decide<'a>(run: &Run<'a, '_>, value: &Value<'a>, want: bool, depth: usize) -> Ways<'a> {
    let Some(depth) = depth.checked_sub(1) else {
        return Vec::new();
    };
    let Some(origin) = value.origin.as_deref() else {
        return Vec::new();
    };
    match origin {
        Origin::Place(place) => truth_of_place(run, place, value, want),
        Origin::Not(operand) => decide(run, operand, !want, depth),
        Origin::Truth(operand) => decide(run, operand, want, depth),
        Origin::Binary(op, left, right) => compare(run, *op, left, right, want, depth),
        Origin::Shape(subject, at) => super::rust::set_up::reshaped(run, subject, *at, want),
        Origin::Length(inner) => resize(run, inner, usize::from(want), depth),
        Origin::Method(receiver, name, args) => {
            predicate(run, receiver, name, args, want, depth, value)
        }
        Origin::Call(name, args) if name == "re" => {
            let (Some(pattern), Some(text)) = (args.first().and_then(Value::as_text), args.get(1))
            else {
                return Vec::new();
            };
            if want {
                match regex::example(pattern) {
                    Some(example) => assign(run, text, &Spec::Text(example.into()), depth),
                    None => Vec::new(),
                }
            } else {
                let current = text.as_text().unwrap_or_default();
                [format!("{current}!"), "!".to_owned(), String::new()]
                    .into_iter()
                    .filter(|candidate| {
                        regex::matches(pattern, candidate, regex::Anchor::Anywhere) == Some(false)
                            || candidate.ends_with('!')
                    })
                    .flat_map(|candidate| assign(run, text, &Spec::Text(candidate.into()), depth))
                    .collect()
            }
        }
        Origin::Call(..) | Origin::Negate(_) => match &value.datum {
            Datum::Int(_) => assign(run, value, &Spec::Int(i128::from(want)), depth),
            _ => Vec::new(),
        },
    }
}

fn truth_of_place<'a>(run: &Run<'a, '_>, place: &Place, value: &Value<'a>, want: bool) -> Ways<'a> {
    let set = |spec: Spec<'a>| vec![Change::Set(place.clone(), spec)];
    if want {
        let mut ways = Vec::new();
        if matches!(value.datum, Datum::Bool(false)) {
            ways.push(set(Spec::Bool(true)));
        }
        if let Some(spec) = filled(run, place) {
            ways.push(set(spec));
        }
        return ways;
    }
    let mut ways = Vec::new();
    ways.extend(absence(run, place).map(set));
    match &value.datum {
        Datum::Bool(_) => ways.push(set(Spec::Bool(false))),
        Datum::Int(_) => ways.push(set(Spec::Int(0))),
        Datum::Float(_) => ways.push(set(Spec::Float(0.0))),
        Datum::Decimal(_) => ways.push(set(Spec::Decimal(Decimal {
            coefficient: 0,
            exponent: -2,
        }))),
        Datum::Text(_) => ways.push(set(Spec::Text("".into()))),
        Datum::Tuple(_) => ways.push(set(Spec::Tuple(Vec::new()))),
        // Objects are true whatever they hold.
        Datum::Cell(_) if run.classes.is_script => {}
        Datum::Cell(id) => match run.cell(*id) {
            Some(Cell::List(_)) => ways.push(set(Spec::List(Vec::new()))),
            Some(Cell::Set { frozen, .. }) => ways.push(set(Spec::Set(Vec::new(), *frozen))),
            Some(Cell::Map(_)) => ways.push(set(Spec::Map(Vec::new()))),
            _ => {}
        },
        _ => {}
    }
    ways
}

fn compare<'a>(
    run: &Run<'a, '_>,
    op: BinaryOp,
    left: &Value<'a>,
    right: &Value<'a>,
    want: bool,
    depth: usize,
) -> Ways<'a> {
    match op {
        BinaryOp::Is | BinaryOp::Equal => equality(run, left, right, want, depth),
        BinaryOp::IsNot | BinaryOp::NotEqual => equality(run, left, right, !want, depth),
        BinaryOp::In => membership(run, left, right, want, depth),
        BinaryOp::NotIn => membership(run, left, right, !want, depth),
        BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
            order(run, op, left, right, want, depth)
        }
        _ => Vec::new(),
    }
}

fn equality<'a>(
    run: &Run<'a, '_>,
    left: &Value<'a>,
    right: &Value<'a>,
    want: bool,
    depth: usize,
) -> Ways<'a> {
    let mut ways = Vec::new();
    if want {
        for (target, source) in [(right, left), (left, right)] {
            if let Some(spec) = spec_of(run, source) {
                ways.extend(assign(run, target, &spec, depth));
            }
        }
        // Tuples are equal where all their parts are.
        if let (Datum::Tuple(lefts), Datum::Tuple(rights)) = (&left.datum, &right.datum)
            && lefts.len() == rights.len()
        {
            let mut joined: Vec<Change<'a>> = Vec::new();
            for (left, right) in lefts.iter().zip(rights.iter()) {
                if run.equal(left, right) == Some(true) {
                    continue;
                }
                match equality(run, left, right, true, depth.saturating_sub(1))
                    .into_iter()
                    .next()
                {
                    Some(way) => joined.extend(way),
                    None => return ways,
                }
            }
            ways.push(joined);
        }
        return ways;
    }
    let is_nothing = |value: &Value<'a>| matches!(value.datum, Datum::Null | Datum::Absent);
    if is_nothing(right) || is_nothing(left) {
        let (target, other) = if is_nothing(right) {
            (left, right)
        } else {
            (right, left)
        };
        if let Some(Origin::Place(place)) = target.origin.as_deref() {
            ways.extend(filled(run, place).map(|spec| vec![Change::Set(place.clone(), spec)]));
        }
        if let Some(Origin::Place(place)) = other.origin.as_deref() {
            ways.extend(filled(run, place).map(|spec| vec![Change::Set(place.clone(), spec)]));
        }
        return ways;
    }
    for (target, source) in [(right, left), (left, right)] {
        for spec in others(run, target, source) {
            ways.extend(assign(run, target, &spec, depth));
        }
    }
    ways
}

/// Values that differ from the one at hand, of the same type.
fn others<'a>(run: &Run<'a, '_>, value: &Value<'a>, beside: &Value<'a>) -> Vec<Spec<'a>> {
    if let Some(literals) = place_literals(run, value) {
        return literals.into_iter().filter(|literal| !matches!((literal, &value.datum), (Spec::Text(text), Datum::Text(held)) if text == held)).collect();
    }
    match &value.datum {
        Datum::Int(value) => vec![Spec::Int(value + 1), Spec::Int(value + 100)],
        Datum::Bool(value) => vec![Spec::Bool(!value)],
        Datum::Float(value) => vec![Spec::Float(value + 1.0)],
        Datum::Decimal(value) => value
            .plus(Decimal::integer(1))
            .map(Spec::Decimal)
            .into_iter()
            .collect(),
        Datum::Text(text) => vec![
            Spec::Text(format!("other {text}").into()),
            Spec::Text(format!("{text}x").into()),
        ],
        Datum::Date(days) => vec![Spec::Date(days + 1)],
        Datum::Instant(instant) => vec![Spec::Instant(Instant {
            micros: instant.micros + SECOND,
            zone: instant.zone.clone(),
        })],
        Datum::Span(micros) => vec![Spec::Span(micros + SECOND)],
        Datum::Uuid(value) => vec![Spec::Uuid(value + 100)],
        Datum::Variant(class, at, _) => {
            let mut ways: Vec<Spec<'a>> = (0..class.variants.len())
                .filter(|other| other != at)
                .map(|other| Spec::Variant(Rc::clone(class), other))
                .collect();
            ways.extend(value.place().and_then(|place| absence(run, place)));
            ways
        }
        Datum::Tagged(_) => super::rust::set_up::others(run, value),
        Datum::Null | Datum::Absent => match (&beside.datum, value.place()) {
            (Datum::Variant(..), Some(place)) => filled(run, place).into_iter().collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn membership<'a>(
    run: &Run<'a, '_>,
    item: &Value<'a>,
    container: &Value<'a>,
    want: bool,
    depth: usize,
) -> Ways<'a> {
    let mut ways = Vec::new();
    if let (Some(part), Some(text)) = (item.as_text(), container.as_text()) {
        if want {
            for candidate in [
                format!("{text}{part}"),
                "ada@example.com".to_owned(),
                part.to_owned(),
            ] {
                if candidate.contains(part) {
                    ways.extend(assign(run, container, &Spec::Text(candidate.into()), depth));
                }
            }
        } else {
            ways.extend(assign(
                run,
                container,
                &Spec::Text(
                    text.replace(part, if part.len() == 1 { "." } else { "" })
                        .into(),
                ),
                depth,
            ));
        }
        return ways;
    }
    let (items, is_map) = match &container.datum {
        Datum::Tuple(items) => (items.to_vec(), false),
        Datum::Cell(id) => match run.cell(*id) {
            Some(Cell::List(items) | Cell::Set { items, .. }) => (items.clone(), false),
            Some(Cell::Map(entries)) => {
                (entries.iter().map(|(key, _)| key.clone()).collect(), true)
            }
            _ => return ways,
        },
        _ => return ways,
    };
    if want {
        for held in &items {
            ways.extend(equality(run, held, item, true, depth));
            if let Some(spec) = spec_of(run, held) {
                ways.extend(assign(run, item, &spec, depth));
            }
        }
        if let (Some(place), Some(spec), false) = (container.place(), spec_of(run, item), is_map)
            && let Some(current) = run
                .world
                .get(place)
                .cloned()
                .or_else(|| spec_of(run, container))
        {
            let grown = match current {
                Spec::List(mut items) => {
                    items.push(spec);
                    Spec::List(items)
                }
                Spec::Tuple(mut items) => {
                    items.push(spec);
                    Spec::Tuple(items)
                }
                Spec::Set(mut items, frozen) => {
                    items.push(spec);
                    Spec::Set(items, frozen)
                }
                Spec::Left => rebuilt(container, run, vec![spec]),
                other => other,
            };
            ways.push(vec![Change::Set(place.clone(), grown)]);
        }
        if let (Some(place), Some(key), true) = (container.place(), spec_of(run, item), is_map)
            && let Some(Spec::Map(mut entries)) = run.world.get(place).cloned()
            && let Some((_, value)) = entries.first().cloned()
        {
            entries.insert(0, (key, value));
            ways.push(vec![Change::Set(place.clone(), Spec::Map(entries))]);
        }
        return ways;
    }
    // One change that takes the item out: another item, or every equal one of the container.
    for held in items
        .iter()
        .filter(|held| run.equal(held, item) == Some(true))
    {
        for spec in others(run, held, item) {
            ways.extend(assign(run, held, &spec, depth));
        }
    }
    for spec in others(run, item, item) {
        ways.extend(assign(run, item, &spec, depth));
    }
    ways
}

fn rebuilt<'a>(container: &Value<'a>, run: &Run<'a, '_>, items: Vec<Spec<'a>>) -> Spec<'a> {
    match &container.datum {
        Datum::Cell(id) => match run.cell(*id) {
            Some(Cell::Set { frozen, .. }) => Spec::Set(items, *frozen),
            _ => Spec::List(items),
        },
        _ => Spec::Tuple(items),
    }
}

/// Makes `left op right` hold or not, with both sides as near to each other as they can be.
fn order<'a>(
    run: &Run<'a, '_>,
    op: BinaryOp,
    left: &Value<'a>,
    right: &Value<'a>,
    want: bool,
    depth: usize,
) -> Ways<'a> {
    // As an offset of the left side from the right one: 0, one step less or one step more.
    let offset = match (op, want) {
        (BinaryOp::LessEqual | BinaryOp::GreaterEqual, true)
        | (BinaryOp::Less | BinaryOp::Greater, false) => 0,
        (BinaryOp::Less, true) | (BinaryOp::GreaterEqual, false) => -1,
        _ => 1,
    };
    let mut ways = Vec::new();
    let sides: [(&Value<'a>, &Value<'a>, i64); 2] = [(left, right, offset), (right, left, -offset)];
    let by_clock = is_clock(left);
    let sides = if by_clock {
        [(right, left, -offset), (left, right, offset)]
    } else {
        sides
    };
    for (target, source, offset) in sides {
        for spec in stepped(source, target, offset) {
            ways.extend(assign(run, target, &spec, depth));
        }
    }
    ways
}

/// Whether a value comes from something that tells the time: a fixed clock is changed last.
fn is_clock(value: &Value<'_>) -> bool {
    match value.origin.as_deref() {
        Some(Origin::Place(place)) => match &place.root {
            Root::Answer(double, method, _) => tells_time(double, method),
            _ => false,
        },
        Some(Origin::Method(receiver, ..)) => is_clock(receiver),
        _ => false,
    }
}

/// Whether a double is a clock by its name.
pub fn tells_time(double: &str, method: &str) -> bool {
    let name = if method.is_empty() {
        last(double)
    } else {
        method
    };
    matches!(
        name.trim_start_matches('_'),
        "now" | "today" | "utcnow" | "clock" | "time" | "current_time" | "get_now"
    )
}

/// The value `offset` steps from another one, as a value of the target's type.
fn stepped<'a>(source: &Value<'a>, target: &Value<'a>, offset: i64) -> Vec<Spec<'a>> {
    let by = i128::from(offset);
    match (&source.datum, &target.datum) {
        (Datum::Int(value), Datum::Decimal(_)) => Decimal::integer(*value)
            .quantize(CENT, "ROUND_DOWN")
            .and_then(|value| {
                value.plus(Decimal {
                    coefficient: by,
                    exponent: -2,
                })
            })
            .map(Spec::Decimal)
            .into_iter()
            .collect(),
        (Datum::Int(value), Datum::Float(_)) => value
            .to_string()
            .parse::<f64>()
            .ok()
            .map(|value| Spec::Float(value + float_step(offset)))
            .into_iter()
            .collect(),
        (Datum::Int(value), _) => vec![Spec::Int(value + by)],
        (Datum::Float(value), _) => vec![Spec::Float(value + float_step(offset))],
        (Datum::Decimal(value), Datum::Int(_)) => value
            .quantize(Decimal::integer(1), "ROUND_DOWN")
            .map(|value| Spec::Int(value.coefficient + by))
            .into_iter()
            .collect(),
        (Datum::Decimal(value), _) => {
            let unit = if value.exponent < -2 {
                value.exponent
            } else {
                -2
            };
            value
                .quantize(
                    Decimal {
                        coefficient: 1,
                        exponent: unit,
                    },
                    "ROUND_DOWN",
                )
                .and_then(|value| {
                    value.plus(Decimal {
                        coefficient: by,
                        exponent: unit,
                    })
                })
                .map(Spec::Decimal)
                .into_iter()
                .collect()
        }
        (Datum::Date(value), _) => vec![Spec::Date(value + offset)],
        (Datum::Instant(instant), _) => vec![Spec::Instant(Instant {
            micros: instant.micros + offset * SECOND,
            zone: instant.zone.clone(),
        })],
        // The difference of two dates goes in days.
        (Datum::Span(value), _) => vec![
            Spec::Span(value + offset * SECOND),
            Spec::Span(value + offset * DAY),
        ],
        (Datum::Text(text), _) if offset == 0 => vec![Spec::Text(Rc::clone(text))],
        _ => Vec::new(),
    }
}

const CENT: Decimal = Decimal {
    coefficient: 1,
    exponent: -2,
};

fn float_step(offset: i64) -> f64 {
    match offset {
        0 => 0.0,
        offset if offset < 0 => -0.5,
        _ => 0.5,
    }
}

/// Makes a value be another one, back through what it was computed from.
fn assign<'a>(run: &Run<'a, '_>, value: &Value<'a>, target: &Spec<'a>, depth: usize) -> Ways<'a> {
    let Some(depth) = depth.checked_sub(1) else {
        return Vec::new();
    };
    let Some(origin) = value.origin.as_deref() else {
        return Vec::new();
    };
    match origin {
        Origin::Place(place) => {
            if matches!(target, Spec::Null | Spec::Absent) {
                let spec = absence(run, place);
                let change = spec.map(|spec| vec![Change::Set(place.clone(), spec)]);
                return change.into_iter().collect();
            }
            match fitting(run, place, value, target) {
                Some(spec) => vec![vec![Change::Set(place.clone(), spec)]],
                None => Vec::new(),
            }
        }
        Origin::Negate(inner) => negated(target)
            .map(|target| assign(run, inner, &target, depth))
            .unwrap_or_default(),
        Origin::Not(inner) | Origin::Truth(inner) => match target {
            Spec::Bool(wanted) => decide(
                run,
                inner,
                *wanted != matches!(origin, Origin::Not(_)),
                depth,
            ),
            _ => Vec::new(),
        },
        Origin::Binary(op, left, right) => {
            if let Spec::Bool(wanted) = target {
                return compare(run, *op, left, right, *wanted, depth);
            }
            let mut ways = Vec::new();
            let mut sides = [(left, right, true), (right, left, false)];
            if is_clock(left) {
                sides.reverse();
            }
            for (side, other, is_left) in sides {
                if let Some(spec) = without(*op, target, other, is_left, side) {
                    ways.extend(assign(run, side, &spec, depth));
                }
            }
            ways
        }
        Origin::Shape(subject, at) => match target {
            Spec::Bool(wanted) => super::rust::set_up::reshaped(run, subject, *at, *wanted),
            _ => Vec::new(),
        },
        Origin::Length(inner) => match target {
            Spec::Int(length) => usize::try_from(*length)
                .map(|length| resize(run, inner, length, depth))
                .unwrap_or_default(),
            _ => Vec::new(),
        },
        Origin::Method(receiver, name, _) => inverse(run, receiver, name, target, depth),
        Origin::Call(name, args) => {
            let Some(first) = args.first() else {
                return Vec::new();
            };
            match (name.as_str(), target) {
                ("Date", Spec::Instant(instant)) => {
                    let millis = i128::from(instant.micros.div_euclid(1_000));
                    assign(run, first, &Spec::Int(millis), depth)
                }
                ("str", Spec::Text(text)) => match &first.datum {
                    Datum::Int(_) => text
                        .parse()
                        .map(|value| assign(run, first, &Spec::Int(value), depth))
                        .unwrap_or_default(),
                    _ => assign(run, first, target, depth),
                },
                ("int", Spec::Int(number)) => match &first.datum {
                    Datum::Float(_) => number
                        .to_string()
                        .parse()
                        .map(|value| assign(run, first, &Spec::Float(value), depth))
                        .unwrap_or_default(),
                    Datum::Text(_) => {
                        assign(run, first, &Spec::Text(number.to_string().into()), depth)
                    }
                    _ => assign(run, first, target, depth),
                },
                ("float", Spec::Float(_)) | ("abs" | "round", _) => {
                    assign(run, first, target, depth)
                }
                _ => Vec::new(),
            }
        }
    }
}

/// The target in the type of the place.
fn fitting<'a>(
    run: &Run<'a, '_>,
    place: &Place,
    value: &Value<'a>,
    target: &Spec<'a>,
) -> Option<Spec<'a>> {
    if run.classes.is_rust && !super::rust::set_up::fits(run, place, target) {
        return None;
    }
    if let Some(literals) = place_literals(run, value)
        && let Spec::Text(text) = target
        && !literals
            .iter()
            .any(|literal| matches!(literal, Spec::Text(held) if held == text))
    {
        return None;
    }
    Some(match (&value.datum, target) {
        (Datum::Decimal(_), Spec::Int(value)) => Spec::Decimal(Decimal {
            coefficient: value * 100,
            exponent: -2,
        }),
        (Datum::Instant(held), Spec::Instant(instant)) => Spec::Instant(Instant {
            micros: instant.micros,
            zone: if instant.zone == Zone::Elsewhere {
                held.zone.clone()
            } else {
                instant.zone.clone()
            },
        }),
        (Datum::Variant(class, ..), Spec::Text(_) | Spec::Int(_)) => {
            let at =
                (0..class.variants.len()).find(|at| match (class.variants.get(*at), target) {
                    (Some((_, code, Some(value))), Spec::Text(text)) => {
                        code.exprs.text(*value).is_some_and(|held| **held == **text)
                    }
                    _ => false,
                })?;
            Spec::Variant(Rc::clone(class), at)
        }
        (Datum::Int(_) | Datum::Float(_), Spec::Float(_) | Spec::Int(_))
            if run.classes.is_script =>
        {
            target.clone()
        }
        (Datum::Int(_), Spec::Float(_))
        | (Datum::Int(_), Spec::Text(_))
        | (Datum::Text(_), Spec::Int(_)) => return None,
        (Datum::Float(_), Spec::Int(value)) => Spec::Float(value.to_string().parse().ok()?),
        (
            Datum::Null | Datum::Absent,
            Spec::Text(_)
            | Spec::Int(_)
            | Spec::Uuid(_)
            | Spec::Instant(_)
            | Spec::Date(_)
            | Spec::Decimal(_)
            | Spec::Variant(..),
        ) => {
            // Only where the type of the place is that of the target.
            let filled = filled(run, place)?;
            if std::mem::discriminant(&filled) == std::mem::discriminant(target) {
                target.clone()
            } else {
                return None;
            }
        }
        _ => target.clone(),
    })
}

fn negated<'a>(spec: &Spec<'a>) -> Option<Spec<'a>> {
    Some(match spec {
        Spec::Int(value) => Spec::Int(-value),
        Spec::Float(value) => Spec::Float(-value),
        Spec::Span(value) => Spec::Span(-value),
        Spec::Decimal(value) => Spec::Decimal(Decimal {
            coefficient: -value.coefficient,
            ..*value
        }),
        _ => return None,
    })
}

/// What one operand has to be so that the operation gives the target. `other` is the operand that stays.
fn without<'a>(
    op: BinaryOp,
    target: &Spec<'a>,
    other: &Value<'a>,
    is_left: bool,
    wanted: &Value<'a>,
) -> Option<Spec<'a>> {
    let decimal = |datum: &Datum<'a>| match datum {
        Datum::Decimal(value) => Some(*value),
        Datum::Int(value) => Some(Decimal::integer(*value)),
        _ => None,
    };
    Some(match (op, target, &other.datum, is_left) {
        (BinaryOp::Add, Spec::Int(target), Datum::Int(other), _) => Spec::Int(target - other),
        (BinaryOp::Subtract, Spec::Int(target), Datum::Int(other), true) => {
            Spec::Int(target + other)
        }
        (BinaryOp::Subtract, Spec::Int(target), Datum::Int(other), false) => {
            Spec::Int(other - target)
        }
        (BinaryOp::Multiply, Spec::Int(target), Datum::Int(other), _)
            if *other != 0 && target % other == 0 =>
        {
            Spec::Int(target / other)
        }
        (BinaryOp::FloorDivide, Spec::Int(target), Datum::Int(other), true) => {
            Spec::Int(target * other)
        }
        (BinaryOp::FloorDivide, Spec::Int(target), Datum::Float(other), true) => {
            Spec::Float(target.to_string().parse::<f64>().ok()? * other)
        }
        (BinaryOp::FloorDivide, Spec::Float(target), Datum::Float(other), true) => {
            Spec::Float(target * other)
        }
        (BinaryOp::FloorDivide, Spec::Float(target), Datum::Int(other), true) => {
            Spec::Float(target * other.to_string().parse::<f64>().ok()?)
        }
        (BinaryOp::Divide, Spec::Float(target), Datum::Int(other), true) => {
            let product = target * other.to_string().parse::<f64>().ok()?;
            match wanted.datum {
                Datum::Int(_) if product.fract() == 0.0 => {
                    Spec::Int(format!("{product:.0}").parse().ok()?)
                }
                Datum::Int(_) => return None,
                _ => Spec::Float(product),
            }
        }
        (BinaryOp::Remainder, Spec::Int(target), Datum::Int(other), true) => match wanted.datum {
            Datum::Int(value) if *other != 0 => {
                Spec::Int(value - value.rem_euclid(*other) + target)
            }
            _ => return None,
        },
        (BinaryOp::Add, Spec::Decimal(target), other, _) => {
            Spec::Decimal(target.minus(decimal(other)?)?)
        }
        (BinaryOp::Subtract, Spec::Decimal(target), other, true) => {
            Spec::Decimal(target.plus(decimal(other)?)?)
        }
        (BinaryOp::Subtract, Spec::Decimal(target), other, false) => {
            Spec::Decimal(decimal(other)?.minus(*target)?)
        }
        (BinaryOp::Multiply, Spec::Decimal(target), other, _) => {
            Spec::Decimal(target.over(decimal(other)?)?)
        }
        (BinaryOp::Divide, Spec::Decimal(target), other, true) => {
            Spec::Decimal(target.times(decimal(other)?)?)
        }
        (
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply,
            Spec::Int(target),
            Datum::Decimal(_),
            _,
        ) => {
            return without(
                op,
                &Spec::Decimal(Decimal {
                    coefficient: target * 100,
                    exponent: -2,
                }),
                other,
                is_left,
                wanted,
            );
        }
        (BinaryOp::Add, Spec::Float(target), Datum::Float(other), _) => Spec::Float(target - other),
        (BinaryOp::Subtract, Spec::Float(target), Datum::Float(other), true) => {
            Spec::Float(target + other)
        }
        (BinaryOp::Subtract, Spec::Float(target), Datum::Float(other), false) => {
            Spec::Float(other - target)
        }
        (BinaryOp::Multiply, Spec::Float(target), Datum::Float(other), _) if *other != 0.0 => {
            Spec::Float(target / other)
        }
        (BinaryOp::Add, Spec::Span(target), Datum::Span(other), _) => Spec::Span(target - other),
        (BinaryOp::Subtract, Spec::Span(target), Datum::Span(other), true) => {
            Spec::Span(target + other)
        }
        (BinaryOp::Subtract, Spec::Span(target), Datum::Span(other), false) => {
            Spec::Span(other - target)
        }
        (BinaryOp::Subtract, Spec::Span(target), Datum::Instant(other), true) => {
            Spec::Instant(Instant {
                micros: other.micros + target,
                zone: other.zone.clone(),
            })
        }
        (BinaryOp::Subtract, Spec::Span(target), Datum::Instant(other), false) => {
            Spec::Instant(Instant {
                micros: other.micros - target,
                zone: other.zone.clone(),
            })
        }
        (BinaryOp::Subtract, Spec::Span(target), Datum::Date(other), true) if target % DAY == 0 => {
            Spec::Date(other + target / DAY)
        }
        (BinaryOp::Subtract, Spec::Span(target), Datum::Date(other), false)
            if target % DAY == 0 =>
        {
            Spec::Date(other - target / DAY)
        }
        (BinaryOp::Add, Spec::Instant(target), Datum::Span(other), _) => Spec::Instant(Instant {
            micros: target.micros - other,
            zone: target.zone.clone(),
        }),
        (BinaryOp::Subtract, Spec::Instant(target), Datum::Span(other), true) => {
            Spec::Instant(Instant {
                micros: target.micros + other,
                zone: target.zone.clone(),
            })
        }
        (BinaryOp::Add, Spec::Instant(target), Datum::Instant(other), _) => {
            Spec::Span(target.micros - other.micros)
        }
        (BinaryOp::Add, Spec::Date(target), Datum::Span(other), _) => {
            Spec::Date(target - other / DAY)
        }
        (BinaryOp::Subtract, Spec::Date(target), Datum::Span(other), true) => {
            Spec::Date(target + other / DAY)
        }
        _ => return None,
    })
}

/// Makes a method without effect give the target.
fn inverse<'a>(
    run: &Run<'a, '_>,
    receiver: &Value<'a>,
    name: &str,
    target: &Spec<'a>,
    depth: usize,
) -> Ways<'a> {
    let at = |spec: Spec<'a>| assign(run, receiver, &spec, depth);
    match (name, target, &receiver.datum) {
        (
            "strip" | "lstrip" | "rstrip" | "lower" | "casefold" | "upper" | "title" | "capitalize"
            | "trim",
            Spec::Text(_),
            _,
        ) => at(target.clone()),
        ("value" | "_value_", _, Datum::Variant(class, ..)) => {
            let found = class
                .variants
                .iter()
                .position(|(_, code, value)| match (target, value) {
                    (Spec::Text(text), Some(value)) => {
                        code.exprs.text(*value).is_some_and(|held| **held == **text)
                    }
                    _ => false,
                });
            found
                .map(|found| at(Spec::Variant(Rc::clone(class), found)))
                .unwrap_or_default()
        }
        ("getTime", Spec::Int(millis), Datum::Instant(held)) => i64::try_from(*millis)
            .map(|millis| {
                at(Spec::Instant(Instant {
                    micros: millis * 1_000,
                    zone: held.zone.clone(),
                }))
            })
            .unwrap_or_default(),
        ("total_seconds", Spec::Float(seconds), _) => {
            let micros = format!("{:.0}", seconds * 1e6).parse::<i64>();
            micros
                .map(|micros| at(Spec::Span(micros)))
                .unwrap_or_default()
        }
        ("days", Spec::Int(days), _) => i64::try_from(*days)
            .map(|days| at(Spec::Span(days * DAY)))
            .unwrap_or_default(),
        ("weekday", Spec::Int(day), Datum::Date(days)) => {
            let current = super::calendar::weekday(*days);
            i64::try_from(*day)
                .map(|day| at(Spec::Date(days - current + day)))
                .unwrap_or_default()
        }
        ("weekday", Spec::Int(day), Datum::Instant(instant)) => {
            let current = super::calendar::weekday(instant.micros.div_euclid(DAY));
            i64::try_from(*day)
                .map(|day| {
                    at(Spec::Instant(Instant {
                        micros: instant.micros + (day - current) * DAY,
                        zone: instant.zone.clone(),
                    }))
                })
                .unwrap_or_default()
        }
        ("hour", Spec::Int(hour), Datum::Instant(instant)) => {
            let (current, ..) = super::calendar::clock(instant.micros);
            i64::try_from(*hour)
                .map(|hour| {
                    at(Spec::Instant(Instant {
                        micros: instant.micros + (hour - current) * 3600 * SECOND,
                        zone: instant.zone.clone(),
                    }))
                })
                .unwrap_or_default()
        }
        ("astimezone", Spec::Instant(instant), Datum::Instant(held)) => {
            at(Spec::Instant(Instant {
                micros: instant.micros,
                zone: held.zone.clone(),
            }))
        }
        ("date", Spec::Date(days), Datum::Instant(held)) => at(Spec::Instant(Instant {
            micros: days * DAY + held.micros.rem_euclid(DAY),
            zone: held.zone.clone(),
        })),
        _ => Vec::new(),
    }
}

/// Makes a method that answers yes or no answer so.
fn predicate<'a>(
    run: &Run<'a, '_>,
    receiver: &Value<'a>,
    name: &str,
    args: &[Value<'a>],
    want: bool,
    depth: usize,
    whole: &Value<'a>,
) -> Ways<'a> {
    let part = args.first().and_then(Value::as_text).unwrap_or_default();
    let Some(text) = receiver.as_text() else {
        return match &whole.datum {
            Datum::Int(_) => inverse(run, receiver, name, &Spec::Int(i128::from(want)), depth),
            _ => Vec::new(),
        };
    };
    let candidates: Vec<String> = match (name, want) {
        ("startswith" | "startsWith" | "starts_with", true) => {
            vec![format!("{part}{text}"), part.to_owned()]
        }
        ("endswith" | "endsWith" | "ends_with", true) => {
            vec![format!("{text}{part}"), part.to_owned()]
        }
        ("startswith" | "startsWith" | "starts_with", false) => {
            vec![text.trim_start_matches(part).to_owned(), "other".to_owned()]
        }
        ("endswith" | "endsWith" | "ends_with", false) => {
            vec![text.trim_end_matches(part).to_owned(), "other".to_owned()]
        }
        ("isdigit" | "isdecimal" | "isnumeric", true) => {
            vec!["12345678".to_owned(), "1234".to_owned()]
        }
        ("isdigit" | "isdecimal" | "isnumeric" | "isalnum", false) => {
            vec![format!("{text}-"), "a-b".to_owned()]
        }
        ("isalpha" | "isalnum" | "islower", true) => vec!["text".to_owned()],
        ("isalpha", false) => vec![format!("{text}1"), "1".to_owned()],
        ("isupper", true) => vec![text.to_uppercase(), "TEXT".to_owned()],
        ("isupper", false) => vec![text.to_lowercase()],
        ("islower", false) => vec![text.to_uppercase()],
        ("isspace", true) => vec![" ".to_owned()],
        ("isspace", false) => vec!["text".to_owned()],
        ("strip" | "lstrip" | "rstrip" | "trim", false) => vec![" ".to_owned(), String::new()],
        ("strip" | "lstrip" | "rstrip" | "trim" | "lower" | "upper" | "title", true) => {
            vec!["text".to_owned()]
        }
        ("lower" | "upper" | "title", false) => vec![String::new()],
        _ => Vec::new(),
    };
    candidates
        .into_iter()
        .flat_map(|candidate| assign(run, receiver, &Spec::Text(candidate.into()), depth))
        .collect()
}

/// Makes a container or text have that many items.
fn resize<'a>(run: &Run<'a, '_>, value: &Value<'a>, length: usize, depth: usize) -> Ways<'a> {
    let Some(depth) = depth.checked_sub(1) else {
        return Vec::new();
    };
    if length > 20_000 {
        return Vec::new();
    }
    if let Some(text) = value.as_text() {
        let target: String = if text.chars().count() >= length {
            text.chars().take(length).collect()
        } else if text.trim().is_empty() {
            "x".repeat(length)
        } else {
            text.chars()
                .chain("x".repeat(length - text.chars().count()).chars())
                .collect()
        };
        // A blank at an end would be lost where the text is stripped.
        let target = if target.ends_with(' ') {
            format!("{}x", target.get(..target.len() - 1).unwrap_or_default())
        } else {
            target
        };
        return match value.origin.as_deref() {
            Some(_) => assign(run, value, &Spec::Text(target.into()), depth),
            None => Vec::new(),
        };
    }
    let Some(place) = value.place() else {
        return Vec::new();
    };
    let current = match &value.datum {
        Datum::Tuple(items) => items.len(),
        Datum::Cell(id) => match run.cell(*id) {
            Some(Cell::List(items) | Cell::Set { items, .. }) => items.len(),
            Some(Cell::Map(entries)) => entries.len(),
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    let written = run
        .world
        .get(place)
        .cloned()
        .filter(|spec| !matches!(spec, Spec::Left))
        .or_else(|| Some(rebuilt(value, run, Vec::new())));
    let Some(written) = written else {
        return Vec::new();
    };
    let held = match &written {
        Spec::List(items) | Spec::Tuple(items) | Spec::Set(items, _) => items.len(),
        Spec::Map(entries) => entries.len(),
        _ => return Vec::new(),
    };
    // Items may have been added since: the change is relative.
    let Some(wanted) = (held + length).checked_sub(current) else {
        return Vec::new();
    };
    let grow = |items: Vec<Spec<'a>>| -> Option<Vec<Spec<'a>>> {
        let mut items = items;
        items.truncate(wanted);
        let first = match items.first().cloned() {
            Some(first) => first,
            None if wanted == 0 => return Some(items),
            None => element_of(run, place)?,
        };
        while items.len() < wanted {
            items.push(match items.is_empty() && run.classes.is_rust {
                true => first.clone(),
                false => numbered(&first, items.len()),
            });
        }
        Some(items)
    };
    let spec = match written {
        Spec::List(items) => grow(items).map(Spec::List),
        Spec::Tuple(items) => grow(items).map(Spec::Tuple),
        Spec::Set(items, frozen) => grow(items).map(|items| Spec::Set(items, frozen)),
        Spec::Map(mut entries) => {
            entries.truncate(wanted);
            (entries.len() == wanted).then_some(Spec::Map(entries))
        }
        _ => None,
    };
    spec.map(|spec| vec![vec![Change::Set(place.clone(), spec)]])
        .unwrap_or_default()
}

/// The first item again, told apart by its first part.
fn numbered<'a>(spec: &Spec<'a>, at: usize) -> Spec<'a> {
    let by = i128::try_from(at).unwrap_or_default();
    match spec {
        Spec::Int(value) => Spec::Int(value + by),
        Spec::Text(text) => match text.split_once('@') {
            Some((name, host)) => Spec::Text(format!("{name}{}@{host}", at + 1).into()),
            None => Spec::Text(format!("{text} {}", at + 1).into()),
        },
        Spec::Uuid(value) => Spec::Uuid(value + 100 + u128::try_from(at).unwrap_or_default()),
        Spec::Object(class, fields) => {
            let mut fields = fields.clone();
            if let Some((_, first)) = fields.first_mut() {
                *first = numbered(first, at);
            }
            Spec::Object(Rc::clone(class), fields)
        }
        other => other.clone(),
    }
}

// What the types say about a place.

/// The declared type of a place and the file it is written in, with the name of what it belongs to.
fn declared<'a>(run: &Run<'a, '_>, place: &Place) -> Option<(usize, TypeRef, String, String)> {
    let (mut file, mut ty, mut name, mut owner) = run.root_type(&place.root)?;
    for step in &place.steps {
        let (at, expanded) = run.classes.expanded(file, &ty);
        let bare = match &expanded.kind {
            TypeKind::Optional(inner) => run.classes.expanded(at, inner),
            _ => (at, expanded),
        };
        (file, ty) = match step {
            Step::Field(field) => {
                let class = class_of(run, bare.0, &bare.1).or_else(|| {
                    match run.world.get(&Place {
                        root: place.root.clone(),
                        steps: Vec::new(),
                    }) {
                        Some(Spec::Object(class, _)) => Some(Rc::clone(class)),
                        _ => None,
                    }
                })?;
                name = field.to_string();
                owner = class.name.to_string();
                field_type(run, &class, field)?
            }
            Step::Item(_) | Step::Entry(_) | Step::Key(_) => {
                let args = match bare.1.kind {
                    TypeKind::Named { args, .. } | TypeKind::Tuple(args) => args,
                    TypeKind::List(inner) => vec![*inner],
                    _ => return None,
                };
                let arg = match step {
                    Step::Entry(_) => args.get(1)?,
                    Step::Item(at) if args.len() > 1 => args.get(*at).or(args.first())?,
                    _ => args.first()?,
                };
                (bare.0, arg.clone())
            }
        };
    }
    Some((file, ty, name, owner))
}

fn field_type<'a>(run: &Run<'a, '_>, class: &Class<'a>, field: &str) -> Option<(usize, TypeRef)> {
    if let Some(found) = class.fields.iter().find(|held| held.name == field) {
        let scope = run.classes.sources.scope(found.code.file, found.code.item);
        let ty = found.ty.as_deref()?.clone();
        let is_optional = class.is_script && found.default.is_some();
        return Some((scope, if is_optional { optional(ty) } else { ty }));
    }
    let init = init(class)?;
    let param = init
        .at
        .signature
        .params
        .iter()
        .find(|param| param.name == field)?;
    let scope = run
        .classes
        .sources
        .scope(init.at.code.file, init.at.code.item);
    let ty = param.ty.clone()?;
    let is_optional = class.is_script && param.optional && param.default.is_none();
    Some((scope, if is_optional { optional(ty) } else { ty }))
}

/// The type of something that may be left out.
pub fn optional(ty: TypeRef) -> TypeRef {
    TypeRef {
        span: ty.span,
        kind: TypeKind::Optional(Box::new(ty)),
    }
}

fn class_of<'a>(run: &Run<'a, '_>, file: usize, ty: &TypeRef) -> Option<Rc<Class<'a>>> {
    match &ty.kind {
        TypeKind::Named { path, .. } => run.classes.named(file, path),
        TypeKind::Union(parts) => parts.iter().find_map(|part| class_of(run, file, part)),
        TypeKind::Object(_) => run.classes.inline(file, ty),
        _ => None,
    }
}

/// What stands for nothing at a place that may hold nothing.
fn absence<'a>(run: &Run<'a, '_>, place: &Place) -> Option<Spec<'a>> {
    if run.classes.is_rust {
        return None;
    }
    let (file, ty, ..) = declared(run, place)?;
    let (file, ty) = run.classes.expanded(file, &ty);
    super::eval::is_optional(&ty).then(|| run.defaults.nothing(run.classes, file, &ty))
}

/// A value for a place that may be absent: one that is there.
fn filled<'a>(run: &Run<'a, '_>, place: &Place) -> Option<Spec<'a>> {
    if run.classes.is_rust {
        return None;
    }
    let (file, ty, name, owner) = declared(run, place)?;
    let (file, ty) = run.classes.expanded(file, &ty);
    let ty = match ty.kind {
        TypeKind::Optional(inner) => *inner,
        _ => ty,
    };
    match run.defaults.spec(run.classes, file, &ty, &name, &owner)? {
        Spec::Bool(false) => Some(Spec::Bool(true)),
        Spec::Null | Spec::Absent | Spec::Double => None,
        spec => Some(spec),
    }
}

fn element_of<'a>(run: &Run<'a, '_>, place: &Place) -> Option<Spec<'a>> {
    if run.classes.is_rust {
        return super::rust::set_up::element(run, place);
    }
    let (file, ty, name, owner) = declared(run, place)?;
    match run.defaults.spec(run.classes, file, &ty, &name, &owner)? {
        Spec::List(items) | Spec::Tuple(items) | Spec::Set(items, _) => items.into_iter().next(),
        _ => None,
    }
}

/// The texts a place may hold, where its type lists them.
fn place_literals<'a>(run: &Run<'a, '_>, value: &Value<'a>) -> Option<Vec<Spec<'a>>> {
    let (file, ty, ..) = declared(run, value.place()?)?;
    let (_, ty) = run.classes.expanded(file, &ty);
    let parts = match ty.kind {
        TypeKind::Union(parts) => parts,
        kind @ TypeKind::Literal(_) => vec![TypeRef {
            span: ty.span,
            kind,
        }],
        _ => return None,
    };
    parts
        .iter()
        .map(|part| match &part.kind {
            TypeKind::Literal(Literal::Str(text)) => Some(Spec::Text(text.as_str().into())),
            TypeKind::Literal(Literal::Int(text)) => text.parse().ok().map(Spec::Int),
            _ => None,
        })
        .collect()
}
