//! What functions that catch whatever handlers raise answer for each class of errors; it never tells who raises them.

use syntax::facts::{ArgValue, CallFact, FunctionSummary, Name, NarrowedFact};
use syntax::span::Span;

use super::errors::{attribute_status, function_of, status_of};
use super::inject::{given, site_of};
use super::local::{Candidate, Decorated, Scope, calls_of, signature_in, split_last};
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::framework::ErrorHandlerForm;
use crate::place::FileId;
use crate::symbol::SymbolRef;

/// Names that a status is kept under on its way are followed this far.
const DEPTH: u32 = 3;

/// A function that answers errors of every class, or of those that it names.
#[derive(Debug)]
pub(super) struct Catcher {
    file: FileId,
    decorated: Decorated,
    form: &'static ErrorHandlerForm,
    /// The name of the error in it.
    error: Name,
    /// The code that runs once there is one.
    span: Span,
    /// Empty where it answers all.
    classes: Vec<Meaning>,
}

/// What is answered for an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Status(u16),
    Unknown,
    /// Somebody else answers.
    Nothing,
}

/// The functions that are registered, or marked, to answer errors of more than one class.
pub(super) fn read(world: &World<'_>) -> Vec<Catcher> {
    let mut found = Vec::new();
    for file in world.files().iter().filter(|file| world.is_source(file)) {
        let frameworks = world.frameworks(file.id);
        let forms: Vec<&'static ErrorHandlerForm> = frameworks
            .descriptions
            .iter()
            .flat_map(|(_, description)| &description.error_handlers)
            .filter(|form| !form.told_by.is_empty())
            .collect();
        if forms.is_empty() {
            continue;
        }
        for candidate in world
            .local(file.id)
            .into_iter()
            .flat_map(|local| &local.candidates)
        {
            let named = forms.iter().filter(|form| {
                !form.name.is_empty() && candidate.name() == form.name && !candidate.bare
            });
            found.extend(named.flat_map(|form| registered(world, file.id, form, candidate)));
        }
        for class in file.env.classes() {
            let symbol = SymbolRef {
                file: file.id,
                symbol: class.symbol,
            };
            found.extend(forms.iter().filter_map(|form| marked(world, symbol, form)));
        }
    }
    let mut seen = Vec::new();
    found.retain(|catcher: &Catcher| {
        let place = (catcher.file, catcher.decorated);
        let is_new = !seen.contains(&place);
        seen.push(place);
        is_new
    });
    found
}

fn registered(
    world: &World<'_>,
    file: FileId,
    form: &'static ErrorHandlerForm,
    candidate: &Candidate,
) -> Vec<Catcher> {
    let site = Site {
        file,
        scope: candidate.scope,
    };
    let values = candidate.args.all(&form.handler).into_iter();
    let functions = values.filter_map(|value| function_of(world, site, value));
    let catchers = functions.filter_map(|(file, decorated)| {
        catcher(world, file, decorated, form).or_else(|| {
            // What a factory gives stands in it.
            let Decorated::Symbol(symbol) = decorated else {
                return None;
            };
            let (summary, _) = world.function(SymbolRef { file, symbol })?;
            let mut inner = (0u32..)
                .zip(&summary.nested)
                .filter_map(|(at, _)| catcher(world, file, Decorated::Nested(symbol, at), form));
            inner.next().filter(|_| inner.next().is_none())
        })
    });
    catchers.collect()
}

/// The function as one that answers errors, if it has the form of one.
fn catcher(
    world: &World<'_>,
    file: FileId,
    decorated: Decorated,
    form: &'static ErrorHandlerForm,
) -> Option<Catcher> {
    let head = signature_in(world, file, decorated)?;
    let params: Vec<&Name> = given(head).map(|param| &param.name).collect();
    if form.params.is_some_and(|count| count != params.len()) {
        return None;
    }
    let (error, span) = match (form.caught, form.around) {
        (Some(at), _) => ((*params.get(at)?).clone(), head.body_span),
        (None, Some(at)) => {
            let (summary, calls) = calls_of(world.env(file)?, decorated)?;
            let handler = params.get(at)?;
            let call = calls
                .iter()
                .find(|call| call.callee == **handler && !call.caught_by.is_empty())?;
            let mut caught = summary.narrowed.iter().filter(|block| {
                block.class.is_none()
                    && head.body_span.contains(block.span)
                    && block.span.start > call.span.end
            });
            let (block, None) = (caught.next()?, caught.next()) else {
                return None;
            };
            (block.of.clone(), block.span)
        }
        (None, None) => return None,
    };
    Some(Catcher {
        file,
        decorated,
        form,
        error,
        span,
        classes: Vec::new(),
    })
}

/// The method of a class that is marked to answer errors.
fn marked(world: &World<'_>, class: SymbolRef, form: &'static ErrorHandlerForm) -> Option<Catcher> {
    let found = world.class(class)?;
    let site = Site {
        file: class.file,
        scope: Scope::Module,
    };
    let decorator = found.decl.decorators.iter().find(|decorator| {
        matches!(world.resolve(site, &decorator.path), Meaning::Outside(path) if form.decorator.contains(&path))
    })?;
    let args = decorator.args.as_deref().unwrap_or_default();
    let args = Args::read(&found.item.facts.summary.exprs, args);
    let errors = args.all(&form.error).into_iter().flat_map(Value::items);
    let classes = errors.map(|value| world.meaning_of(site, value)).collect();
    let mut methods = found.methods();
    let method = methods.find(|method| method.function.signature.name == form.method)?;
    let known = catcher(world, class.file, Decorated::Symbol(method.symbol), form)?;
    Some(Catcher { classes, ..known })
}

/// What all of them together answer for a class of errors: the same, or it is not known.
pub(super) fn told_of_all(world: &World<'_>, catchers: &[Catcher], class: SymbolRef) -> Told {
    let frameworks = world.frameworks(class.file);
    let mut all = Told::Nothing;
    let lineage = world.lineage(class);
    // Those that name a class come before those that take all.
    for named in [true, false] {
        for catcher in catchers {
            let alike = std::ptr::eq(world.frameworks(catcher.file), frameworks);
            if !alike || catcher.classes.is_empty() == named {
                continue;
            }
            let takes = |meaning: &Meaning| match meaning {
                Meaning::Declared(class) => lineage.own.contains(class),
                Meaning::Outside(path) => lineage.outside.contains(path),
                _ => false,
            };
            if named && !catcher.classes.iter().any(takes) {
                continue;
            }
            all = match (all, catcher.told(world, class)) {
                (all, Told::Nothing) => all,
                (Told::Nothing, told) => told,
                (all, told) if all == told => all,
                _ => Told::Unknown,
            };
        }
        if all != Told::Nothing {
            return all;
        }
    }
    all
}

/// Where a status is told, with what it may be.
type Place<'f> = (Span, Vec<&'f ArgValue>);

impl Catcher {
    fn told(&self, world: &World<'_>, class: SymbolRef) -> Told {
        let Some((summary, calls)) = world
            .env(self.file)
            .and_then(|env| calls_of(env, self.decorated))
        else {
            return Told::Nothing;
        };
        let site = site_of(self.file, self.decorated);
        let lineage = world.lineage(class);
        let (mut here, mut elsewhere): (Vec<&NarrowedFact>, Vec<&NarrowedFact>) =
            Default::default();
        let blocks = summary
            .narrowed
            .iter()
            .filter(|block| block.of == self.error && self.span.contains(block.span));
        for block in blocks {
            let Some(path) = &block.class else { continue };
            let takes = match world.resolve(site, path) {
                Meaning::Declared(other) => lineage.own.contains(&other),
                Meaning::Outside(other) => lineage.outside.contains(&other),
                _ => return Told::Unknown,
            };
            match takes {
                true => here.push(block),
                false => elsewhere.push(block),
            }
        }
        here.sort_by_key(|block| block.span.start);
        let excluded = |span: Span| elsewhere.iter().any(|block| block.span.contains(span));
        let places: Vec<Place<'_>> = self
            .places(summary, &calls)
            .into_iter()
            .filter(|(span, _)| !excluded(*span))
            .collect();
        let asked = Asked {
            world,
            class,
            site,
            summary,
            error: &self.error,
            within: self.span,
            block: here.first().map(|block| block.span),
            blocks: here
                .iter()
                .chain(&elsewhere)
                .map(|block| block.span)
                .collect(),
        };
        let inside = |span: &Span| asked.block.is_some_and(|block| block.contains(*span));
        let own: Vec<&Place<'_>> = places.iter().filter(|(span, _)| inside(span)).collect();
        if !own.is_empty() {
            return asked.agreed(&own);
        }
        let is_outside = |span: Span| !asked.blocks.iter().any(|block| block.contains(span));
        let outside: Vec<&Place<'_>> = places
            .iter()
            .filter(|(span, _)| is_outside(*span))
            .collect();
        let sets = summary.assigned.iter().any(|given| inside(&given.span));
        match asked.block {
            Some(_) if !sets => Told::Unknown,
            _ => asked.agreed(&outside),
        }
    }

    /// The places in the function where a status is told.
    fn places<'f>(&self, summary: &'f FunctionSummary, calls: &[&'f CallFact]) -> Vec<Place<'f>> {
        let tells = |path: &str| {
            let (of, last) = split_last(path);
            !of.is_empty() && of != self.error && self.form.told_by.iter().any(|name| name == last)
        };
        let mut places: Vec<Place<'f>> = Vec::new();
        for call in calls {
            if !self.span.contains(call.span) || !tells(&call.callee) {
                continue;
            }
            let Some(arg) = call.args.first() else {
                continue;
            };
            let own = |span: Span| call.span.contains(span) && span.start >= call.named;
            let stands_in = summary
                .assigned
                .iter()
                .find(|given| given.to.is_empty() && own(given.span));
            let values = match stands_in {
                Some(given) => given.values.iter().collect(),
                None => vec![&arg.value],
            };
            places.push((call.span, values));
        }
        let given = summary.assigned.iter();
        let given = given.filter(|given| self.span.contains(given.span) && tells(&given.to));
        places.extend(given.map(|given| (given.span, given.values.iter().collect())));
        places
    }
}

/// What one class of errors is told to have.
struct Asked<'w, 'i> {
    world: &'w World<'i>,
    class: SymbolRef,
    site: Site,
    summary: &'i FunctionSummary,
    error: &'w Name,
    within: Span,
    /// The block that runs for the class.
    block: Option<Span>,
    /// All that run for some class.
    blocks: Vec<Span>,
}

impl Asked<'_, '_> {
    fn agreed(&self, places: &[&Place<'_>]) -> Told {
        let mut all = Told::Nothing;
        for (_, values) in places {
            let told = match self.status(values, DEPTH) {
                Some(status) => Told::Status(status),
                None => return Told::Unknown,
            };
            match all {
                Told::Nothing => all = told,
                _ if all == told => {}
                _ => return Told::Unknown,
            }
        }
        all
    }

    /// The first of these values that an error of the class has.
    fn status(&self, values: &[&ArgValue], depth: u32) -> Option<u16> {
        let depth = depth.checked_sub(1)?;
        for (at, value) in values.iter().enumerate() {
            let status = match value {
                ArgValue::Path(path) => match self.part_of_error(path) {
                    Some(part) => attribute_status(self.world, self.class, part),
                    None => self.named(path, depth),
                },
                value => status_of(self.world, self.site, &Value::of_plain_fact(value)),
            };
            match (status, value) {
                // What stands in is answered for other errors, unless nothing was asked of this one.
                (Some(status), ArgValue::Number(_)) => return (at == 0).then_some(status),
                (Some(status), _) => return Some(status),
                (None, _) => {}
            }
        }
        None
    }

    fn part_of_error<'p>(&self, path: &'p str) -> Option<&'p str> {
        let part = path.strip_prefix(self.error.as_str())?.strip_prefix('.')?;
        (!part.contains('.')).then_some(part)
    }

    /// A constant, or what a local name holds: what the block for the class gives it, else what is given to all.
    fn named(&self, path: &Name, depth: u32) -> Option<u16> {
        let given: Vec<_> = self
            .summary
            .assigned
            .iter()
            .filter(|given| given.to == *path && self.within.contains(given.span))
            .collect();
        if given.is_empty() {
            let local = self.summary.locals.iter().any(|(name, _)| name == path);
            return match local {
                true => None,
                false => status_of(self.world, self.site, &Value::Path(path.clone())),
            };
        }
        let in_block = |span: Span| self.block.is_some_and(|block| block.contains(span));
        let in_any = |span: Span| self.blocks.iter().any(|block| block.contains(span));
        let own: Vec<_> = given.iter().filter(|given| in_block(given.span)).collect();
        let chosen = match own.is_empty() {
            true => given.iter().filter(|given| !in_any(given.span)).collect(),
            false => own,
        };
        match chosen.as_slice() {
            [only] => self.status(&only.values.iter().collect::<Vec<_>>(), depth),
            _ => None,
        }
    }
}
