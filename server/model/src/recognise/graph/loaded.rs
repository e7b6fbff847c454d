//! Functions that register, loaded from the files of a folder; it reads no folder, only the paths of files it has.

use syntax::facts::Name;

use super::{Builder, Holds, Key, Mount, Prefix};
use crate::framework::{LoaderForm, MountForm, RoleOf};
use crate::index::IndexedFile;
use crate::place::FileId;
use crate::recognise::local::{Decorated, Scope, split_last};
use crate::recognise::text::text_of;
use crate::recognise::value::{Args, Value};
use crate::recognise::world::{Meaning, Site, meaning_of};
use crate::symbol::Part;
use crate::tables::Builtins;

/// Values in each other that are searched for the name of a folder.
const DEPTH: u32 = 8;

impl Builder<'_> {
    /// Mounts what the files of a folder export, where `value` is a library's function that loads them.
    pub(super) fn mount_folder(
        &mut self,
        parent: &Key,
        entry: &MountForm,
        mount: &Mount,
        value: &Value,
    ) -> bool {
        let Some(form) = self.loader_of(mount.site, value) else {
            return false;
        };
        let Some(class) = self.class_of(parent) else {
            return true;
        };
        let args = mount
            .args
            .mapped(|value| self.merged(mount.site, value, DEPTH));
        let own = self
            .world
            .file(mount.site.file)
            .map(|file| file.path.clone());
        let folder = args.get(&form.folder);
        let parts = folder.and_then(|folder| self.folder_parts(mount.site, folder, DEPTH));
        let folder = own.zip(parts).and_then(|(own, parts)| below(&own, &parts));
        let Some(folder) = folder else {
            let why = Name::new("the folder that is loaded is computed");
            self.graph.unresolved.push((mount.place, why));
            return true;
        };
        let by_folder = match args.get(&form.by_folder) {
            Some(Value::Bool(by_folder)) => *by_folder,
            _ => true,
        };
        let prefix = args.get(&form.prefix).map(|value| Prefix {
            value: value.clone(),
            site: mount.site,
            except: None,
        });
        for (file, inside) in self.loaded_files(&folder, form) {
            let Some(function) = self.exported_function(file) else {
                continue;
            };
            let exported = |name: &str| self.exported_value(file, name);
            if exported(&form.left_out) == Some(Value::Bool(false)) {
                continue;
            }
            let inside = by_folder.then(|| route_of(&inside, form));
            let last =
                exported(&form.own_prefix).or_else(|| inside.map(|it| Value::Text(it.into())));
            let child = Key {
                site: Site {
                    file,
                    scope: Scope::Module,
                },
                name: Name::from(format!("<loaded at {}>", mount.place.span.start)),
            };
            let holds = Holds::Router {
                class,
                args: Args::default(),
                site: mount.site,
            };
            self.add_node(&child, holds);
            let last = last.map(|value| Prefix {
                value,
                site: child.site,
                except: None,
            });
            if let Some(node) = self.graph.nodes.get_mut(&child) {
                node.prefixes.extend(prefix.iter().cloned().chain(last));
            }
            self.put_below(parent, &child);
            let position = entry.function_param;
            self.give(&child, class, function, position, (mount.site, None));
        }
        true
    }

    /// A value with maps put in for calls that make one of several; what is no map adds nothing that is told.
    fn merged(&self, site: Site, value: &Value, depth: u32) -> Value {
        let (Some(depth), Some(env)) = (depth.checked_sub(1), self.world.env(site.file)) else {
            return value.clone();
        };
        let inner = |value: &Value| self.merged(site, value, depth);
        match value {
            Value::Map(entries) => {
                let entries = entries.iter();
                Value::Map(
                    entries
                        .map(|(key, value)| (key.clone(), inner(value)))
                        .collect(),
                )
            }
            Value::Call { callee, args, .. } => {
                let merges = &Builtins::of(env.facts().language).merges;
                if !merges.contains(split_last(callee).1) {
                    return value.clone();
                }
                let parts = args.iter().filter_map(|(_, value)| match inner(value) {
                    Value::Map(entries) => Some(entries),
                    _ => None,
                });
                // What comes later holds.
                let mut parts: Vec<_> = parts.collect();
                parts.reverse();
                Value::Map(parts.into_iter().flatten().collect())
            }
            _ => value.clone(),
        }
    }

    fn loader_of(&self, site: Site, value: &Value) -> Option<&'static LoaderForm> {
        let Value::Path(path) = value else {
            return None;
        };
        let (Meaning::Outside(path) | Meaning::OutsideInstance(path)) =
            self.world.resolve(site, path)
        else {
            return None;
        };
        let frameworks = self.world.frameworks(site.file);
        frameworks.role(&path, |role| match role {
            RoleOf::Loader(at, i) => frameworks.description(at)?.loaders.get(i),
            _ => None,
        })
    }

    /// The texts in the value that names a folder; what else is in it stands for the file's own place.
    pub(super) fn folder_parts(
        &self,
        site: Site,
        value: &Value,
        depth: u32,
    ) -> Option<Vec<String>> {
        let depth = depth.checked_sub(1)?;
        let all = |values: Vec<&Value>| {
            let parts = values
                .into_iter()
                .filter_map(|value| self.folder_parts(site, value, depth));
            parts.reduce(|mut whole, part| {
                whole.extend(part);
                whole
            })
        };
        let is_own = |path: &Name| {
            let env = self.world.env(site.file);
            env.is_some_and(|env| {
                let builtins = Builtins::of(env.facts().language);
                builtins.own_folder.contains(path)
            })
        };
        match value {
            Value::Text(text) => Some(vec![text.to_string()]),
            Value::Template(parts) => all(parts.iter().collect()),
            Value::Call { args, .. } => all(args.iter().map(|(_, value)| value).collect()),
            Value::Path(path) if is_own(path) => Some(Vec::new()),
            Value::Path(_) => {
                let (there, written) = self.written_out(site, value);
                let is_same = there.file != site.file || written == *value;
                let written = (!is_same).then_some(written)?;
                self.folder_parts(there, &written, depth)
            }
            _ => None,
        }
    }

    /// The files below a folder that are loaded, with the folders between.
    fn loaded_files(&self, folder: &str, form: &LoaderForm) -> Vec<(FileId, String)> {
        let start = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let sources = self.world.files().iter().copied();
        let below: Vec<(&IndexedFile, &str, &str)> = sources
            .filter(|file| self.world.is_source(file) && !file.path.ends_with(".d.ts"))
            .filter_map(|file| {
                let rest = file.path.strip_prefix(start.as_str())?;
                let (inside, name) = rest.rsplit_once('/').unwrap_or(("", rest));
                Some((file, inside, name.split('.').next().unwrap_or(name)))
            })
            .collect();
        let found = below.iter().filter(|(_, inside, name)| {
            let has_index = below
                .iter()
                .any(|(_, other, name)| other == inside && *name == form.index.as_str());
            !has_index || *name == form.index.as_str()
        });
        found
            .map(|(file, inside, _)| (file.id, (*inside).to_owned()))
            .collect()
    }

    /// The function that a file exports as the whole of it.
    pub(super) fn exported_function(&self, file: FileId) -> Option<(FileId, Decorated)> {
        let meaning = self.value_of_module(file);
        let Meaning::Declared(symbol) = meaning else {
            return None;
        };
        if matches!(symbol.symbol.part, Part::Function(_)) {
            return Some((symbol.file, Decorated::Symbol(symbol.symbol)));
        }
        let (there, value) = self.bound_value(symbol)?;
        self.function_of(there, &value, 4).ok()
    }

    /// What a module is to whoever loads it whole: its default, or the value that it says it is.
    pub(super) fn value_of_module(&self, file: FileId) -> Meaning {
        let target = self.world.env(file).and_then(|env| {
            let default = env.export("default");
            default.or_else(|| env.export(""))
        });
        match target {
            Some(target) => meaning_of(self.world.index.resolve_target(file, &target)),
            None => self.world.member_of(Meaning::Module(file), "default"),
        }
    }

    /// A text or truth value that a file exports.
    fn exported_value(&self, file: FileId, name: &str) -> Option<Value> {
        let site = Site {
            file,
            scope: Scope::Module,
        };
        let exported = self.world.env(file).and_then(|env| env.export(name));
        let exported =
            exported.map(|target| meaning_of(self.world.index.resolve_target(file, &target)));
        let meaning = match exported {
            Some(meaning @ Meaning::Declared(_)) => meaning,
            _ => self.world.resolve(site, name),
        };
        let Meaning::Declared(symbol) = meaning else {
            return None;
        };
        match self.bound_value(symbol)? {
            (_, value @ Value::Bool(_)) => Some(value),
            (there, value) => text_of(self.world, there, &value, None)
                .ok()
                .map(|text| Value::Text(text.into())),
        }
    }
}

/// The path of a route that a folder gives: `users/_id` gives `/users/:id`.
fn route_of(inside: &str, form: &LoaderForm) -> String {
    let segments = inside.split('/').filter(|segment| !segment.is_empty());
    let segments = segments.map(|segment| {
        let parameter = form.parameter.as_str();
        match segment.strip_prefix(parameter) {
            Some(name) if !parameter.is_empty() => format!("/:{name}"),
            _ => format!("/{segment}"),
        }
    });
    segments.collect()
}

/// A folder told from a file: `..` leads out.
pub(super) fn below(file: &str, parts: &[String]) -> Option<String> {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut at: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in parts.iter().flat_map(|part| part.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                at.pop()?;
            }
            part => at.push(part),
        }
    }
    Some(at.join("/"))
}
