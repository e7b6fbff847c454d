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
        let Some(form) = syntax.and_then(Placeholder::of) else {
            return Self {
                normal: Name::new(text),
                params: Vec::new(),
            };
        };
        let mut normal = String::with_capacity(text.len());
        let mut params = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(form.open) {
            let Some((inside, behind)) = after.split_once(form.close) else {
                break;
            };
            // The name is last where the converter comes first, whatever its arguments hold.
            let parts = if form.name_first {
                inside.split_once(form.separator)
            } else {
                inside.rsplit_once(form.separator)
            };
            let name = match parts {
                Some((first, second)) if form.name_first => {
                    if second.is_empty() {
                        inside
                    } else {
                        first
                    }
                }
                Some((_, second)) => second,
                None => inside,
            };
            normal.push_str(before);
            normal.push('{');
            normal.push_str(name.trim());
            normal.push('}');
            params.push(Name::new(name.trim()));
            rest = behind;
        }
        normal.push_str(rest);
        Self {
            normal: Name::from(normal),
            params,
        }
    }
}

/// A regular expression as a path, its groups written as parameters of `syntax`: `^users/(?P<id>\d+)/$`.
/// Groups without a name are called by their number; what repeats or chooses is kept as it is written.
#[must_use]
pub fn of_regex(text: &str, syntax: Option<&PathSyntax>) -> String {
    let form = syntax.and_then(Placeholder::of);
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
        Join::Slash if !prefix.is_empty() && !more.is_empty() => format!(
            "{}/{}",
            prefix.trim_end_matches('/'),
            more.trim_start_matches('/')
        ),
        _ => format!("{prefix}{more}"),
    }
}

struct Placeholder<'a> {
    open: &'a str,
    separator: &'a str,
    close: &'a str,
    name_first: bool,
}

impl<'a> Placeholder<'a> {
    fn of(syntax: &'a PathSyntax) -> Option<Self> {
        let text = syntax.parameter.as_str();
        let name = text.find("name")?;
        let converter = text.find("converter")?;
        let (first, first_len, second, second_len) = if name < converter {
            (name, "name".len(), converter, "converter".len())
        } else {
            (converter, "converter".len(), name, "name".len())
        };
        Some(Self {
            open: text.get(..first)?,
            separator: text.get(first + first_len..second)?,
            close: text.get(second + second_len..)?,
            name_first: name < converter,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::Join;

    #[test]
    fn regular_expressions_are_paths() {
        let angles = PathSyntax {
            parameter: Name::new("<converter:name>"),
            join: Join::Plain,
            version_prefix: Name::default(),
        };
        for (text, expected) in [
            (r"^users/(?P<id>\d+)/$", "users/<id>/"),
            (r"^a/(\w+)/(?:x|y)?b\.json\Z", "a/<arg1>/b.json"),
            (r"^(?P<slug>[\w-]+(-x)?)/?$", "<slug>/"),
            ("", ""),
        ] {
            assert_eq!(of_regex(text, Some(&angles)), expected);
        }
    }

    #[test]
    fn parameters_are_written_alike() {
        let braces = PathSyntax {
            parameter: Name::new("{name:converter}"),
            join: Join::Plain,
            version_prefix: Name::default(),
        };
        let angles = PathSyntax {
            parameter: Name::new("<converter:name>"),
            join: Join::Slash,
            version_prefix: Name::default(),
        };
        for (syntax, text, expected) in [
            (&braces, "/users/{id:int}/x", "/users/{id}/x"),
            (&braces, "/files/{rest:path}", "/files/{rest}"),
            (&braces, "/open/{brace", "/open/{brace"),
            (&braces, "", ""),
            (&angles, "/users/<int:id>/<name>", "/users/{id}/{name}"),
            (&angles, "/x/<any(a:b):kind>", "/x/{kind}"),
        ] {
            assert_eq!(PathShape::read(text, Some(syntax)).normal, expected);
        }
    }
}
