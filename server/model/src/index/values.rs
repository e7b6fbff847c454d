//! Members and results of values across files: attributes, methods and what calls give. It never guesses.

use syntax::facts::{Name, TypeDeclKind, TypeKind, TypeRef};

use super::IndexedFile;
use super::classes::ClassRef;
use super::query::{Query, Step};
use super::resolve::{too_deep, unknown};
use crate::env::{is_self_type, names_a_class};
use crate::library::Libraries;
use crate::place::FileId;
use crate::symbol::{LocalSymbol, Origin, SymbolRef, Target, Why, joined};
use crate::tables::Builtins;

impl<'i> Query<'i> {
    /// A member of a declaration: of a class, or of the value a name is bound to.
    pub(super) fn symbol_member(&self, symbol: SymbolRef, name: &str, depth: u32) -> Step {
        let Some(file) = self.file(symbol.file) else {
            return unknown("the file is not indexed");
        };
        let decl = file.env.type_decl(symbol.symbol);
        if decl.is_some_and(|decl| decl.kind != TypeDeclKind::Alias) {
            return self.class_member(symbol, name, depth);
        }
        // A name of a class stands for the class.
        let class = file.env.alias_of(symbol.symbol);
        match class.and_then(|of| self.class_of_origin(file, &of, depth)) {
            Some(ClassRef::Project(class)) => return self.class_member(class, name, depth),
            Some(ClassRef::External(path)) => return Step::External(joined(&path, name)),
            None => {}
        }
        match self.value_of(file, symbol.symbol, depth) {
            Some(class) => self.step_into(file, Step::Instance(class), name, depth),
            None => Step::Unknown(Name::from(format!(
                "what `{name}` belongs to could not be told"
            ))),
        }
    }

    /// The class of the value a declared name or attribute holds.
    pub(super) fn value_of(
        &self,
        file: &'i IndexedFile,
        symbol: LocalSymbol,
        depth: u32,
    ) -> Option<ClassRef> {
        let depth = self.deeper(depth)?;
        self.class_of_origin(file, &file.env.value_of(symbol)?, depth)
    }

    /// A member of a class as a class: a method, field or variant of it or of its bases.
    pub(super) fn class_member(&self, class: SymbolRef, name: &str, depth: u32) -> Step {
        let ancestors = self.ancestors_within(class, depth);
        for ancestor in &ancestors.classes {
            match ancestor {
                ClassRef::Project(ancestor) => {
                    let own = self
                        .file(ancestor.file)
                        .and_then(|file| file.env.class(ancestor.symbol))
                        .and_then(|class| class.own_member(name));
                    if let Some(symbol) = own {
                        return self.member_step(class, ancestor.file, symbol);
                    }
                    for (file, added) in self.added_to(*ancestor) {
                        if let Some(symbol) = added.method(name) {
                            return self.member_step(class, file, symbol);
                        }
                    }
                }
                // A library's class may have it; further ones come later in the order.
                ClassRef::External(path) if self.may_have_members(class, path) => {
                    return Step::External(joined(path, name));
                }
                ClassRef::External(_) => {}
            }
        }
        Step::Unknown(Name::from(format!(
            "the class has no member `{name}` that could be found"
        )))
    }

    fn may_have_members(&self, class: SymbolRef, base: &str) -> bool {
        let language = self.file(class.file).map(|file| file.env.facts().language);
        language.is_none_or(|language| !Builtins::of(language).is_bare(base))
    }

    /// A member that a class has, its own or inherited.
    fn member_step(&self, of: SymbolRef, file: FileId, symbol: LocalSymbol) -> Step {
        let symbol = SymbolRef { file, symbol };
        match self.index.function(symbol) {
            Some(_) => Step::Method { method: symbol, of },
            None => Step::Symbol(symbol),
        }
    }

    /// A member of a value: the value an attribute holds where its class is known, else as for the class.
    pub(super) fn instance_member(&self, receiver: SymbolRef, name: &str, depth: u32) -> Step {
        let Some(depth) = self.deeper(depth) else {
            return too_deep();
        };
        for ancestor in &self.ancestors_within(receiver, depth).classes {
            let ClassRef::Project(ancestor) = ancestor else {
                break;
            };
            let Some(file) = self.file(ancestor.file) else {
                continue;
            };
            let Some(class) = file.env.class(ancestor.symbol) else {
                continue;
            };
            if let Some(of) = class.own_attribute_origin(name) {
                return match of.and_then(|of| self.class_of_origin(file, &of, depth)) {
                    Some(ClassRef::External(path)) if is_self_type(&path) => {
                        Step::Instance(ClassRef::Project(receiver))
                    }
                    Some(class) => Step::Instance(class),
                    None => match class.own_member(name) {
                        Some(symbol) => self.member_step(receiver, ancestor.file, symbol),
                        None => Step::Unknown(Name::from(format!(
                            "what `{name}` holds could not be told"
                        ))),
                    },
                };
            }
        }
        self.class_member(receiver, name, depth)
    }

    /// What calling a step gives.
    pub(super) fn called(&self, file: &'i IndexedFile, step: Step, depth: u32) -> Step {
        let Some(depth) = self.deeper(depth) else {
            return too_deep();
        };
        match step {
            Step::Symbol(symbol) => self.symbol_called(symbol, depth),
            Step::Method { method, of } => self.function_called(method, Some(of), depth),
            Step::External(path) => {
                let result = if names_a_class(&path)
                    || Builtins::of(file.env.facts().language).is_class(&path)
                {
                    path
                } else {
                    Name::from(format!("{path}()"))
                };
                Step::Instance(ClassRef::External(self.normal_form(file, result)))
            }
            Step::Instance(ClassRef::External(path)) => {
                let made = if path.ends_with("()") { "" } else { "()" };
                let result = Name::from(format!("{path}{made}()"));
                Step::Instance(ClassRef::External(self.normal_form(file, result)))
            }
            Step::Instance(ClassRef::Project(class)) => {
                match self.class_member(class, "__call__", depth) {
                    Step::Method { method, of } => self.function_called(method, Some(of), depth),
                    _ => unknown("what calling the value gives could not be told"),
                }
            }
            Step::Module(_) | Step::Folder(_) => unknown("a module cannot be called"),
            Step::Unknown(why) => Step::Unknown(why),
        }
    }

    fn symbol_called(&self, symbol: SymbolRef, depth: u32) -> Step {
        let Some(file) = self.file(symbol.file) else {
            return unknown("the file is not indexed");
        };
        if let Some(decl) = file.env.type_decl(symbol.symbol) {
            if decl.kind != TypeDeclKind::Alias {
                return Step::Instance(ClassRef::Project(symbol));
            }
            return match self.class_of_step(Step::Symbol(symbol), depth) {
                Some(class) => Step::Instance(class),
                None => unknown("what the alias stands for could not be told"),
            };
        }
        if file.env.function(symbol.symbol).is_some() {
            return self.function_called(symbol, None, depth);
        }
        if let Some(of) = file.env.alias_of(symbol.symbol) {
            return match self.class_of_origin(file, &of, depth) {
                Some(class) => Step::Instance(class),
                None => unknown("what the alias stands for could not be told"),
            };
        }
        match self.value_of(file, symbol.symbol, depth) {
            Some(class) => self.called(file, Step::Instance(class), depth),
            None => unknown("what calling the value gives could not be told"),
        }
    }

    /// What a function says that it returns; where that is the class itself, the one it was reached through.
    fn function_called(&self, function: SymbolRef, of: Option<SymbolRef>, depth: u32) -> Step {
        let class = self.file(function.file).and_then(|file| {
            let returns = file
                .env
                .function(function.symbol)?
                .signature
                .returns
                .as_ref()?;
            let owner = || {
                let symbol = file.env.owner_of(function.symbol)?;
                Some(SymbolRef {
                    file: file.id,
                    symbol,
                })
            };
            match self.class_of_type_in(file, returns, depth)? {
                ClassRef::External(path) if is_self_type(&path) => {
                    of.or_else(owner).map(ClassRef::Project)
                }
                class => Some(class),
            }
        });
        match class {
            Some(class) => Step::Instance(class),
            None => unknown("what the function returns is not declared"),
        }
    }

    /// A class with its parameters filled in is the same class; elements of values are not told.
    pub(super) fn subscripted(&self, step: Step) -> Step {
        match step {
            Step::Symbol(symbol) if self.index.type_decl(symbol).is_some() => step,
            Step::External(path) if names_a_class(&path) => Step::External(path),
            Step::Unknown(why) => Step::Unknown(why),
            _ => unknown("an element of the value could not be told"),
        }
    }

    pub(super) fn class_of_type_in(
        &self,
        file: &'i IndexedFile,
        ty: &TypeRef,
        depth: u32,
    ) -> Option<ClassRef> {
        if let Some(of) = file.env.origin_of(ty) {
            return self.class_of_origin(file, &of, depth);
        }
        // A name that comes by a star import.
        match &file.env.value_type(ty)?.kind {
            TypeKind::Named { path, .. }
                if file.env.resolve(path) == Target::Unknown(Why::StarImport) =>
            {
                let step = self.in_file(file, path, depth);
                self.class_of_step(step, depth)
            }
            _ => None,
        }
    }

    /// The class an origin of one file is in the workspace.
    pub(super) fn class_of_origin(
        &self,
        file: &'i IndexedFile,
        of: &Origin,
        depth: u32,
    ) -> Option<ClassRef> {
        let depth = self.deeper(depth)?;
        match of {
            Origin::Builtin(name) => Some(ClassRef::External(name.clone())),
            Origin::Declared(symbol) => Some(ClassRef::Project(SymbolRef {
                file: file.id,
                symbol: *symbol,
            })),
            Origin::Imported(imported) => {
                let step = self.imported(file, imported, depth);
                self.class_of_step(step, depth)
            }
        }
    }

    /// The class that a step names; of a value, the value's class.
    fn class_of_step(&self, step: Step, depth: u32) -> Option<ClassRef> {
        let depth = self.deeper(depth)?;
        match step {
            Step::Instance(class) => Some(class),
            Step::External(path) => Some(ClassRef::External(path)),
            Step::Symbol(symbol) => {
                let file = self.file(symbol.file)?;
                if let Some(decl) = file.env.type_decl(symbol.symbol) {
                    return match (decl.kind, &decl.alias_of) {
                        (TypeDeclKind::Alias, Some(of)) => self.class_of_type_in(file, of, depth),
                        (TypeDeclKind::Alias, None) => None,
                        _ => Some(ClassRef::Project(symbol)),
                    };
                }
                if let Some(of) = file.env.alias_of(symbol.symbol) {
                    return self.class_of_origin(file, &of, depth);
                }
                // A factory that is written like a class: `Session = sessionmaker(engine)`.
                match self.called(file, Step::Symbol(symbol), depth) {
                    Step::Instance(class) => Some(class),
                    _ => None,
                }
            }
            Step::Module(_) | Step::Folder(_) | Step::Method { .. } | Step::Unknown(_) => None,
        }
    }

    pub(super) fn class_of_target(
        &self,
        file: &'i IndexedFile,
        target: &Target,
        depth: u32,
    ) -> Option<ClassRef> {
        let step = match target {
            Target::Unknown(Why::StarImport) => return None,
            target => self.step_of(file, target, depth),
        };
        self.class_of_step(step, depth)
    }

    pub(super) fn class_named(
        &self,
        file: &'i IndexedFile,
        path: &str,
        depth: u32,
    ) -> Option<ClassRef> {
        let step = self.in_file(file, path, depth);
        self.class_of_step(step, depth)
    }

    pub(super) fn normal_form(&self, file: &IndexedFile, path: Name) -> Name {
        let libraries = Libraries::of(file.env.facts().language);
        libraries.normal_form(&path).cloned().unwrap_or(path)
    }
}
