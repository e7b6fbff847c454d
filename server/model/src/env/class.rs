//! A class put together from its head and its members; it never looks at base classes of other files.

use syntax::facts::{
    ArgValue, Binding, Exprs, Field, FunctionKind, FunctionSummary, Name, Param, TypeDecl,
    TypeDeclKind, TypeKind, TypeRef, Variant,
};
use syntax::file::PlacedItem;

use super::lookup::Lookup;
use super::paths::is_absence;
use super::{FileEnv, FunctionNames};
use crate::symbol::{LocalSymbol, Origin, Part, Target, Why};
use crate::tables::Builtins;

/// How many base classes in the file are looked at.
const BASES: usize = 16;

/// A class of one file with its members.
#[derive(Clone, Copy, Debug)]
pub struct Class<'e> {
    env: &'e FileEnv,
    pub symbol: LocalSymbol,
    /// The head as declared; members that are items of their own are not in it.
    pub decl: &'e TypeDecl,
    /// The item of the head; its summary's arena holds the head's expressions.
    pub item: &'e PlacedItem,
}

/// A declaration in a class, with the item whose arena and place it refers to.
#[derive(Clone, Copy, Debug)]
pub struct ClassMember<'e, T> {
    pub symbol: LocalSymbol,
    pub item: &'e PlacedItem,
    pub fact: &'e T,
}

/// A method of a class.
#[derive(Clone, Copy, Debug)]
pub struct Method<'e> {
    pub symbol: LocalSymbol,
    pub item: &'e PlacedItem,
    pub function: &'e FunctionSummary,
}

impl FileEnv {
    /// The class declared at `symbol`, put together.
    #[must_use]
    pub fn class(&self, symbol: LocalSymbol) -> Option<Class<'_>> {
        Some(Class {
            env: self,
            symbol,
            decl: self.type_decl(symbol)?,
            item: self.item(symbol)?,
        })
    }

    /// The class that a symbol is declared in.
    #[must_use]
    pub fn owner_of(&self, symbol: LocalSymbol) -> Option<LocalSymbol> {
        let item = self.item(symbol)?;
        if let Some(head) = item.parent {
            return Some(self.extended(LocalSymbol {
                item: head,
                part: Part::Type(0),
            }));
        }
        let in_item = |part| LocalSymbol {
            item: symbol.item,
            part,
        };
        match symbol.part {
            Part::TypeField(ty, _) | Part::TypeVariant(ty, _) => Some(in_item(Part::Type(ty))),
            Part::Function(_) => {
                let owner = self.function(symbol)?.signature.owner.as_ref()?;
                let types = (0u32..).zip(&item.facts.types);
                let mut named = types.filter(|(_, ty)| ty.name == *owner);
                let here = named.next().map(|(at, _)| in_item(Part::Type(at)));
                here.or_else(|| self.declared_type(owner))
            }
            _ => None,
        }
    }

    /// The type that members are added to, if this file declares it; else what adds them.
    fn extended(&self, head: LocalSymbol) -> LocalSymbol {
        let decl = self.type_decl(head);
        let extends = decl.filter(|decl| decl.kind == TypeDeclKind::Extension);
        let of = extends.and_then(|decl| self.declared_type(&decl.name));
        of.unwrap_or(head)
    }

    fn declared_type(&self, name: &str) -> Option<LocalSymbol> {
        self.declared(name)
            .filter(|symbol| matches!(symbol.part, Part::Type(_)))
    }

    /// Names of types that the file adds members to without declaring them.
    pub(crate) fn outside_types(&self) -> impl Iterator<Item = &Name> {
        let names = self.names.outside.keys();
        names.filter(|name| self.declared_type(name).is_none())
    }

    /// What the file adds to the type of that name, which it does not declare: as if it were a class.
    pub(crate) fn outside(&self, name: &str) -> Option<Outside<'_>> {
        Some(Outside {
            env: self,
            items: self.names.outside.get(name)?,
        })
    }

    /// Every class of the file that others may name, nested ones included.
    pub fn classes(&self) -> impl Iterator<Item = Class<'_>> {
        (0u32..)
            .zip(&self.facts.items)
            .flat_map(move |(index, item)| {
                let parts = 0..u32::try_from(item.facts.types.len()).unwrap_or(u32::MAX);
                let classes = parts.filter_map(move |at| {
                    self.class(LocalSymbol {
                        item: index,
                        part: Part::Type(at),
                    })
                });
                classes.filter(|class| {
                    let kind = class.decl.kind;
                    !matches!(kind, TypeDeclKind::Extension | TypeDeclKind::Namespace)
                })
            })
    }

    /// Every function and method of the file that is no nested one.
    pub fn functions(&self) -> impl Iterator<Item = Method<'_>> {
        (0u32..).zip(&self.facts.items).flat_map(|(index, item)| {
            (0u32..)
                .zip(&item.facts.summary.functions)
                .map(move |(at, function)| Method {
                    symbol: LocalSymbol {
                        item: index,
                        part: Part::Function(at),
                    },
                    item,
                    function,
                })
        })
    }
}

impl<'e> Class<'e> {
    /// The methods the class declares, in source order; overloads and setters among them.
    pub fn methods(&self) -> impl Iterator<Item = Method<'e>> + use<'e> {
        let class = *self;
        class.items().flat_map(move |(index, item)| {
            (0u32..)
                .zip(&item.facts.summary.functions)
                .filter(move |(_, function)| class.owns(index, function))
                .map(move |(at, function)| Method {
                    symbol: LocalSymbol {
                        item: index,
                        part: Part::Function(at),
                    },
                    item,
                    function,
                })
        })
    }

    /// The method of that name; of several (overloads, a property and its setter) the last that is no setter.
    #[must_use]
    pub fn method(&self, name: &str) -> Option<Method<'e>> {
        self.methods()
            .filter(|method| {
                let signature = &method.function.signature;
                signature.name == name && signature.kind != FunctionKind::Setter
            })
            .last()
    }

    /// The declared fields, in source order.
    pub fn fields(&self) -> impl Iterator<Item = ClassMember<'e, Field>> + use<'e> {
        let class = *self;
        let own = (0u32..)
            .zip(&class.decl.fields)
            .map(move |(at, fact)| ClassMember {
                symbol: LocalSymbol {
                    item: class.symbol.item,
                    part: Part::TypeField(class.part(), at),
                },
                item: class.item,
                fact,
            });
        own.chain(class.member_items().flat_map(|(index, item)| {
            (0u32..)
                .zip(&item.facts.fields)
                .map(move |(at, fact)| ClassMember {
                    symbol: LocalSymbol {
                        item: index,
                        part: Part::Field(at),
                    },
                    item,
                    fact,
                })
        }))
    }

    /// The variants of an enum, in source order.
    pub fn variants(&self) -> impl Iterator<Item = ClassMember<'e, Variant>> + use<'e> {
        let class = *self;
        let own = (0u32..)
            .zip(&class.decl.variants)
            .map(move |(at, fact)| ClassMember {
                symbol: LocalSymbol {
                    item: class.symbol.item,
                    part: Part::TypeVariant(class.part(), at),
                },
                item: class.item,
                fact,
            });
        own.chain(class.member_items().flat_map(|(index, item)| {
            (0u32..)
                .zip(&item.facts.variants)
                .map(move |(at, fact)| ClassMember {
                    symbol: LocalSymbol {
                        item: index,
                        part: Part::Variant(at),
                    },
                    item,
                    fact,
                })
        }))
    }

    /// Names bound in the class: `__tablename__ = "users"`.
    pub fn bindings(&self) -> impl Iterator<Item = ClassMember<'e, Binding>> + use<'e> {
        self.member_items().flat_map(|(index, item)| {
            (0u32..)
                .zip(&item.facts.summary.bindings)
                .map(move |(at, fact)| ClassMember {
                    symbol: LocalSymbol {
                        item: index,
                        part: Part::Binding(at),
                    },
                    item,
                    fact,
                })
        })
    }

    /// What each base class stands for in this file.
    pub fn bases(&self) -> impl Iterator<Item = (&'e TypeRef, Target)> + use<'e> {
        let env = self.env;
        let bases = self.base_types();
        let own = &self.decl.name;
        bases.map(move |base| {
            let lookup = Lookup::new(env);
            // What is imported under the name that the class takes.
            let target = match &base.kind {
                TypeKind::Named { path, .. } if path == own => lookup.imported_as(own),
                _ => None,
            };
            let target = target.unwrap_or_else(|| base_target(&lookup, base));
            (base, target)
        })
    }

    /// What macros at the head implement for the class: `#[derive(Error)]`.
    pub(crate) fn derived(&self) -> Vec<(Name, Target)> {
        let derives = Builtins::of(self.env.facts.language).derives();
        if derives.is_empty() {
            return Vec::new();
        }
        let exprs = &self.item.facts.summary.exprs;
        let decorators = self.decl.decorators.iter();
        let derived = decorators.filter(|decorator| derives.contains(&decorator.path));
        let args = derived.flat_map(|decorator| decorator.args.iter().flatten());
        let lookup = Lookup::new(self.env);
        let named = args.filter_map(|arg| exprs.path(arg.value));
        named
            .map(|path| {
                let target = lookup.resolve(&path);
                (path, target)
            })
            .collect()
    }

    /// Whether a method belongs to an interface, its declaration or an implementation of it: who may use the
    /// interface may call it, whatever the method says itself.
    #[must_use]
    pub fn is_required(&self, method: &Method<'_>) -> bool {
        let head = method.item.parent;
        let head = head.and_then(|head| self.env.facts.items.get(head as usize));
        let decl = head.and_then(|head| head.facts.types.first());
        decl.is_some_and(|decl| match decl.kind {
            TypeDeclKind::Interface | TypeDeclKind::Trait => true,
            TypeDeclKind::Extension => !decl.bases.is_empty(),
            _ => false,
        })
    }

    /// The bases that the head names and those that the file adds elsewhere.
    fn base_types(&self) -> impl Iterator<Item = &'e TypeRef> + use<'e> {
        let added = self.env.outside(&self.decl.name);
        let added = added.into_iter().flat_map(|added| added.bases());
        self.decl.bases.iter().chain(added)
    }

    /// The member of that name declared in the class itself: method, field, binding, variant.
    #[must_use]
    pub fn own_member(&self, name: &str) -> Option<LocalSymbol> {
        let named = |symbol: LocalSymbol| self.env.name(symbol).is_some_and(|own| own == name);
        self.method(name)
            .map(|method| method.symbol)
            .or_else(|| {
                self.fields()
                    .map(|field| field.symbol)
                    .find(|symbol| named(*symbol))
            })
            .or_else(|| {
                self.bindings()
                    .map(|binding| binding.symbol)
                    .find(|symbol| named(*symbol))
            })
            .or_else(|| {
                self.variants()
                    .map(|variant| variant.symbol)
                    .find(|symbol| named(*symbol))
            })
            .or_else(|| self.inner_types().find(|symbol| named(*symbol)))
    }

    /// The types declared inside this one.
    fn inner_types(&self) -> impl Iterator<Item = LocalSymbol> + use<'e> {
        let env = self.env;
        let inner = match self.symbol.part {
            Part::Type(0) => env.names.inner_types(self.symbol.item),
            _ => &[],
        };
        inner.iter().copied()
    }

    /// The member of that name, also of base classes in the same file.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<LocalSymbol> {
        self.with_local_bases()
            .into_iter()
            .find_map(|class| class.own_member(name))
    }

    /// The class of the value an attribute holds: by its annotation, or where everything that the class
    /// and its bases in the file assign to it agrees.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<Origin> {
        self.attribute_in(&Lookup::new(self.env), name)
    }

    pub(super) fn attribute_in(&self, lookup: &Lookup<'e>, name: &str) -> Option<Origin> {
        self.with_local_bases_in(lookup)
            .into_iter()
            .find_map(|class| class.own_attribute_in(lookup, name))?
    }

    /// None where the class says nothing of the attribute, none inside where it says nothing certain.
    pub(crate) fn own_attribute_origin(&self, name: &str) -> Option<Option<Origin>> {
        self.own_attribute_in(&Lookup::new(self.env), name)
    }

    fn own_attribute_in(&self, lookup: &Lookup<'e>, name: &str) -> Option<Option<Origin>> {
        if let Some(method) = self.method(name) {
            let signature = &method.function.signature;
            let is_getter = signature.kind == FunctionKind::Getter;
            return Some(
                is_getter
                    .then(|| lookup.origin_of(signature.returns.as_ref()?))
                    .flatten(),
            );
        }
        if let Some(param) = self.field_param(name) {
            return Some(param.ty.as_ref().and_then(|ty| lookup.origin_of(ty)));
        }
        let declared = self.own_member(name);
        let annotated = declared.and_then(|symbol| {
            let ty = self
                .env
                .field(symbol)
                .and_then(|field| field.ty.as_ref())
                .or_else(|| self.env.binding(symbol)?.ty.as_ref())?;
            lookup.origin_of(ty)
        });
        if annotated.is_some() {
            return Some(annotated);
        }
        let mut values = self.assigned(lookup, name);
        if let Some(symbol) = declared.filter(|symbol| !self.is_absent_value(*symbol)) {
            values.push(lookup.value_of(symbol));
        }
        let (first, others) = values.split_first()?;
        let agreed = others.iter().all(|other| other == first);
        Some(if agreed { first.clone() } else { None })
    }

    /// The parameter of the constructor that also declares a field: `constructor(private readonly repo: Repo)`.
    fn field_param(&self, name: &str) -> Option<&'e Param> {
        let constructors = self
            .methods()
            .filter(|method| method.function.signature.kind == FunctionKind::Constructor);
        let mut params = constructors.flat_map(|method| &method.function.signature.params);
        params.find(|param| param.declares_field && param.name == name)
    }

    /// What the methods assign to an attribute of their receiver; absence (`None`) is left out.
    fn assigned(&self, lookup: &Lookup<'e>, name: &str) -> Vec<Option<Origin>> {
        let mut values = Vec::new();
        for method in self.methods() {
            let Some(receiver) = method.function.signature.receiver() else {
                continue;
            };
            for (target, value) in &method.function.locals {
                let attribute = target
                    .strip_prefix(receiver)
                    .and_then(|rest| rest.strip_prefix('.'));
                if attribute != Some(name)
                    || matches!(value, ArgValue::Path(path) if path == "None")
                {
                    continue;
                }
                let names = FunctionNames::new(self.env, method.symbol);
                values.push(names.and_then(|names| names.origin_in(lookup, value)));
            }
        }
        values
    }

    fn is_absent_value(&self, symbol: LocalSymbol) -> bool {
        let value = self
            .env
            .field(symbol)
            .map(|field| field.value)
            .or_else(|| self.env.binding(symbol).map(|binding| binding.value));
        match value {
            Some(Some(value)) => is_absence(self.exprs_of(symbol), value),
            Some(None) => true,
            None => false,
        }
    }

    fn exprs_of(&self, symbol: LocalSymbol) -> &'e Exprs {
        let item = self.env.item(symbol).unwrap_or(self.item);
        &item.facts.summary.exprs
    }

    /// The class and its bases as far as they are in this file, nearest first.
    #[must_use]
    pub fn with_local_bases(&self) -> Vec<Class<'e>> {
        self.with_local_bases_in(&Lookup::new(self.env))
    }

    pub(super) fn with_local_bases_in(&self, lookup: &Lookup<'e>) -> Vec<Class<'e>> {
        let mut classes = vec![*self];
        let mut at = 0;
        while let Some(class) = classes.get(at).copied() {
            at += 1;
            for base in class.base_types() {
                let target = lookup.deeper(|| Some(base_target(lookup, base)));
                let base = target
                    .and_then(|target| target.declared())
                    .and_then(|symbol| self.env.class(symbol));
                let Some(base) = base else { continue };
                let seen = classes.iter().any(|class| class.symbol == base.symbol);
                if !seen && classes.len() < BASES {
                    classes.push(base);
                }
            }
        }
        classes
    }

    /// Whether every base class is declared in this file or built in, so that a member that is not found
    /// does not exist.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.with_local_bases().iter().all(|class| {
            class.bases().all(|(_, target)| {
                target.declared().is_some() || matches!(target, Target::Builtin(_))
            })
        })
    }

    /// The items whose summaries may hold members.
    fn items(&self) -> impl Iterator<Item = (u32, &'e PlacedItem)> + use<'e> {
        std::iter::once((self.symbol.item, self.item)).chain(self.member_items())
    }

    fn member_items(&self) -> impl Iterator<Item = (u32, &'e PlacedItem)> + use<'e> {
        let env = self.env;
        // The members of an item belong to the class that is its head, which is the first of the item.
        let members: &[u32] = match self.symbol.part {
            Part::Type(0) => env.names.member_items(self.symbol.item),
            _ => &[],
        };
        let added = env.names.outside.get(&self.decl.name);
        let added = added.filter(|_| self.decl.kind != TypeDeclKind::Extension);
        let added = added.map_or(&[] as &[u32], |added| added.as_slice());
        members
            .iter()
            .chain(added)
            .filter_map(move |index| Some((*index, env.facts.items.get(*index as usize)?)))
    }

    /// Whether a function of one of the items belongs to this class and not to a class inside it.
    fn owns(&self, item: u32, function: &FunctionSummary) -> bool {
        match &function.signature.owner {
            Some(owner) => *owner == self.decl.name,
            None => item != self.symbol.item,
        }
    }

    fn part(&self) -> u32 {
        match self.symbol.part {
            Part::Type(at) => at,
            _ => 0,
        }
    }
}

/// Members that a file adds to a type: heads that add them and items that hold them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outside<'e> {
    env: &'e FileEnv,
    items: &'e [u32],
}

impl<'e> Outside<'e> {
    fn placed(self) -> impl Iterator<Item = (u32, &'e PlacedItem)> {
        let items = self.items.iter();
        items.filter_map(move |index| Some((*index, self.env.facts.items.get(*index as usize)?)))
    }

    pub fn methods(self) -> impl Iterator<Item = Method<'e>> {
        self.placed().flat_map(|(index, item)| {
            (0u32..)
                .zip(&item.facts.summary.functions)
                .map(move |(at, function)| Method {
                    symbol: LocalSymbol {
                        item: index,
                        part: Part::Function(at),
                    },
                    item,
                    function,
                })
        })
    }

    /// Bases that are added: traits that are implemented for the type.
    pub fn bases(self) -> impl Iterator<Item = &'e TypeRef> {
        self.placed().flat_map(|(_, item)| {
            let heads = item.facts.types.iter();
            let heads = heads.filter(|decl| decl.kind == TypeDeclKind::Extension);
            heads.flat_map(|decl| &decl.bases)
        })
    }

    pub fn method(self, name: &str) -> Option<LocalSymbol> {
        let mut methods = self.methods();
        let found = methods.find(|method| method.function.signature.name == name)?;
        Some(found.symbol)
    }

    /// What the added bases stand for in the file that adds them.
    pub fn base_targets(self) -> impl Iterator<Item = Target> {
        let env = self.env;
        self.bases()
            .map(move |base| base_target(&Lookup::new(env), base))
    }
}

/// What a base class stands for in its file.
fn base_target(lookup: &Lookup, base: &TypeRef) -> Target {
    match &base.kind {
        TypeKind::Named { path, .. } => lookup.resolve(path),
        _ => Target::Unknown(Why::Expression),
    }
}
