//! Imports; it never looks for the package.

use tree_sitter::Node;

use super::kinds::{FIELDS, Kind, field, kind};
use super::lower::{Lower, string};
use crate::facts::{Import, ImportKind, Name};

/// What a declaration imports.
pub(super) fn imports<'t>(lower: &mut Lower<'t, '_>, node: Node<'t>) -> Vec<Import> {
    let specs = lower.specs(node).into_iter();
    specs.filter_map(|spec| import(lower, spec)).collect()
}

fn import<'t>(lower: &Lower<'t, '_>, spec: Node<'t>) -> Option<Import> {
    let module = string(lower.text(field(spec, FIELDS.path)?));
    let alias = field(spec, FIELDS.name);
    let (kind, local) = match alias.map(|alias| (kind(alias), alias)) {
        Some((Kind::Dot, _)) => (ImportKind::All, Name::default()),
        Some((Kind::BlankIdentifier, _)) => (ImportKind::Effect, Name::default()),
        Some((_, alias)) => match lower.text(alias) {
            "_" => (ImportKind::Effect, Name::default()),
            _ => (ImportKind::Module, lower.name(alias)),
        },
        None => (ImportKind::Module, package_name(&module)),
    };
    Some(Import {
        span: lower.span(spec),
        kind,
        module,
        level: 0,
        name: None,
        local,
        type_only: false,
        conditional: false,
        re_exported: false,
    })
}

/// The name that a package is likely to have, told by its path. Its own package clause decides; this is a
/// convention: the last part that is no version, without `go` before or behind it.
fn package_name(path: &str) -> Name {
    let mut parts = path.rsplit('/');
    let mut last = parts.next().unwrap_or_default();
    if is_version(last)
        && let Some(before) = parts.next()
    {
        last = before;
    }
    if let Some((name, version)) = last.rsplit_once('.')
        && is_version(version)
    {
        last = name;
    }
    let mut name = last;
    for affix in ["go-", "go."] {
        name = name.strip_prefix(affix).unwrap_or(name);
    }
    for affix in ["-go", ".go"] {
        name = name.strip_suffix(affix).unwrap_or(name);
    }
    Name::new(if name.is_empty() { last } else { name })
}

/// `v2` and its like.
fn is_version(part: &str) -> bool {
    part.strip_prefix('v').is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_packages() {
        let check = |path: &str, expected: &str| assert_eq!(package_name(path), expected, "{path}");
        check("fmt", "fmt");
        check("net/http", "http");
        check("github.com/labstack/echo/v4", "echo");
        check("gopkg.in/yaml.v3", "yaml");
        check("github.com/mattn/go-sqlite3", "sqlite3");
        check("github.com/nats-io/nats.go", "nats");
        check("github.com/aws/aws-sdk-go/aws", "aws");
        check("github.com/google/uuid", "uuid");
        check("v2", "v2");
        check("", "");
    }
}
