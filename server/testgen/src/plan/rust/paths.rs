//! What paths of names stand for: variants, types, functions, constants; it calls nothing.

use syntax::facts::Name;

use super::super::class::{ClassKind, last};
use super::super::run::{Frame, Outcome, Run};
use super::super::value::{Datum, Value};
use super::set_up::{ERR, NONE, OK, SOME};
use super::types::{Shape, Typed, shape};
use super::{From, Rc};
use crate::sources::{Code, Definition, FunctionAt, Resolved};

/// What a path stands for.
pub(super) enum Named<'a> {
    Value(Value<'a>),
    Variant(Rc<super::Class<'a>>, usize),
    Class(Rc<super::Class<'a>>),
    Function(FunctionAt<'a>),
    /// A function of a type.
    Of(Rc<super::Class<'a>>, Name),
    /// From elsewhere, by its full path.
    External(Name),
}

impl<'a> Run<'a, '_> {
    /// What a path stands for in a function; its first name is no local one.
    pub(super) fn rust_path(
        &mut self,
        frame: &Frame<'a>,
        path: &str,
        from: From<'a>,
    ) -> Outcome<'a, Named<'a>> {
        let built_in = &self.classes.built_in;
        let of = |class: &Rc<super::Class<'a>>, at| Ok(Named::Variant(Rc::clone(class), at));
        match path {
            "None" | "Option.None" => return of(&built_in.option, NONE),
            "Some" | "Option.Some" => return of(&built_in.option, SOME),
            "Ok" | "Result.Ok" => return of(&built_in.result, OK),
            "Err" | "Result.Err" => return of(&built_in.result, ERR),
            _ => {}
        }
        if path == "Self" {
            return match &frame.owner {
                Some(owner) => Ok(Named::Class(Rc::clone(owner))),
                None => self.stop(from.0, from.1, "a name that is not followed"),
            };
        }
        let resolved = match path.starts_with("Self.") {
            true => Resolved::Undeclared,
            false => self.classes.sources.resolve_path(frame.code.file, path),
        };
        match resolved {
            Resolved::Here(Definition::Function(function)) => return Ok(Named::Function(function)),
            Resolved::Here(Definition::Class { file, item, .. }) => {
                return match self.classes.at(file, item) {
                    Some(class) => Ok(Named::Class(class)),
                    None => self.aliased(frame.code, path, from),
                };
            }
            Resolved::Here(Definition::Value { code, value, ty }) => {
                let Some(value) = value else {
                    return self.stop(from.0, from.1, "a name without a value");
                };
                let mut inner = Self::frame(code, Default::default());
                let typed = ty.map(|ty| self.typed(code, ty));
                let value = self.rust_expression(&mut inner, value, typed.as_ref(), true)?;
                return Ok(Named::Value(value));
            }
            Resolved::Here(Definition::Module(_)) => {
                return self.stop(from.0, from.1, "a name that is not followed");
            }
            Resolved::External(full) if !path.contains('.') || full != path => {
                return Ok(Named::External(full));
            }
            _ => {}
        }
        let Some((head, name)) = path.rsplit_once('.') else {
            return Ok(Named::External(Name::new(path)));
        };
        match self.class_of_path(frame, head) {
            Some(class) => self.of_class(&class, name, from),
            None => Ok(Named::External(Name::new(path))),
        }
    }

    fn aliased(&mut self, code: Code<'a>, path: &str, from: From<'a>) -> Outcome<'a, Named<'a>> {
        match self.shape_of_path(code, path) {
            Some(Shape::Class(class, _)) => Ok(Named::Class(class)),
            _ => self.stop(from.0, from.1, "a name that is not followed"),
        }
    }

    pub(super) fn shape_of_path(&self, code: Code<'a>, path: &str) -> Option<Shape<'a>> {
        let ty = syntax::facts::TypeRef {
            span: Default::default(),
            kind: syntax::facts::TypeKind::Named {
                path: Name::new(path),
                args: Vec::new(),
            },
        };
        match shape(self.classes, &Typed::new(self.scope_of(code), ty)) {
            Shape::Unknown => None,
            shape => Some(shape),
        }
    }

    fn class_of_path(&self, frame: &Frame<'a>, path: &str) -> Option<Rc<super::Class<'a>>> {
        if path == "Self" {
            return frame.owner.clone();
        }
        match self.shape_of_path(frame.code, path)? {
            Shape::Class(class, _) | Shape::Port(class) => Some(class),
            _ => None,
        }
    }

    fn of_class(
        &mut self,
        class: &Rc<super::Class<'a>>,
        name: &str,
        from: From<'a>,
    ) -> Outcome<'a, Named<'a>> {
        if let Some(at) = class.variants.iter().position(|(held, ..)| held == name) {
            return Ok(Named::Variant(Rc::clone(class), at));
        }
        let constant = class.statics.iter().find(|(held, ..)| held == name);
        if let Some((_, code, value)) = constant {
            let mut inner = Self::frame(*code, Default::default());
            inner.owner = Some(Rc::clone(class));
            let value = self.rust_expression(&mut inner, *value, None, true)?;
            return Ok(Named::Value(value));
        }
        if class.kind == ClassKind::Port {
            return self.stop(
                from.0,
                from.1,
                format!("`{}.{name}` of a trait", class.name),
            );
        }
        Ok(Named::Of(Rc::clone(class), Name::new(name)))
    }

    /// A name used as a value.
    pub(super) fn rust_name(
        &mut self,
        frame: &mut Frame<'a>,
        name: &Name,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        if let Some(value) = frame.locals.get(name) {
            return Ok(value.clone());
        }
        let named = self.rust_path(frame, name, from)?;
        self.named_value(named, from)
    }

    /// A path used as a value: a constant, a variant without parts, or a function that is not called yet.
    pub(super) fn named_value(
        &mut self,
        named: Named<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        Ok(match named {
            Named::Value(value) => value,
            Named::Function(function) => Value::plain(Datum::Function(function)),
            Named::Variant(class, at) => {
                let carries = match class.decl {
                    Some(decl) => decl
                        .variants
                        .get(at)
                        .is_some_and(|variant| !variant.fields.is_empty()),
                    None => !(Rc::ptr_eq(&class, &self.classes.built_in.option) && at == NONE),
                };
                if carries {
                    let name = class.variants.get(at).map(|(name, ..)| name.clone());
                    let class = Value::plain(Datum::Class(class));
                    return Ok(Value::plain(Datum::Bound(
                        Rc::new(class),
                        name.unwrap_or_default(),
                    )));
                }
                self.tagged(&class, at, Vec::new())
            }
            Named::Class(class) if class.fields.is_empty() && class.kind != ClassKind::Enum => {
                self.made(&class, Default::default(), from, None)?
            }
            Named::Class(class) => Value::plain(Datum::Class(class)),
            Named::Of(class, name) => {
                let class = Value::plain(Datum::Class(class));
                Value::plain(Datum::Bound(Rc::new(class), name))
            }
            Named::External(path) => match (last(&path), path.as_str()) {
                ("MAX" | "MIN", _) => self.limit(&path, from)?,
                ("ZERO", _) if path.contains("Decimal") => {
                    Value::plain(Datum::Decimal(super::super::decimal::Decimal::integer(0)))
                }
                ("ONE", _) if path.contains("Decimal") => {
                    Value::plain(Datum::Decimal(super::super::decimal::Decimal::integer(1)))
                }
                ("UNIX_EPOCH", _) => {
                    Value::plain(Datum::Instant(super::super::calendar::Instant {
                        micros: 0,
                        zone: super::super::calendar::Zone::Utc,
                    }))
                }
                _ => Value::plain(Datum::External(path)),
            },
        })
    }
}
