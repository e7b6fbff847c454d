//! Classes registered under one path, whose methods answer at it and below it; it never joins them with a prefix.

use syntax::facts::Name;

use super::answers::attribute;
use super::handlers::{Answer, Handler, member};
use super::local::{Decorated, Scope};
use super::paths::syntax_of;
use super::text::text_of;
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::framework::{ResourceClass, RoleOf, of_regex};
use crate::symbol::SymbolRef;

/// What a resource answers, each with what follows its path, where one of the description `at` is registered. Slashes
/// at the end are left out.
pub(super) fn resource(world: &World<'_>, class: SymbolRef, at: usize) -> Vec<Answer> {
    let handler = Handler::Function(class.file, Decorated::Symbol(class.symbol));
    let frameworks = world.frameworks(class.file);
    let own = entry_of(world, class);
    // What a class of another library adds to it is not here, but what the class itself says is.
    let outside = &world.lineage(class).outside;
    let mut unknown = outside.iter().filter(|path| path.contains('.'));
    let unknown = unknown.find(|path| own.is_none() && frameworks.roles(path).is_empty());
    let first = || frameworks.description(at)?.resources.first();
    let Some(entry) = own.or_else(|| unknown.and_then(|_| first())) else {
        return vec![Answer::of(handler, None)];
    };
    let element = format!("/<{}>", lookup_of(world, class, entry));
    let mut answers: Vec<Answer> = entry
        .actions
        .iter()
        .filter_map(|action| {
            let handler = member(world, class, &action.name)?;
            Some(Answer {
                below: Name::new(if action.detail { &element } else { "" }),
                ..Answer::of(handler, Some(action.method.clone()))
            })
        })
        .collect();
    marked(world, class, entry, &element, &mut answers);
    answers.extend(unknown.map(|path| Answer::unknown(handler, path)));
    answers
}

fn entry_of<'f>(world: &World<'f>, class: SymbolRef) -> Option<&'f ResourceClass> {
    let frameworks = world.frameworks(class.file);
    world.lineage(class).outside.iter().find_map(|path| {
        frameworks.role(path, |role| match role {
            RoleOf::Resource(at, i) => frameworks.description(at)?.resources.get(i),
            _ => None,
        })
    })
}

/// The name of the parameter that tells the element.
pub(super) fn lookup_name(world: &World<'_>, class: SymbolRef) -> Option<Name> {
    Some(lookup_of(world, class, entry_of(world, class)?))
}

fn lookup_of(world: &World<'_>, class: SymbolRef, entry: &ResourceClass) -> Name {
    let told = entry.lookup_fields.iter().find_map(|field| {
        let (site, value) = attribute(world, class, field)?;
        text_of(world, site, &value, None)
            .ok()
            .filter(|text| !text.is_empty())
    });
    told.map_or_else(|| entry.lookup.clone(), Name::from)
}

/// The path of a further method, which may be a regular expression.
fn plain_path(world: &World<'_>, site: Site, text: &str) -> String {
    let frameworks = world.frameworks(site.file);
    let has_resources = |at: &usize| {
        let description = frameworks.description(*at);
        description.is_some_and(|description| !description.resources.is_empty())
    };
    let mut all = (0..frameworks.descriptions.len()).filter(has_resources);
    let syntax = all.find_map(|at| syntax_of(frameworks, at));
    match text.contains('(') {
        true => of_regex(text, syntax),
        false => text.to_owned(),
    }
}

/// Methods with the decorator of further ones, and those that add HTTP methods to them.
fn marked(
    world: &World<'_>,
    class: SymbolRef,
    entry: &ResourceClass,
    element: &str,
    answers: &mut Vec<Answer>,
) {
    let mut seen: Vec<Name> = Vec::new();
    let mut paths: Vec<(Name, Name)> = Vec::new();
    for ancestor in &world.lineage(class).own {
        let Some(found) = world.class(*ancestor) else {
            continue;
        };
        let site = Site {
            file: ancestor.file,
            scope: Scope::Class(ancestor.symbol),
        };
        for method in found.methods() {
            let head = &method.function.signature;
            if seen.contains(&head.name) {
                continue;
            }
            let exprs = &method.item.facts.summary.exprs;
            let handler = Handler::Function(ancestor.file, Decorated::Symbol(method.symbol));
            for decorator in &head.decorators {
                let args = Args::read(exprs, decorator.args.as_deref().unwrap_or_default());
                // `@action_method.mapping.delete`.
                let parts: Vec<&str> = decorator.path.split('.').collect();
                if let [of, "mapping", http] = parts.as_slice()
                    && let Some((_, below)) = paths.iter().find(|(name, _)| name == of)
                {
                    let method = Some(Name::from(http.to_ascii_uppercase()));
                    answers.push(Answer {
                        below: below.clone(),
                        ..Answer::of(handler.clone(), method)
                    });
                    continue;
                }
                let is_mark = match world.resolve(site, &decorator.path) {
                    Meaning::Outside(path) => world
                        .frameworks(site.file)
                        .roles(&path)
                        .iter()
                        .any(|role| matches!(role, RoleOf::ResourceMark(..))),
                    _ => false,
                };
                if !is_mark {
                    continue;
                }
                seen.push(head.name.clone());
                let detail = args.get(&entry.mark_detail) == Some(&Value::Bool(true));
                let path = args
                    .get(&entry.mark_path)
                    .and_then(|value| text_of(world, site, value, None).ok())
                    .map(|text| plain_path(world, site, &text))
                    .unwrap_or_else(|| head.name.to_string());
                let below = Name::from(format!("{}/{path}", if detail { element } else { "" }));
                paths.push((head.name.clone(), below.clone()));
                let methods: Vec<Name> = args
                    .get(&entry.mark_methods)
                    .map(Value::items)
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|item| text_of(world, site, item, None).ok())
                    .map(|text| Name::from(text.to_ascii_uppercase()))
                    .collect();
                let methods = if methods.is_empty() {
                    vec![Name::new("GET")]
                } else {
                    methods
                };
                let guards = args
                    .keyword(&entry.mark_guards)
                    .map(|value| (site, value.clone()));
                for method in methods {
                    answers.push(Answer {
                        below: below.clone(),
                        guards: guards.clone(),
                        ..Answer::of(handler.clone(), Some(method))
                    });
                }
            }
        }
    }
}
