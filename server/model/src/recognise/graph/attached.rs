//! Classes that put themselves on a router, by an option or a method of their own; it makes no routers.

use syntax::facts::Name;
use syntax::span::Span;

use super::Builder;
use super::written::place_of_item;
use crate::framework::{HandlerClass, RoleOf};
use crate::place::{FileId, Place};
use crate::recognise::local::{Candidate, Scope, split_last};
use crate::recognise::value::{Args, Value};
use crate::recognise::world::Meaning;
use crate::symbol::SymbolRef;

impl Builder<'_> {
    /// What such classes say, as if their routers were asked to take them.
    pub(super) fn attached(&mut self, files: &[FileId]) -> Vec<(FileId, Candidate)> {
        let mut found = Vec::new();
        for file in files {
            self.by_option(*file, &mut found);
            self.by_method(*file, &mut found);
        }
        found
    }

    fn by_option(&mut self, file: FileId, found: &mut Vec<(FileId, Candidate)>) {
        let Some(env) = self.world.env(file) else {
            return;
        };
        for class in env.classes().filter(|class| !class.decl.options.is_empty()) {
            let symbol = SymbolRef {
                file,
                symbol: class.symbol,
            };
            let (Some(form), Some(item)) = (self.attaching(symbol), env.item(class.symbol)) else {
                continue;
            };
            let exprs = &item.facts.summary.exprs;
            let at = place_of_item(self.world, symbol);
            let options = class.decl.options.iter();
            let options =
                options.map(|(name, value)| (name.clone(), Value::read(exprs, *value).placed(at)));
            let (router, mut others): (Vec<_>, Vec<_>) =
                options.partition(|(name, _)| *name == form.attach_option);
            let Some((_, router)) = router.into_iter().next() else {
                continue;
            };
            let handler = view_of(form, &class.decl.name);
            others.push((Name::new("handler"), handler));
            let place = self.world.place(symbol);
            let args = Args::of_names(others);
            self.attach(&router, form, args, (Scope::Module, place), found);
        }
    }

    fn by_method(&mut self, file: FileId, found: &mut Vec<(FileId, Candidate)>) {
        let frameworks = self.world.frameworks(file);
        let forms = frameworks.descriptions.iter();
        let forms = forms.flat_map(|(_, description)| &description.handler_classes);
        let mut names: Vec<&Name> = { forms.map(|form| &form.attach_method) }
            .filter(|name| !name.is_empty())
            .collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            for (site, callee, args, place) in self.world.calls_named(file, name) {
                let object = split_last(&callee).0;
                let Meaning::Declared(class) = self.world.resolve(site, object) else {
                    continue;
                };
                let form = self.attaching(class);
                let Some(form) = form.filter(|form| form.attach_method == *name) else {
                    continue;
                };
                let Some(router) = args.position(0).cloned() else {
                    continue;
                };
                let args = args.with_first(view_of(form, object));
                self.attach(&router, form, args, (site.scope, place), found);
            }
        }
    }

    fn attach(
        &mut self,
        router: &Value,
        form: &HandlerClass,
        args: Args,
        (scope, place): (Scope, Place),
        found: &mut Vec<(FileId, Candidate)>,
    ) {
        let Value::Path(router) = router else {
            let why = Name::new("it cannot be told which router takes this class");
            self.graph.unresolved.push((place, why));
            return;
        };
        let candidate = Candidate {
            scope,
            callee: Name::from(format!("{router}.{}", form.attached_with)),
            args,
            on: None,
            span: place.span,
            own: place.span,
            decorated: None,
            bare: false,
            alone: false,
            wrapped: false,
            loops: Vec::new(),
        };
        found.push((place.file, candidate));
    }

    /// The form of a class that may put itself on a router.
    fn attaching(&self, class: SymbolRef) -> Option<&'static HandlerClass> {
        let frameworks = self.world.frameworks(class.file);
        let lineage = self.world.lineage(class);
        let mut outside = lineage.outside.iter();
        let form = outside.find_map(|path| {
            frameworks.role(path, |role| match role {
                RoleOf::HandlerClass(at, i) => frameworks.description(at)?.handler_classes.get(i),
                _ => None,
            })
        })?;
        (!form.attached_with.is_empty()).then_some(form)
    }
}

/// `View.as_view()`.
fn view_of(form: &HandlerClass, class: &str) -> Value {
    let made_by = form.made_by.first().cloned().unwrap_or_default();
    Value::Call {
        callee: Name::from(format!("{class}.{made_by}")),
        args: Args::default(),
        at: Span::default(),
        on: None,
    }
}
