//! Paths of routes in one normal form, and which requests they answer; it never joins prefixes of routers.

use syntax::facts::Name;

use super::description::{Join, PathSyntax};

/// A path with its parameters as `{name}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathShape {
    pub normal: Name,
    /// Names of the parameters in order.
    pub params: Vec<Name>,
}

impl PathShape {
    /// Reads `text`, written as `syntax` says. What is not closed is taken as text.
    #[must_use]
    pub fn read(text: &str, syntax: Option<&PathSyntax>) -> Self {
        let forms: Vec<Placeholder<'_>> = syntax
            .into_iter()
            .flat_map(|syntax| std::iter::once(&syntax.parameter).chain(&syntax.also))
            .filter_map(|form| Placeholder::of(form))
            .collect();
        let mut shape = String::with_capacity(text.len());
        let mut params = Vec::new();
        let mut rest = text;
        // The first that begins; of two at the same place the longer one that has a name.
        while let Some((at, first)) = forms
            .iter()
            .filter_map(|form| Some((rest.find(form.open)?, form)))
            .min_by_key(|(at, form)| (*at, std::cmp::Reverse(form.open.len())))
        {
            let (before, from) = rest.split_at(at);
            shape.push_str(before);
            let others = forms.iter().filter(|form| from.starts_with(form.open));
            let read = |form: &Placeholder<'_>| {
                form.name(from.get(form.open.len()..)?)
                    .filter(|(name, _)| !name.contains('/'))
            };
            let Some((name, behind)) = std::iter::once(first).chain(others).find_map(read) else {
                shape.push_str(first.open);
                rest = from.get(first.open.len()..).unwrap_or("");
                continue;
            };
            shape.push('{');
            shape.push_str(name);
            shape.push('}');
            params.push(Name::new(name));
            rest = behind;
        }
        shape.push_str(rest);
        Self {
            normal: Name::from(shape),
            params,
        }
    }
}

/// A regular expression as a path, its groups written as parameters of `syntax`: `^users/(?P<id>\d+)/$`.
/// Groups without a name are called by their number; what repeats or chooses is kept as it is written.
#[must_use]
pub fn of_regex(text: &str, syntax: Option<&PathSyntax>) -> String {
    let form = syntax.and_then(|syntax| Placeholder::of(&syntax.parameter));
    let mut path = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut groups = 0_u32;
    while let Some(letter) = rest.next() {
        match letter {
            '^' | '$' => {}
            '\\' => match rest.next() {
                Some('Z' | 'A' | 'z') | None => {}
                Some(escaped) => path.push(escaped),
            },
            '(' => {
                let group = group_of(&mut rest);
                let name = match group.strip_prefix("?P<") {
                    Some(named) => named.split('>').next().unwrap_or("").to_owned(),
                    // A group that only holds together is what is in it, where that is one thing and must be there.
                    None if group.starts_with("?:")
                        && !group.contains('|')
                        && !matches!(rest.peek(), Some('?' | '*')) =>
                    {
                        let inside = group.trim_start_matches("?:");
                        path.push_str(&of_regex(inside, syntax));
                        continue;
                    }
                    None if group.starts_with('?') => continue,
                    None => {
                        groups += 1;
                        format!("arg{groups}")
                    }
                };
                match &form {
                    Some(form) => {
                        path.push_str(form.open);
                        path.push_str(&name);
                        path.push_str(form.close);
                    }
                    None => path.push_str(&name),
                }
            }
            // Whatever follows is shown as it is written.
            '.' if matches!(rest.peek(), Some('*' | '+')) => {
                path.push('.');
                path.extend(rest.next());
            }
            // An optional slash at the end is there.
            '?' | '*' | '+' => {}
            other => path.push(other),
        }
    }
    path
}

/// What stands between the parentheses of a group that was opened.
fn group_of(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut inside = String::new();
    let mut depth = 1;
    while let Some(letter) = rest.next() {
        match letter {
            '\\' => {
                inside.push(letter);
                inside.extend(rest.next());
                continue;
            }
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        inside.push(letter);
    }
    inside
}

/// A prefix and what follows it.
#[must_use]
pub fn join(prefix: &str, more: &str, how: Join) -> String {
    match how {
        Join::Nested if more == "/" && !prefix.trim_end_matches('/').is_empty() => {
            prefix.trim_end_matches('/').to_owned()
        }
        Join::Slash | Join::Nested if !prefix.is_empty() && !more.is_empty() => format!(
            "{}/{}",
            prefix.trim_end_matches('/'),
            more.trim_start_matches('/')
        ),
        _ => format!("{prefix}{more}"),
    }
}

struct Placeholder<'a> {
    open: &'a str,
    /// Between name and converter; empty where there is no converter.
    separator: &'a str,
    close: &'a str,
    name_first: bool,
}

impl<'a> Placeholder<'a> {
    fn of(form: &'a str) -> Option<Self> {
        let name = form.find("name")?;
        let Some(converter) = form.find("converter") else {
            return Some(Self {
                open: form.get(..name)?,
                separator: "",
                close: form.get(name + "name".len()..)?,
                name_first: true,
            });
        };
        let (first, first_len, second, second_len) = if name < converter {
            (name, "name".len(), converter, "converter".len())
        } else {
            (converter, "converter".len(), name, "name".len())
        };
        Some(Self {
            open: form.get(..first)?,
            separator: form.get(first + first_len..second)?,
            close: form.get(second + second_len..)?,
            name_first: name < converter,
        })
    }

    /// The name at the beginning of `text`, and what follows the placeholder.
    fn name<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        let (inside, behind) = if self.close.is_empty() {
            let in_name = |letter: char| letter.is_alphanumeric() || letter == '_';
            let end = text.find(|letter| !in_name(letter)).unwrap_or(text.len());
            let (name, behind) = text.split_at_checked(end)?;
            (!name.is_empty()).then_some((name, unconstrained(behind)))?
        } else {
            let end = self.end(text)?;
            (text.get(..end)?, text.get(end + self.close.len()..)?)
        };
        if self.separator.is_empty() {
            return Some((inside.trim(), behind));
        }
        // The name is last where the converter comes first, whatever its arguments hold.
        let parts = if self.name_first {
            inside.split_once(self.separator)
        } else {
            inside.rsplit_once(self.separator)
        };
        let name = match parts {
            Some((first, second)) if self.name_first && !second.is_empty() => first,
            Some((_, second)) if !self.name_first => second,
            _ => inside,
        };
        Some((name.trim(), behind))
    }

    /// Where the placeholder is closed; a converter may hold pairs of the same brackets: `{id:[0-9]{4}}`.
    fn end(&self, text: &str) -> Option<usize> {
        let mut from = 0;
        // What stands between name and converter may be the bracket that is closed: `:id{[0-9]{4}}`.
        let (open, own) = match matches!(self.separator, "{" | "(" | "<") {
            true => (self.separator, 1),
            false => (self.open, 0),
        };
        loop {
            let end = from + text.get(from..)?.find(self.close)?;
            let inside = text.get(..end)?;
            let opened = inside.matches(open).count();
            if opened <= inside.matches(self.close).count() + own {
                return Some(end);
            }
            from = end + self.close.len();
        }
    }
}

/// What follows a name without what says how its value may look and whether it must be there: `<int>`, `(\d+)`, `?`.
fn unconstrained(behind: &str) -> &str {
    let close = match behind.chars().next() {
        Some('<') => '>',
        Some('(') => ')',
        _ => return behind.strip_prefix(['?', '+', '*']).unwrap_or(behind),
    };
    let open = behind.chars().next();
    let mut depth = 0u32;
    for (at, letter) in behind.char_indices() {
        if Some(letter) == open {
            depth += 1;
        } else if letter == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                let rest = behind.get(at + 1..).unwrap_or("");
                return rest.strip_prefix(['?', '+', '*']).unwrap_or(rest);
            }
        }
    }
    behind
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::Join;

    fn syntax(parameter: &str, also: &[&str], join: Join) -> PathSyntax {
        PathSyntax {
            parameter: Name::new(parameter),
            also: also.iter().map(Name::new).collect(),
            join,
            slash_at_end: true,
            version_prefix: Name::default(),
        }
    }

    #[test]
    fn regular_expressions_are_paths() {
        let angles = syntax("<converter:name>", &[], Join::Plain);
        for (text, expected) in [
            (r"^users/(?P<id>\d+)/$", "users/<id>/"),
            (r"^a/(\w+)/(?:x|y)?b\.json\Z", "a/<arg1>/b.json"),
            (r"^(?P<slug>[\w-]+(-x)?)/?$", "<slug>/"),
            (r"^app/.*$", "app/.*"),
            (r"^(?!api)(?:.*)/?$", ".*/"),
            (r"^logo(?:/(?P<file>.+))?$", "logo"),
            (r"^(?:logo/(?P<file>.+))$", "logo/<file>"),
            (r".+?\.json", ".+.json"),
            ("", ""),
        ] {
            assert_eq!(of_regex(text, Some(&angles)), expected);
        }
    }

    #[test]
    fn parameters_are_written_alike() {
        let braces = syntax("{name:converter}", &[], Join::Plain);
        let angles = syntax("<converter:name>", &[], Join::Slash);
        let constrained = syntax(":name{converter}", &[":name"], Join::Plain);
        let colons = syntax(":name", &["*name", "{name}", "{*name}"], Join::Plain);
        for (syntax, text, expected) in [
            (&braces, "/users/{id:int}/x", "/users/{id}/x"),
            (&braces, "/files/{rest:path}", "/files/{rest}"),
            (&braces, "/open/{brace", "/open/{brace"),
            (&braces, "/codes/{code:[A-Z]{3}}/x", "/codes/{code}/x"),
            (&braces, "", ""),
            (&angles, "/users/<int:id>/<name>", "/users/{id}/{name}"),
            (&angles, "/x/<any(a:b):kind>", "/x/{kind}"),
            (&colons, "/users/:id/x.:kind", "/users/{id}/x.{kind}"),
            (
                &colons,
                "/users/{id}/files/*rest",
                "/users/{id}/files/{rest}",
            ),
            (&colons, "/files/{*rest}", "/files/{rest}"),
            (&colons, "/v1/jobs:/*", "/v1/jobs:/*"),
            (&colons, "/a/:id?/b", "/a/{id}/b"),
            (&colons, "/a/:id<int>", "/a/{id}"),
            (&colons, "/a/:id(\\d(x)+)?/b", "/a/{id}/b"),
            (&colons, "/a/:id<int", "/a/{id}<int"),
            (&constrained, "/a/:id{[0-9]+}/:x", "/a/{id}/{x}"),
            (&constrained, "/a/:id/b/:x{[0-9]{2}}", "/a/{id}/b/{x}"),
        ] {
            assert_eq!(PathShape::read(text, Some(syntax)).normal, expected);
        }
    }
}
