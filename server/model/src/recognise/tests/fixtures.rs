//! What the fixtures of tests give; it never looks at the tests that take them.

use syntax::facts::Name;

use super::Reader;
use crate::framework::RoleOf;
use crate::index::IndexedFile;
use crate::place::FileId;
use crate::recognise::local::Scope;
use crate::recognise::value::{Args, Value};
use crate::recognise::world::{Meaning, Site};
use crate::symbol::{Part, SymbolRef};

impl Reader<'_, '_> {
    pub(super) fn find_fixtures(&mut self, file: &IndexedFile) {
        for function in file.env.functions() {
            let site = Site {
                file: file.id,
                scope: Scope::Module,
            };
            let symbol = SymbolRef {
                file: file.id,
                symbol: function.symbol,
            };
            for decorator in &function.function.signature.decorators {
                let is_fixture = matches!(self.world.resolve(site, &decorator.path), Meaning::Outside(path)
                    if self.frameworks.has_role(&path, RoleOf::Fixture));
                if !is_fixture {
                    continue;
                }
                let exprs = self.world.function(symbol).map(|(_, exprs)| exprs);
                let args = decorator.args.as_ref().zip(exprs);
                let renamed =
                    args.and_then(
                        |(args, exprs)| match Args::read(exprs, args).keyword("name") {
                            Some(Value::Text(text)) => Some(text.clone()),
                            _ => None,
                        },
                    );
                let name = renamed.unwrap_or_else(|| function.function.signature.name.clone());
                self.is_fixture.insert(symbol);
                self.fixtures
                    .insert((scope_of_fixture(self, file), name), symbol);
            }
        }
    }

    /// The fixture that a parameter of a function in `file` takes: the file's own, then those shared by
    /// its folder and the folders around it.
    pub(super) fn fixture(&self, file: FileId, name: &Name) -> Option<SymbolRef> {
        let path = &self.world.file(file)?.path;
        if let Some(own) = self.fixtures.get(&(path.clone(), name.clone())) {
            return Some(*own);
        }
        let mut folder = path.as_str();
        loop {
            folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
            let key = (Name::from(format!("{folder}/")), name.clone());
            if let Some(found) = self.fixtures.get(&key) {
                return Some(*found);
            }
            if folder.is_empty() {
                return None;
            }
        }
    }

    pub(super) fn value_of_fixture(&self, fixture: SymbolRef, depth: u32) -> Option<Meaning> {
        let depth = depth.checked_sub(1)?;
        let (summary, _) = self.world.function(fixture)?;
        let site = Site {
            file: fixture.file,
            scope: Scope::Function(fixture.symbol),
        };
        let returned = summary.returns.iter().find_map(|path| {
            let given = summary
                .signature
                .params
                .iter()
                .any(|param| param.name == *path);
            if given {
                let inner = self
                    .fixture(fixture.file, path)
                    .filter(|inner| *inner != fixture)?;
                return self.value_of_fixture(inner, depth);
            }
            match self.world.resolve(site, path) {
                Meaning::Declared(symbol) => match symbol.symbol.part {
                    Part::Type(_) => Some(Meaning::Instance(symbol)),
                    Part::Function(_) => Some(self.world.call_result(Meaning::Declared(symbol))),
                    _ => Some(self.world.value_of(symbol)),
                },
                value @ Meaning::Instance(_) => Some(value),
                Meaning::OutsideInstance(path) | Meaning::Outside(path) => {
                    Some(Meaning::OutsideInstance(path))
                }
                _ => None,
            }
        });
        let known = returned.filter(|value| !matches!(value, Meaning::Unknown(_)));
        known.or_else(|| {
            let ty = summary.signature.returns.as_ref()?;
            let value = self.world.annotated(fixture.file, ty);
            (!matches!(value, Meaning::Unknown(_))).then_some(value)
        })
    }
}

/// Where a fixture is seen from: its own file, or everything below its folder.
fn scope_of_fixture(reader: &Reader<'_, '_>, file: &IndexedFile) -> Name {
    let own = file.path.rsplit('/').next().unwrap_or("");
    let shared = reader
        .forms()
        .any(|forms| forms.shared_fixture_files.iter().any(|name| name == own));
    if !shared {
        return file.path.clone();
    }
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    Name::from(format!("{folder}/"))
}
