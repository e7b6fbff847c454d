//! Maps and modules that are looped over, by their keys, their values or both; it loops over no lists.

use std::collections::BTreeSet;

use syntax::facts::{Import, ImportKind, Name};

use super::Builder;
use super::written::Listed;
use crate::place::FileId;
use crate::recognise::local::{Scope, split_last};
use crate::recognise::text::text_of;
use crate::recognise::value::{Args, Value};
use crate::recognise::world::{Meaning, Site, World, meaning_of};
use crate::symbol::SymbolRef;
use crate::tables::Builtins;

/// Modules that hand on what others export are followed to this depth.
const DEPTH: u32 = 4;

/// A value with its key.
pub(super) struct Entry {
    site: Site,
    key: Name,
    value: Value,
}

impl Entry {
    pub fn key_alone(self) -> Listed {
        listed(self.site, Value::Text(self.key))
    }

    pub fn value_alone(self) -> Listed {
        listed(self.site, self.value)
    }

    pub fn pair(self) -> Listed {
        listed(
            self.site,
            Value::Items(vec![Value::Text(self.key), self.value]),
        )
    }

    pub fn value_first(self) -> Listed {
        let items = Value::Items(vec![self.value, Value::Text(self.key)]);
        Listed {
            keyed: true,
            ..listed(self.site, items)
        }
    }
}

fn listed(site: Site, value: Value) -> Listed {
    Listed {
        site,
        value,
        of: None,
        keyed: false,
    }
}

impl Builder<'_> {
    /// The items of a list that a function of the language makes of a map.
    pub(super) fn items_of_map(
        &self,
        site: Site,
        callee: &str,
        args: &Args,
    ) -> Option<Vec<Listed>> {
        let builtins = Builtins::of(self.world.env(site.file)?.facts().language);
        let make = if builtins.keys.contains(callee) {
            Entry::key_alone
        } else if builtins.values.contains(callee) {
            Entry::value_alone
        } else if builtins.pairs.contains(callee) {
            Entry::pair
        } else {
            return None;
        };
        let entries = self.entries_of(site, args.position(0)?)?;
        Some(entries.into_iter().map(make).collect())
    }

    /// The entries of a map, or what a module exports; none where it is neither, or where a key cannot be told.
    pub(super) fn entries_of(&self, site: Site, map: &Value) -> Option<Vec<Entry>> {
        let module = match map {
            Value::Path(_) | Value::Elsewhere(..) | Value::Call { .. } | Value::Module(_) => {
                self.world.meaning_of(site, map)
            }
            _ => Meaning::Unknown(Name::default()),
        };
        let (there, written) = match module {
            Meaning::Module(file) => {
                let bound = match self.value_of_module(file) {
                    Meaning::Declared(symbol) => self.bound_value(symbol),
                    _ => None,
                };
                match bound {
                    Some((there, value)) => self.written_out(there, &value),
                    None => return Some(self.exports_of(file, DEPTH)),
                }
            }
            _ => self.written_out(site, map),
        };
        let Value::Map(entries) = written else {
            return None;
        };
        // What a record says that it is a value of is no entry.
        let entries = entries.into_iter();
        entries
            .filter(|(key, _)| !matches!(key, Value::Text(text) if text.is_empty()))
            .map(|(key, value)| {
                let key = text_of(self.world, there, &key, None).ok()?;
                Some(Entry {
                    site: there,
                    key: Name::from(key),
                    value,
                })
            })
            .collect()
    }

    /// What a module exports by name, those it hands on included.
    fn exports_of(&self, file: FileId, depth: u32) -> Vec<Entry> {
        let (Some(depth), Some(env)) = (depth.checked_sub(1), self.world.env(file)) else {
            return Vec::new();
        };
        let site = Site {
            file,
            scope: Scope::Module,
        };
        // What it says it exports, or else what it declares.
        let told: Vec<&Name> = env.export_names().collect();
        let declared = env.declarations().filter(|(_, symbol)| {
            let symbol = SymbolRef {
                file,
                symbol: *symbol,
            };
            told.is_empty() && self.world.owner(symbol).is_none()
        });
        let imports = env.imports().map(|(_, import)| import);
        let handed_on: Vec<&Import> = imports.filter(|import| import.re_exported).collect();
        let named = handed_on.iter().map(|import| &import.local);
        let names = declared.map(|(name, _)| name).chain(named);
        let names = names.chain(told.iter().copied());
        let names: BTreeSet<&Name> = names.filter(|name| !name.is_empty()).collect();
        let mut found: Vec<Entry> = { names.into_iter() }
            .map(|key| Entry {
                site,
                value: Value::Member(Box::new(Value::Module(file)), key.clone()),
                key: key.clone(),
            })
            .collect();
        for import in handed_on
            .into_iter()
            .filter(|import| import.kind == ImportKind::All)
        {
            let target = env.import_target(import);
            if let Meaning::Module(other) =
                meaning_of(self.world.index.resolve_target(file, &target))
            {
                found.extend(self.exports_of(other, depth));
            }
        }
        found
    }

    /// A value with what maps hold put in for their keys, and modules for calls that load them.
    pub(super) fn told_parts(&self, site: Site, value: Value) -> Value {
        let all = |values: Vec<Value>| {
            let told = values.into_iter().map(|value| self.told_parts(site, value));
            told.collect()
        };
        match value {
            Value::Entry(object, key) => {
                let Ok(text) = text_of(self.world, site, &key, None) else {
                    return Value::Entry(object, key);
                };
                let entries = self.entries_of(site, &object).into_iter().flatten();
                let mut found = entries.filter(|entry| *entry.key == *text);
                match found.next() {
                    Some(entry) => self.rebased(entry.site, site, &entry.value),
                    None => Value::Entry(object, key),
                }
            }
            Value::Member(object, name) => {
                Value::Member(Box::new(self.told_parts(site, *object)), name)
            }
            Value::Items(items) => Value::Items(all(items)),
            Value::Call {
                callee,
                args,
                at,
                on,
            } => match self.module_told(site, &callee, &args) {
                Some(file) => Value::Module(file),
                None => Value::Call {
                    callee,
                    args: args.each(|value| self.told_parts(site, value)),
                    at,
                    on: on.map(|on| Box::new(self.told_parts(site, *on))),
                },
            },
            other => other,
        }
    }
}

/// The list of which a method keeps items: `routes` of `routes.filter(isOn)`.
pub(super) fn kept_from(world: &World<'_>, site: Site, list: &Value) -> Option<Value> {
    let Value::Call { callee, on, .. } = list else {
        return None;
    };
    let (object, method) = split_last(callee);
    let builtins = Builtins::of(world.env(site.file)?.facts().language);
    if object.is_empty() || !builtins.keeps.contains(method) {
        return None;
    }
    match on {
        Some(on) => Some(Value::clone(on)),
        None => Some(Value::Path(Name::new(object))),
    }
}
