//! Names of tests: what comes out, and what was different; never that something "returns true".

use crate::plan::class::last;
use crate::plan::defaults::snake;
use crate::plan::value::{Root, Step};
use crate::plan::world::Spec;
use crate::plan::{Exit, Outcome, Target, TurnedBranch, error_name};

/// The name of the test of an outcome, without what would tell two of the same name apart.
pub fn test_name(target: &Target<'_>, outcome: &Outcome<'_>) -> String {
    let function = target.function.signature.name.trim_matches('_');
    format!("test_{function}_{}", result(outcome, asks(function)))
}

/// Whether a function is called as a question, so that a yes or a no is an answer.
fn asks(function: &str) -> bool {
    let first = function.split('_').next().unwrap_or_default();
    matches!(
        first,
        "is" | "are" | "has" | "have" | "can" | "may" | "should" | "must" | "needs" | "exists"
    )
}

/// Whether the name of the test says too little without the condition: nothing was done, and a person asks why.
pub fn says_little(target: &Target<'_>, outcome: &Outcome<'_>) -> bool {
    let function = target.function.signature.name.trim_matches('_');
    result(outcome, asks(function)) == DOES_NOTHING
}

const DOES_NOTHING: &str = "does_nothing";

fn result(outcome: &Outcome<'_>, asks: bool) -> String {
    match &outcome.exit {
        Exit::Raises { class, .. } => format!("raises_{}", snake(&error_name(class))),
        Exit::Returns { spec, .. } => match spec {
            Spec::Bool(_) | Spec::Null => {
                match outcome.calls.iter().rev().find(|call| call.is_command) {
                    Some(call) => {
                        let verb = if call.method.is_empty() {
                            last(&call.double.path)
                        } else {
                            call.method.as_str()
                        };
                        let noun = call
                            .positional
                            .iter()
                            .chain(call.keyword.iter().map(|(_, value)| value))
                            .find_map(|spec| match spec {
                                Spec::Object(class, _) => Some(format!("_{}", snake(&class.name))),
                                _ => None,
                            });
                        format!(
                            "{}{}",
                            third_person(&snake(verb.trim_start_matches('_'))),
                            noun.unwrap_or_default()
                        )
                    }
                    None => match spec {
                        Spec::Bool(true) if asks => "says_yes".to_owned(),
                        Spec::Bool(false) if asks => "says_no".to_owned(),
                        Spec::Bool(true) => "succeeds".to_owned(),
                        Spec::Bool(false) => DOES_NOTHING.to_owned(),
                        _ => "gives_nothing".to_owned(),
                    },
                }
            }
            Spec::Object(class, _) => format!("returns_the_{}", snake(&class.name)),
            Spec::Variant(class, at) => format!(
                "returns_{}",
                class
                    .variants
                    .get(*at)
                    .map_or_else(String::new, |(name, ..)| name.to_lowercase())
            ),
            Spec::List(items) | Spec::Tuple(items) | Spec::Set(items, _) if items.is_empty() => {
                "returns_nothing".to_owned()
            }
            Spec::List(_) | Spec::Tuple(_) | Spec::Set(..) => "returns_the_items".to_owned(),
            Spec::Map(_) => "returns_the_mapping".to_owned(),
            Spec::Int(value) if *value >= 0 => format!("returns_{value}"),
            Spec::Decimal(_) | Spec::Float(_) | Spec::Int(_) => "returns_the_number".to_owned(),
            Spec::Date(_) | Spec::Instant(_) => "returns_the_time".to_owned(),
            _ => "returns_the_value".to_owned(),
        },
    }
}

/// `mark_used` as `marks_used`.
fn third_person(verb: &str) -> String {
    let (first, rest) = match verb.split_once('_') {
        Some((first, rest)) => (first, format!("_{rest}")),
        None => (verb, String::new()),
    };
    let ending = match first {
        _ if first.ends_with(['s', 'x', 'z']) || first.ends_with("sh") || first.ends_with("ch") => {
            "es"
        }
        _ => "s",
    };
    match first.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies{rest}"),
        _ => format!("{first}{ending}{rest}"),
    }
}

/// What was different from the happy outcome: `when_owner_id_is_3`.
pub fn condition(outcome: &Outcome<'_>) -> Option<String> {
    match &outcome.turned.as_ref()?.branch {
        TurnedBranch::Raises(double, method, error) => {
            let asked = if method.is_empty() {
                last(double).to_owned()
            } else {
                format!("{}_{method}", last(double))
            };
            Some(format!(
                "when_{}_raises_{}",
                snake(asked.trim_start_matches('_')),
                snake(&error_name(error))
            ))
        }
        TurnedBranch::Place(place, spec) => {
            let subject = match (
                place.steps.iter().rev().find_map(|step| match step {
                    Step::Field(name) => Some(name.to_string()),
                    _ => None,
                }),
                &place.root,
            ) {
                (Some(field), _) => field,
                (None, Root::Input(name) | Root::Config(name)) => name.to_string(),
                (None, Root::Attribute(_, name)) => name.to_string(),
                (None, Root::Answer(double, method, _)) => {
                    let asked = if method.is_empty() {
                        String::new()
                    } else {
                        format!("_{method}")
                    };
                    format!("{}{asked}", last(double))
                }
            };
            let word = match spec {
                Spec::Null => "is_none".to_owned(),
                Spec::Bool(true) => "is_set".to_owned(),
                Spec::Bool(false) => "is_not_set".to_owned(),
                Spec::Int(value) if *value >= 0 => format!("is_{value}"),
                Spec::Text(text) if text.trim().is_empty() => "is_blank".to_owned(),
                Spec::Text(text)
                    if text.len() <= 20
                        && text.chars().all(|character| {
                            character.is_ascii_alphanumeric() || character == '_'
                        }) =>
                {
                    format!("is_{}", text.to_lowercase())
                }
                Spec::Text(text) if text.chars().count() > 40 => {
                    format!("has_{}_characters", text.chars().count())
                }
                Spec::Variant(class, at) => format!(
                    "is_{}",
                    class
                        .variants
                        .get(*at)
                        .map_or_else(String::new, |(name, ..)| name.to_lowercase())
                ),
                Spec::List(items) | Spec::Tuple(items) | Spec::Set(items, _)
                    if items.is_empty() =>
                {
                    "is_empty".to_owned()
                }
                Spec::List(items) | Spec::Tuple(items) | Spec::Set(items, _) => {
                    format!("has_{}", items.len())
                }
                Spec::Object(..) => "is_found".to_owned(),
                _ => "differs".to_owned(),
            };
            Some(format!("when_{}_{word}", snake(subject.trim_matches('_'))))
        }
        TurnedBranch::Other => None,
    }
}

/// What comes out, as a sentence: `throws BoardLocked`, `returns the board`.
pub fn sentence(target: &Target<'_>, outcome: &Outcome<'_>) -> String {
    if let Exit::Raises { class, .. } = &outcome.exit {
        return format!("throws {}", last(&error_name(class)));
    }
    let function = snake(target.function.signature.name.trim_matches(['_', '#']));
    let told = match &outcome.exit {
        Exit::Returns {
            spec: Spec::Object(class, fields),
            ..
        } if class.name.is_empty() => tagged(fields).or_else(|| returned_type(target)),
        Exit::Returns {
            spec: Spec::Text(text),
            ..
        } if is_word(text) => Some(format!("returns {text}")),
        Exit::Returns {
            spec: Spec::Absent, ..
        } => {
            let void = Outcome {
                exit: Exit::Returns {
                    spec: Spec::Null,
                    place: None,
                    hides: Vec::new(),
                },
                ..outcome.clone()
            };
            Some(result(&void, asks(&function)).replace('_', " "))
        }
        _ => None,
    };
    told.unwrap_or_else(|| result(outcome, asks(&function)).replace('_', " "))
}

/// A result that says by one of its parts what it is: `{ ok: false, error: "NOT_FOUND" }`.
fn tagged(fields: &[(syntax::facts::Name, Spec<'_>)]) -> Option<String> {
    let word = fields.iter().find_map(|(name, value)| match value {
        Spec::Text(text)
            if is_word(text)
                && matches!(
                    name.as_str(),
                    "error" | "code" | "kind" | "type" | "status" | "reason" | "state" | "_tag"
                ) =>
        {
            Some(text.to_string())
        }
        Spec::Variant(class, at) => class.variants.get(*at).map(|(name, ..)| name.to_string()),
        _ => None,
    });
    let flags = ["ok", "success", "succeeded", "valid", "accepted", "allowed"];
    let flag = fields
        .iter()
        .filter(|(name, _)| flags.contains(&name.as_str()));
    let flag = flag.into_iter().find_map(|(name, value)| match value {
        Spec::Bool(true) => Some(snake(name).replace('_', " ")),
        Spec::Bool(false) => Some(format!("not {}", snake(name).replace('_', " "))),
        _ => None,
    });
    match (flag, word) {
        (Some(flag), Some(word)) if flag.starts_with("not ") => Some(format!("returns {word}")),
        (Some(flag), _) => Some(format!("returns {flag}")),
        (None, Some(word)) => Some(format!("returns {word}")),
        (None, None) => None,
    }
}

/// What the function says it returns, where that has a name.
fn returned_type(target: &Target<'_>) -> Option<String> {
    use syntax::facts::TypeKind;
    let mut ty = target.function.signature.returns.as_ref()?;
    loop {
        match &ty.kind {
            TypeKind::Named { path, args } if path == "Promise" => ty = args.first()?,
            TypeKind::Optional(inner) => ty = inner,
            TypeKind::Named { path, args } if args.is_empty() => {
                return Some(format!(
                    "returns the {}",
                    snake(last(path)).replace('_', " ")
                ));
            }
            _ => return Some("returns the result".to_owned()),
        }
    }
}

fn is_word(text: &str) -> bool {
    (1..=24).contains(&text.len())
        && text
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '-'))
}

/// What was different from the happy outcome, as a clause: `when locked is set`.
pub fn clause(outcome: &Outcome<'_>) -> Option<String> {
    let words = condition(outcome)?;
    let words = match &outcome.turned.as_ref()?.branch {
        TurnedBranch::Place(_, Spec::Null) => words.replace("_is_none", "_is_null"),
        TurnedBranch::Place(_, Spec::Absent) => words.replace("_differs", "_is_undefined"),
        TurnedBranch::Raises(..) => {
            let asked = words.split("_raises_").next().unwrap_or_default();
            format!("{asked}_fails")
        }
        _ => words,
    };
    Some(words.replace('_', " "))
}
