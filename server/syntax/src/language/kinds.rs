//! Names of a grammar's nodes and fields as tables of numbers; it never looks into a tree.

use tree_sitter::{Language, Node};

/// What the nodes of a grammar are to an adapter.
pub(crate) struct Kinds<K> {
    /// Indexed by the grammar's kind ids; several ids may have one name.
    by_id: Vec<K>,
    error: K,
    other: K,
}

impl<K: Copy> Kinds<K> {
    /// The kinds of named nodes by their names. A node that could not be parsed is `error`, one without a name
    /// here and a token are `other`.
    pub(crate) fn new(grammar: &Language, names: &[(&str, K)], error: K, other: K) -> Self {
        let of_id = |id: usize| {
            let id = u16::try_from(id).unwrap_or(u16::MAX);
            let name = grammar.node_kind_for_id(id).unwrap_or_default();
            let is_known = |known: &&(&str, K)| grammar.node_kind_is_named(id) && known.0 == name;
            names.iter().find(is_known).map_or(other, |(_, kind)| *kind)
        };
        Self {
            by_id: (0..grammar.node_kind_count()).map(of_id).collect(),
            error,
            other,
        }
    }

    /// The kind of a node.
    pub(crate) fn of(&self, node: Node<'_>) -> K {
        if node.is_error() {
            return self.error;
        }
        let kind = self.by_id.get(usize::from(node.kind_id()));
        kind.copied().unwrap_or(self.other)
    }
}

/// The number of a field, or 0, which no field has.
pub(crate) fn field_id(grammar: &Language, name: &str) -> u16 {
    grammar.field_id_for_name(name).map_or(0, u16::from)
}

/// The names that are no named node of the grammar.
#[cfg(test)]
pub(crate) fn missing<K>(grammar: &Language, names: &[(&'static str, K)]) -> Vec<&'static str> {
    let names = names.iter().map(|(name, _)| *name);
    names
        .filter(|name| grammar.id_for_node_kind(name, true) == 0)
        .collect()
}
