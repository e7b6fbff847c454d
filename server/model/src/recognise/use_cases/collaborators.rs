//! What functions and classes are given to work with; it never judges what they are.

use syntax::facts::{
    ArgValue, ExprKind, FunctionKind, FunctionSummary, Name, Param, ParamKind, TypeKind, TypeRef,
};

use super::Reader;
use crate::env::Class;
use crate::framework::RoleOf;
use crate::index::ClassRef;
use crate::place::Known;
use crate::recognise::classes::{What, is_public_method};
use crate::recognise::local::Scope;
use crate::recognise::world::{Meaning, Site};
use crate::symbol::{Part, SymbolRef};
use crate::things::Collaborator;

impl Reader<'_, '_> {
    /// Repositories that a function finds in its module and calls: `const users = require("./user-repository")`.
    pub(super) fn module_collaborators(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
    ) -> Vec<Collaborator> {
        let site = Site {
            file: symbol.file,
            scope: Scope::Function(symbol.symbol),
        };
        let mut found: Vec<Collaborator> = Vec::new();
        for call in &function.calls {
            let Some((object, method)) = call.callee.split_once('.') else {
                continue;
            };
            let own = function
                .signature
                .params
                .iter()
                .any(|param| param.name == object);
            if own || function.locals.iter().any(|(local, _)| local == object) {
                continue;
            }
            let class = match self.world.resolve(site, object) {
                Meaning::Instance(class) => Some(class),
                Meaning::Declared(declared)
                    if !matches!(declared.symbol.part, Part::Function(_) | Part::Type(_)) =>
                {
                    match self.world.value_of(declared) {
                        Meaning::Instance(class) => Some(class),
                        _ => None,
                    }
                }
                _ => None,
            };
            let Some(class) = class else { continue };
            let is_repository = self
                .classes
                .kinds
                .get(&class)
                .is_some_and(|kind| kind.is_repository);
            if !is_repository {
                continue;
            }
            let calls = Name::new(method);
            match found.iter_mut().find(|known| known.name == object) {
                Some(known) if known.calls.contains(&calls) => {}
                Some(known) => known.calls.push(calls),
                None => found.push(Collaborator {
                    name: Name::new(object),
                    ty: None,
                    to: Known::Is(self.world.element_named(class, self.world.name(class))),
                    calls: vec![calls],
                }),
            }
        }
        found
    }

    pub(super) fn function_collaborators(
        &self,
        symbol: SymbolRef,
        function: &FunctionSummary,
    ) -> Vec<Collaborator> {
        function
            .signature
            .params
            .iter()
            .filter(|param| param.kind != ParamKind::Receiver)
            .filter_map(|param| {
                let to = self.collaborator(symbol, param)?;
                Some(Collaborator {
                    name: param.name.clone(),
                    ty: param.ty.clone(),
                    to,
                    calls: param_calls(function, &param.name),
                })
            })
            .collect()
    }

    pub(super) fn class_collaborators(
        &self,
        symbol: SymbolRef,
        class: &Class<'_>,
    ) -> Vec<Collaborator> {
        let constructor = class
            .methods()
            .find(|method| method.function.signature.kind == FunctionKind::Constructor);
        let mut found = Vec::new();
        if let Some(constructor) = constructor {
            let function = SymbolRef {
                file: symbol.file,
                symbol: constructor.symbol,
            };
            found = self.function_collaborators(function, constructor.function);
        } else {
            // A class whose fields are its constructor's parameters.
            for field in class.fields() {
                let Some(ty) = &field.fact.ty else { continue };
                if let Some(to) = self.collaborator_type(symbol, ty) {
                    found.push(Collaborator {
                        name: field.fact.name.clone(),
                        ty: Some(ty.clone()),
                        to,
                        calls: Vec::new(),
                    });
                }
            }
        }
        for collaborator in &mut found {
            let attributes = self.attributes_of(symbol, &collaborator.name);
            for method in class.methods() {
                let receiver = method.function.signature.receiver().unwrap_or("self");
                for call in attribute_calls(method.function, receiver, &attributes) {
                    if !collaborator.calls.contains(&call) {
                        collaborator.calls.push(call);
                    }
                }
            }
        }
        found
    }

    /// The attributes that hold what the constructor's parameter gives.
    pub(super) fn attributes_of(&self, class: SymbolRef, param: &Name) -> Vec<Name> {
        let Some(found) = self.world.class(class) else {
            return Vec::new();
        };
        let mut attributes = vec![param.clone()];
        for method in found.methods() {
            if method.function.signature.kind != FunctionKind::Constructor {
                continue;
            }
            for (local, value) in &method.function.locals {
                if matches!(value, ArgValue::Path(path) if path == param)
                    && let Some((_, attribute)) = local.split_once('.')
                {
                    attributes.push(Name::new(attribute));
                }
            }
        }
        attributes
    }

    /// What a parameter is given, if that is something to work with and no plain data.
    fn collaborator(
        &self,
        symbol: SymbolRef,
        param: &Param,
    ) -> Option<Known<crate::things::Element>> {
        self.collaborator_type(symbol, param.ty.as_ref()?)
    }

    /// What a type parameter of the function or class must be: `R: UserRepository`.
    fn bound_of(&self, symbol: SymbolRef, ty: &TypeRef) -> Option<&TypeRef> {
        let mut ty = ty;
        while let TypeKind::Reference { inner, .. } = &ty.kind {
            ty = inner;
        }
        let TypeKind::Named { path, args } = &ty.kind else {
            return None;
        };
        let path = match args.as_slice() {
            [] => path,
            // `Arc<R>`.
            [only] => match &only.kind {
                TypeKind::Named { path, args } if args.is_empty() => path,
                _ => return None,
            },
            _ => return None,
        };
        let env = self.world.env(symbol.file)?;
        let own = env.function(symbol.symbol).into_iter();
        let own = own.flat_map(|function| &function.signature.type_params);
        let class = match symbol.symbol.part {
            Part::Type(_) => Some(symbol),
            _ => self.world.owner(symbol),
        };
        let class = class.and_then(|class| self.world.class(class)).into_iter();
        let of_class = class.flat_map(|class| &class.decl.type_params);
        let mut params = own.chain(of_class);
        params.find(|param| param.name == *path)?.bounds.first()
    }

    fn collaborator_type(
        &self,
        symbol: SymbolRef,
        ty: &TypeRef,
    ) -> Option<Known<crate::things::Element>> {
        let ty = self.bound_of(symbol, ty).unwrap_or(ty);
        let class = self.world.index.query().class_of_type(symbol.file, ty);
        let may_be_function = match &class {
            Some(ClassRef::Project(_)) => false,
            Some(ClassRef::External(path)) => self.is_callable_type(symbol, path),
            None => true,
        };
        if may_be_function && let Some(alias) = self.callable_alias(symbol, ty) {
            return Some(Known::Is(self.world.element(alias)));
        }
        match class? {
            ClassRef::Project(class) => {
                let works = match self.classes.what(class) {
                    What::Port | What::Adapter => true,
                    What::Other => self.world.class(class).is_some_and(|found| {
                        found
                            .methods()
                            .any(|method| is_public_method(&found, &method))
                    }),
                    _ => false,
                };
                works.then(|| Known::Is(self.world.element_named(class, self.world.name(class))))
            }
            ClassRef::External(path) => {
                let frameworks = self.world.frameworks(symbol.file);
                let session = frameworks
                    .roles(&path)
                    .iter()
                    .any(|role| matches!(role, RoleOf::Session(..)));
                session.then_some(Known::Absent)
            }
        }
    }

    /// A named type of functions: `Clock = Callable[[], datetime]`.
    fn callable_alias(&self, symbol: SymbolRef, ty: &TypeRef) -> Option<SymbolRef> {
        let TypeKind::Named { path, .. } = &ty.kind else {
            return None;
        };
        let alias = self.world.declaration(symbol.file, path)?;
        let env = self.world.env(alias.file)?;
        if let Some(decl) = env.type_decl(alias.symbol) {
            let function = decl.alias_of.as_ref().map(|of| &of.kind);
            return matches!(function, Some(TypeKind::Function { .. })).then_some(alias);
        }
        let exprs = &env.item(alias.symbol)?.facts.summary.exprs;
        let ExprKind::Index { object, .. } = &exprs.get(env.binding(alias.symbol)?.value?).kind
        else {
            return None;
        };
        let path = exprs.path(*object)?;
        self.is_callable_type(alias, &path).then_some(alias)
    }

    fn is_callable_type(&self, symbol: SymbolRef, path: &str) -> bool {
        let last = path.rsplit('.').next().unwrap_or("");
        let mut tables = self.world.frameworks(symbol.file).types();
        tables.any(|table| table.callables.iter().any(|callable| callable == last))
    }
}

/// The methods of a parameter that a function calls; the parameter's own name where it is called itself.
fn param_calls(function: &FunctionSummary, param: &str) -> Vec<Name> {
    let mut calls: Vec<Name> = Vec::new();
    for call in &function.calls {
        let method = if call.callee == *param {
            Some(param)
        } else {
            call.callee
                .strip_prefix(param)
                .and_then(|rest| rest.strip_prefix('.'))
        };
        if let Some(method) = method.map(Name::new)
            && !calls.contains(&method)
        {
            calls.push(method);
        }
    }
    calls
}

pub(super) fn attribute_calls(
    function: &FunctionSummary,
    receiver: &str,
    attributes: &[Name],
) -> Vec<Name> {
    let mut calls: Vec<Name> = Vec::new();
    for attribute in attributes {
        let path = format!("{receiver}.{attribute}");
        for call in param_calls(function, &path) {
            let own = call
                .rsplit_once('.')
                .map_or(call.clone(), |(_, last)| Name::new(last));
            let method = if call == path.as_str() {
                attribute.clone()
            } else {
                own
            };
            if !calls.contains(&method) {
                calls.push(method);
            }
        }
    }
    calls
}
