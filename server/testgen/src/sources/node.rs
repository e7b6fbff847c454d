//! What names stand for where modules are files and name what they export; it never looks for a file.

use syntax::facts::{ExprId, ExprKind, Exprs, FunctionId, Import, ImportKind, Name};

use super::{Code, Definition, FunctionAt, Resolved, STEPS, SourceFile, Sources};

impl<'a> Sources<'a> {
    /// The file that an import in `source` leads to.
    fn link(&self, source: &SourceFile<'_>, module: &str) -> Option<usize> {
        let path = &source.links.iter().find(|(name, _)| name == module)?.1;
        self.at_path(path)
    }

    /// What the name that an import binds stands for.
    pub(super) fn linked(
        &self,
        source: &SourceFile<'a>,
        import: &Import,
        steps: usize,
    ) -> Resolved<'a> {
        let Some(file) = self.link(source, &import.module) else {
            let name = match (import.kind, &import.name) {
                (ImportKind::Module | ImportKind::Effect, _) | (_, None) => import.module.clone(),
                (_, Some(name)) => Name::from(format!("{}.{name}", import.module)),
            };
            return Resolved::External(name);
        };
        match (import.kind, import.name.as_deref()) {
            (ImportKind::Module, _) => match self.exported_within(file, "", steps) {
                Resolved::Undeclared => Resolved::Here(Definition::Module(file)),
                found => found,
            },
            (ImportKind::Default, _) | (_, Some("default")) => {
                self.exported_within(file, "default", steps)
            }
            (_, Some(name)) => self.exported_within(file, name, steps),
            _ => Resolved::Undeclared,
        }
    }

    /// A name that `export * from` hands on.
    pub(super) fn handed_on(
        &self,
        source: &SourceFile<'a>,
        import: &Import,
        name: &str,
        steps: usize,
    ) -> Resolved<'a> {
        match self.link(source, &import.module) {
            Some(file) if name != "default" && !name.is_empty() => {
                self.exported_within(file, name, steps)
            }
            _ => Resolved::Undeclared,
        }
    }

    /// What importers of a file get under a name.
    #[must_use]
    pub fn exported(&self, file: usize, name: &str) -> Resolved<'a> {
        self.exported_within(file, name, STEPS)
    }

    fn exported_within(&self, file: usize, name: &str, steps: usize) -> Resolved<'a> {
        let Some(steps) = steps.checked_sub(1) else {
            return Resolved::Undeclared;
        };
        let Some(source) = self.file(file) else {
            return Resolved::Undeclared;
        };
        for (index, item) in (0u32..).zip(&source.facts.items) {
            let summary = &item.facts.summary;
            if let Some(export) = summary.exports.iter().find(|export| export.name == name) {
                // A list of names is the module itself.
                let value = &summary.exprs.get(export.value).kind;
                if name.is_empty() && matches!(value, ExprKind::Map { .. }) {
                    return Resolved::Here(Definition::Module(file));
                }
                let code = Code {
                    file,
                    item: index,
                    exprs: &summary.exprs,
                    body: None,
                };
                return self.value_of(code, export.value, steps);
            }
            // `module.exports = { a, b: c }` exports what it lists.
            let whole = summary.exports.iter().find(|export| export.name.is_empty());
            if let Some(whole) = whole
                && let ExprKind::Map { entries } = &summary.exprs.get(whole.value).kind
            {
                let listed = entries.iter().find(|entry| {
                    entry
                        .key
                        .and_then(|key| summary.exprs.text(key))
                        .is_some_and(|key| key == name)
                });
                if let Some(listed) = listed {
                    let code = Code {
                        file,
                        item: index,
                        exprs: &summary.exprs,
                        body: None,
                    };
                    return self.value_of(code, listed.value, steps);
                }
            }
        }
        if name.is_empty() || name == "default" {
            return Resolved::Undeclared;
        }
        self.resolve_within(file, name, steps)
    }

    fn value_of(&self, code: Code<'a>, value: ExprId, steps: usize) -> Resolved<'a> {
        match &code.exprs.get(value).kind {
            ExprKind::Name(name) => self.resolve_within(code.file, name, steps),
            ExprKind::Function(function) => match self.nameless(code, *function) {
                Some(found) => Resolved::Here(Definition::Function(found)),
                None => Resolved::Undeclared,
            },
            _ => Resolved::Here(Definition::Value {
                code,
                value: Some(value),
                ty: None,
            }),
        }
    }

    /// A function that is a value outside of any other.
    fn nameless(&self, code: Code<'a>, function: FunctionId) -> Option<FunctionAt<'a>> {
        let body = self.facts(code.file, code.item)?.body.as_ref()?;
        let found = body.function(function)?;
        let exprs: &'a Exprs = &body.exprs;
        Some(FunctionAt {
            code: Code {
                exprs,
                body: Some(body),
                ..code
            },
            signature: &found.signature,
            function,
        })
    }
}
