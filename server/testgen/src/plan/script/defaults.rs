//! Values for types that only this family of languages has.

use std::rc::Rc;

use syntax::facts::{Literal, Name, TypeKind, TypeRef};

use super::super::class::Classes;
use super::super::defaults::{Defaults, singular, snake, text};
use super::super::world::Spec;
use super::has_word;

impl Defaults {
    /// What stands for nothing in a type: `null` where it is named, else that nothing is given.
    pub fn nothing<'a>(&self, classes: &Classes<'a>, scope: usize, ty: &TypeRef) -> Spec<'a> {
        if !classes.is_script {
            return Spec::Null;
        }
        let whole = classes.sources.written(scope, ty.span);
        let inner = match &ty.kind {
            TypeKind::Optional(inner) if inner.span != ty.span => {
                classes.sources.written(scope, inner.span)
            }
            _ => "",
        };
        match has_word(&whole.replacen(inner, "", 1), "null") {
            true => Spec::Null,
            false => Spec::Absent,
        }
    }

    /// An object with keys of any name.
    pub(in super::super) fn keyed<'a>(
        &self,
        classes: &Classes<'a>,
        scope: usize,
        (key, value): (&TypeRef, &TypeRef),
        name: &str,
        depth: usize,
    ) -> Option<Spec<'a>> {
        let (at, key) = classes.expanded(scope, key);
        let keys: Vec<Name> = match &key.kind {
            TypeKind::Union(parts) => parts
                .iter()
                .map(|part| match &part.kind {
                    TypeKind::Literal(Literal::Str(text)) => Some(text.clone()),
                    _ => None,
                })
                .collect::<Option<_>>()?,
            _ => match self.within(classes, at, &key, "key", "", depth)? {
                Spec::Text(text) => vec![Name::new(&*text)],
                _ => return None,
            },
        };
        let mut fields = Vec::new();
        for key in keys {
            let value = self.within(classes, scope, value, singular(name), "", depth)?;
            fields.push((key, value));
        }
        Some(Spec::Object(Rc::clone(&classes.record), fields))
    }

    pub(in super::super) fn script_named<'a>(
        &self,
        classes: &Classes<'a>,
        (scope, path, args): (usize, &str, &[TypeRef]),
        name: &str,
        owner: &str,
        depth: usize,
    ) -> Option<Spec<'a>> {
        let inner = |at: usize, name: &str| {
            args.get(at)
                .and_then(|arg| self.within(classes, scope, arg, name, owner, depth))
        };
        Some(match path {
            "string" if name == "id" && owner.is_empty() => Spec::Text("id-1".into()),
            "string" => Spec::Text(text(&snake(name), owner).into()),
            "number" => Spec::Int(self.number(&snake(name), owner)),
            "undefined" => Spec::Absent,
            "Date" => Spec::Instant(self.now()),
            "Readonly" | "Required" | "NonNullable" => {
                return match inner(0, name)? {
                    Spec::Null | Spec::Absent => None,
                    spec => Some(spec),
                };
            }
            "Partial" => match inner(0, name)? {
                Spec::Object(class, _) => Spec::Object(class, Vec::new()),
                _ => return None,
            },
            "Pick" | "Omit" => {
                let Spec::Object(class, fields) = inner(0, name)? else {
                    return None;
                };
                let (_, keys) = classes.expanded(scope, args.get(1)?);
                let listed = match &keys.kind {
                    TypeKind::Union(parts) => parts.clone(),
                    _ => vec![keys],
                };
                let mut names = Vec::new();
                for key in listed {
                    match key.kind {
                        TypeKind::Literal(Literal::Str(text)) => names.push(text),
                        _ => return None,
                    }
                }
                let fields = fields.into_iter();
                let kept = fields.filter(|(field, _)| names.contains(field) == (path == "Pick"));
                Spec::Object(class, kept.collect())
            }
            "Record" => {
                let (key, value) = (args.first()?, args.get(1)?);
                return self.keyed(classes, scope, (key, value), name, depth);
            }
            "Set" | "ReadonlySet" => Spec::Set(vec![inner(0, singular(name))?], false),
            "Map" | "ReadonlyMap" => Spec::Map(vec![(inner(0, "key")?, inner(1, singular(name))?)]),
            _ => return None,
        })
    }
}
