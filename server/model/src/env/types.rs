//! The classes of values: by annotations, aliases of types and what names are bound to; it never looks into
//! another file.

use syntax::facts::{
    BinaryOp, ExprId, ExprKind, Exprs, Name, TypeDeclKind, TypeKind, TypeParam, TypeRef, UnaryOp,
};

use super::lookup::Lookup;
use super::paths::{builtin_shape, call_path, is_absence, literal_class};
use crate::symbol::{LocalSymbol, Origin, Part, Target};

/// How many wrappers of a type are looked through.
const WRAPPERS: usize = 16;

impl Lookup<'_> {
    /// The class a value of the annotated type belongs to, where the annotation names one class.
    pub fn origin_of(&self, ty: &TypeRef) -> Option<Origin> {
        let ty = self.value_type(ty)?;
        let TypeKind::Named { path, .. } = &ty.kind else {
            return builtin_shape(&ty.kind).map(|name| Origin::Builtin(Name::new(name)));
        };
        self.deeper(|| self.origin_of_class(&self.resolve(path)))
    }

    /// The class of what looping over a value of the annotated type gives.
    pub fn element_of(&self, ty: &TypeRef) -> Option<Origin> {
        match &self.value_type(ty)?.kind {
            TypeKind::List(inner) => self.origin_of(inner),
            TypeKind::Map(key, _) => self.origin_of(key),
            TypeKind::Named { path, args } => {
                let path = self.resolve(path).path()?;
                let first = args.first()?;
                // `tuple[int, str]` is not among them: its elements may differ.
                let is_uniform = self.builtins().typing.element_first.contains(&path);
                is_uniform.then(|| self.origin_of(first))?
            }
            _ => None,
        }
    }

    /// The type without what wraps it: absence, references and extra information.
    pub fn value_type<'t>(&self, ty: &'t TypeRef) -> Option<&'t TypeRef> {
        let mut ty = ty;
        for _ in 0..WRAPPERS {
            ty = match &ty.kind {
                TypeKind::Optional(inner)
                | TypeKind::Pointer(inner)
                | TypeKind::Reference { inner, .. }
                | TypeKind::Annotated { inner, .. } => inner,
                TypeKind::Tuple(results) if self.builtins().typing.several_results => {
                    results.first()?
                }
                TypeKind::Dynamic(bounds) => match bounds.as_slice() {
                    [only] => only,
                    _ => return None,
                },
                TypeKind::Named { path, args } if !args.is_empty() => {
                    let target = self.deeper(|| self.resolve(path).path());
                    match (target, args.first()) {
                        (Some(path), Some(inner)) if self.is_transparent(&path) => inner,
                        _ => return Some(ty),
                    }
                }
                _ => return Some(ty),
            };
        }
        None
    }

    /// What a type must be that is one of `params`: `Repository` of `R: Repository`.
    pub fn bound_of<'t>(&self, params: &'t [TypeParam], ty: &TypeRef) -> Option<&'t TypeRef> {
        if params.is_empty() {
            return None;
        }
        let TypeKind::Named { path, args } = &self.value_type(ty)?.kind else {
            return None;
        };
        let mut params = params.iter();
        let param = params.find(|param| args.is_empty() && param.name == *path)?;
        param.bounds.first()
    }

    fn is_transparent(&self, path: &str) -> bool {
        self.builtins().typing.transparent.contains(path)
    }

    /// The origin of the values of what `target` names, if that is a class.
    fn origin_of_class(&self, target: &Target) -> Option<Origin> {
        let typing = &self.builtins().typing;
        let says_something =
            |path: &Name| !typing.anything.contains(path) && !typing.class_objects.contains(path);
        match target {
            Target::Imported(imported) if says_something(&imported.path) => {
                Some(Origin::Imported(self.env.normalised(imported.clone())))
            }
            Target::Builtin(name) if name != "None" && says_something(name) => {
                Some(Origin::Builtin(name.clone()))
            }
            Target::Declared { symbol, rest } if rest.is_empty() => {
                match self.env.type_decl(*symbol) {
                    Some(decl) if decl.kind != TypeDeclKind::Alias => {
                        Some(Origin::Declared(*symbol))
                    }
                    _ => self.class_of_alias(*symbol),
                }
            }
            _ => None,
        }
    }

    /// The class of values of the type with that name.
    pub fn class_named(&self, path: &str) -> Option<Origin> {
        self.deeper(|| self.origin_of_class(&self.resolve(path)))
    }

    /// The class that a name of a type stands for: `SessionDep = Annotated[Session, Depends(get)]`.
    pub fn class_of_alias(&self, symbol: LocalSymbol) -> Option<Origin> {
        if let Some(decl) = self.env.type_decl(symbol) {
            return self.deeper(|| self.origin_of(decl.alias_of.as_ref()?));
        }
        let value = self.env.binding(symbol)?.value?;
        let exprs = &self.env.item(symbol)?.facts.summary.exprs;
        self.class_in_expr(exprs, value)
    }

    /// The class that an expression used as a type names.
    fn class_in_expr(&self, exprs: &Exprs, value: ExprId) -> Option<Origin> {
        let mut value = value;
        for _ in 0..WRAPPERS {
            value = match &exprs.get(value).kind {
                ExprKind::Index { object, index } => {
                    let target = self.deeper(|| Some(self.resolve(&exprs.path(*object)?)))?;
                    if !target.path().is_some_and(|path| self.is_transparent(&path)) {
                        return self.origin_of_class(&target);
                    }
                    match &exprs.get(*index).kind {
                        ExprKind::Sequence { items, .. } => *items.first()?,
                        _ => *index,
                    }
                }
                ExprKind::Binary {
                    op: BinaryOp::BitOr,
                    left,
                    right,
                } => match (is_absence(exprs, *left), is_absence(exprs, *right)) {
                    (false, true) => *left,
                    (true, false) => *right,
                    _ => return None,
                },
                // A new type has the values of the one it is made from.
                ExprKind::Call { callee, args, .. } => {
                    let made = self.deeper(|| self.resolve(&exprs.path(*callee)?).path())?;
                    if !self.builtins().typing.new_types.contains(&made) {
                        return None;
                    }
                    args.get(1)?.value
                }
                ExprKind::Name(_) | ExprKind::Member { .. } => {
                    let path = exprs.path(value)?;
                    return self.deeper(|| self.origin_of_class(&self.resolve(&path)));
                }
                _ => return None,
            };
        }
        None
    }

    /// The class of the value that a declared name holds.
    pub fn value_of(&self, symbol: LocalSymbol) -> Option<Origin> {
        let (ty, value) = match symbol.part {
            Part::Binding(_) => {
                let binding = self.env.binding(symbol)?;
                (binding.ty.as_ref(), binding.value)
            }
            Part::Field(_) | Part::TypeField(..) => {
                let field = self.env.field(symbol)?;
                (field.ty.as_ref(), field.value)
            }
            Part::Export(_) => (None, self.env.value(symbol)),
            _ => return None,
        };
        let params = self.env.owner_of(symbol);
        let params = params.and_then(|owner| self.env.type_decl(owner));
        let params = params.map_or(&[] as &[_], |decl| decl.type_params.as_slice());
        if let Some(of) = ty.and_then(|ty| self.origin_of(self.bound_of(params, ty).unwrap_or(ty)))
        {
            return Some(of);
        }
        let exprs = &self.env.item(symbol)?.facts.summary.exprs;
        self.deeper(|| self.origin_of_value(exprs, value?))
    }

    /// The class of the value of an expression at the top level of a module or class.
    fn origin_of_value(&self, exprs: &Exprs, value: ExprId) -> Option<Origin> {
        let mut value = exprs.unwrapped(value);
        for _ in 0..WRAPPERS {
            let ExprKind::Unary {
                op: UnaryOp::Reference,
                operand,
            } = &exprs.get(value).kind
            else {
                break;
            };
            value = exprs.unwrapped(*operand);
        }
        match &exprs.get(value).kind {
            ExprKind::Record { ty: Some(ty), .. } => self.origin_of(ty),
            ExprKind::Call { .. } => match self.resolve(&call_path(exprs, value)?) {
                Target::Instance { of } => Some(of),
                _ => None,
            },
            kind => literal_class(kind).map(|name| Origin::Builtin(Name::new(name))),
        }
    }
}
