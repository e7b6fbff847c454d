//! `new`: fields, constructors and what they hand to their bases.

use std::rc::Rc;

use syntax::facts::{FunctionKind, Name};

use super::super::class::{Base, Class, ClassKind, Default, Method};
use super::super::run::{Args, Frame, Outcome, Run};
use super::super::value::{Cell, Datum, Object, Place, Value};
use super::From;

impl<'a> Run<'a, '_> {
    /// `new callee(args)`.
    pub(super) fn make(
        &mut self,
        callee: &Value<'a>,
        args: Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        match &callee.datum {
            Datum::Class(class) => self.construct_script(&Rc::clone(class), args, from, None),
            Datum::External(path) => self.make_external(&path.clone(), args, from),
            _ => self.stop(from.0, from.1, "a construction that is not followed"),
        }
    }

    pub(in super::super) fn construct_script(
        &mut self,
        class: &Rc<Class<'a>>,
        args: Args<'a>,
        from: From<'a>,
        place: Option<&Place>,
    ) -> Outcome<'a, Value<'a>> {
        self.burn(from.0, from.1)?;
        match class.kind {
            ClassKind::Port if !self.building => {
                return self.stop(from.0, from.1, format!("`{}` is abstract", class.name));
            }
            ClassKind::Enum => return self.stop(from.0, from.1, "a call that is not followed"),
            _ => {}
        }
        let mut object = Object {
            class: Rc::clone(class),
            fields: Vec::new(),
            args: (class.kind == ClassKind::Error).then(Vec::new),
            place: place.cloned(),
        };
        if class.kind == ClassKind::Record {
            for (name, value) in args.keyword {
                let value = match (place, &value.origin) {
                    (Some(place), None) => value.at(place.field(&name)),
                    _ => value,
                };
                object.fields.push((name, value));
            }
            return Ok(Value::plain(self.allocate(Cell::Object(object))));
        }
        let this = Value::plain(self.allocate(Cell::Object(object)));
        let mut args = args;
        if let (Some(place), Some(init)) = (place, super::super::class::init(class)) {
            // What holds by default is a part of the set-up, too.
            let at = init.at;
            for param in &at.signature.params {
                let given = args.keyword.iter().any(|(name, _)| *name == param.name);
                if let (false, Some(default)) = (given, param.default) {
                    let mut frame = super::super::eval::module_frame(at.code);
                    let value = self.eval(&mut frame, default)?;
                    let value = value.at(place.field(&param.name));
                    args.keyword.push((param.name.clone(), value));
                }
            }
        }
        self.initialise(class, &this, args, from)?;
        Ok(this)
    }

    fn initialise(
        &mut self,
        class: &Rc<Class<'a>>,
        this: &Value<'a>,
        args: Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, ()> {
        if let Some(init) = own_constructor(class) {
            if !has_base(class) {
                self.own_fields(class, this)?;
            }
            let at = init.at;
            self.call_function(at, Some(Rc::clone(class)), Some(this.clone()), args, from)?;
            return Ok(());
        }
        self.base_constructor(class, this, args, from)?;
        self.own_fields(class, this)
    }

    fn base_constructor(
        &mut self,
        class: &Rc<Class<'a>>,
        this: &Value<'a>,
        args: Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, ()> {
        let base = class.bases.iter().find_map(|base| match base {
            Base::Project(base) if base.kind != ClassKind::Record => Some(Rc::clone(base)),
            _ => None,
        });
        if let Some(base) = base {
            return self.initialise(&base, this, args, from);
        }
        if class.kind == ClassKind::Error {
            if let Datum::Cell(id) = this.datum
                && let Some(Cell::Object(object)) = self.cell_mut(id)
            {
                object.args = Some(args.positional);
            }
            return Ok(());
        }
        let outside = class
            .bases
            .iter()
            .any(|base| matches!(base, Base::External(_)));
        if outside || !(args.positional.is_empty() && args.keyword.is_empty()) {
            return self.stop(from.0, from.1, format!("how `{}` is made", class.name));
        }
        Ok(())
    }

    /// `super(args)`.
    pub(super) fn super_constructor(
        &mut self,
        frame: &mut Frame<'a>,
        args: Args<'a>,
        from: From<'a>,
    ) -> Outcome<'a, Value<'a>> {
        let (Some(owner), Some(this)) = (frame.owner.clone(), frame.receiver.clone()) else {
            return self.stop(from.0, from.1, "a call of a base that is not followed");
        };
        self.base_constructor(&owner, &this, args, from)?;
        self.own_fields(&owner, &this)?;
        if let Some(init) = own_constructor(&owner) {
            let at = init.at;
            for param in &at.signature.params {
                if let (true, Some(value)) = (param.declares_field, frame.locals.get(&param.name)) {
                    let value = value.clone();
                    self.set_field(&this, &param.name, value);
                }
            }
        }
        Ok(Self::absent())
    }

    /// Parameters of a constructor that are fields, too, where no base comes first.
    pub(in super::super) fn declared_by_parameters(
        &mut self,
        frame: &Frame<'a>,
        params: &'a [syntax::facts::Param],
    ) {
        let (Some(owner), Some(this)) = (&frame.owner, &frame.receiver) else {
            return;
        };
        if has_base(owner) {
            return;
        }
        for param in params.iter().filter(|param| param.declares_field) {
            if let Some(value) = frame.locals.get(&param.name) {
                self.set_field(this, &param.name, value.clone());
            }
        }
    }

    pub(super) fn set_field(&mut self, object: &Value<'a>, name: &Name, value: Value<'a>) {
        if let Datum::Cell(id) = object.datum
            && let Some(Cell::Object(found)) = self.cell_mut(id)
        {
            match found.fields.iter_mut().find(|(field, _)| field == name) {
                Some((_, held)) => *held = value,
                None => found.fields.push((name.clone(), value)),
            }
        }
    }

    fn own_fields(&mut self, class: &Rc<Class<'a>>, this: &Value<'a>) -> Outcome<'a, ()> {
        for field in &class.fields {
            let Some(Default::Value(value)) = field.default else {
                continue;
            };
            let item = self
                .classes
                .sources
                .file(field.code.file)
                .and_then(|file| file.facts.items.get(field.code.item as usize));
            let is_own = field.code.file == class.file
                && (field.code.item == class.item
                    || item.is_some_and(|item| item.parent == Some(class.item)));
            if !is_own {
                continue;
            }
            let mut frame = super::super::eval::module_frame(field.code);
            frame.locals.insert(Name::new_static("this"), this.clone());
            let value = self.eval(&mut frame, value)?;
            self.set_field(this, &field.name, value);
        }
        Ok(())
    }
}

fn own_constructor<'c, 'a>(class: &'c Class<'a>) -> Option<&'c Method<'a>> {
    class.methods.iter().rev().find(|method| {
        method.at.signature.kind == FunctionKind::Constructor && !method.at.signature.is_abstract
    })
}

/// Whether something is constructed before the class's own fields.
fn has_base(class: &Class<'_>) -> bool {
    class.kind == ClassKind::Error
        || class.bases.iter().any(|base| match base {
            Base::Project(base) => own_constructor(base).is_some() || has_base(base),
            Base::External(_) => false,
        })
}
