//! Which argument of a call means what; it never looks at the arguments.

use serde::Deserialize;
use syntax::facts::Name;

/// Where an argument stands: any of several parts, the first that is given.
///
/// `0` is a position, `-1` the last one, `"name"` a keyword, `{ at = 1, key = "name" }` an entry of a map that
/// stands at a position, `{ from = 1, to = -1 }` all arguments from a position up to and without another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Role(Vec<RolePart>);

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum RolePart {
    Position(isize),
    Keyword(Name),
    Key {
        at: isize,
        key: Name,
    },
    Range {
        from: isize,
        #[serde(default)]
        to: Option<isize>,
    },
}

impl Role {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn parts(&self) -> impl Iterator<Item = &RolePart> {
        self.0.iter()
    }

    pub fn keywords(&self) -> impl Iterator<Item = &Name> {
        self.0.iter().filter_map(|part| match part {
            RolePart::Keyword(name) => Some(name),
            _ => None,
        })
    }

    /// Whether it may take more than one argument.
    #[must_use]
    pub fn takes_several(&self) -> bool {
        self.0
            .iter()
            .any(|part| matches!(part, RolePart::Range { .. }))
    }
}

/// The index among `count` positional arguments that a position, counted from either end, stands for.
#[must_use]
pub fn index_of(position: isize, count: usize) -> Option<usize> {
    if position < 0 {
        count.checked_sub(position.unsigned_abs())
    } else {
        Some(position.unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_read() {
        #[derive(Deserialize)]
        struct Table {
            role: Role,
        }
        let text = r#"role = [0, -1, "path", { at = 1, key = "prefix" }, { from = 1, to = -1 }, { from = 2 }]"#;
        let table: Table = toml::from_str(text).unwrap();
        assert_eq!(
            table.role.0,
            [
                RolePart::Position(0),
                RolePart::Position(-1),
                RolePart::Keyword(Name::new("path")),
                RolePart::Key {
                    at: 1,
                    key: Name::new("prefix")
                },
                RolePart::Range {
                    from: 1,
                    to: Some(-1)
                },
                RolePart::Range { from: 2, to: None },
            ]
        );
        assert!(table.role.takes_several());
        assert_eq!(index_of(-1, 3), Some(2));
        assert_eq!(index_of(-4, 3), None);
        assert_eq!(index_of(5, 3), Some(5));
    }
}
