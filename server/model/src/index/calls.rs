//! What functions call, and what they do and raise through their calls; computed when asked for and kept
//! until a file it rests on changes. Calls that cannot be told count as harmless and are listed.

use std::sync::Arc;

use syntax::facts::{ArgValue, CallFact, Name, RaiseFact, as_written};
use syntax::language::Language;
use syntax::span::Span;

use super::Index;
use super::classes::ClassRef;
use super::query::{Query, Reads, Resolved};
use super::reach::Reach;
use crate::library::{Effect, EffectKind, EffectMode, Libraries};
use crate::place::{Known, Place, Unresolved};
use crate::symbol::SymbolRef;
use crate::tables::Builtins;
use crate::things::Link;

/// What runs when a value of a class is made: its constructor, else what runs after a generated one.
const CONSTRUCTORS: [&str; 4] = [
    "__init__",
    "__post_init__",
    "__attrs_post_init__",
    "constructor",
];

/// What a function itself calls and raises, resolved.
#[derive(Clone, Debug, Default)]
pub struct FunctionFacts {
    /// In the order of [`FunctionSummary::calls`].
    pub calls: Vec<ResolvedCall>,
    /// Errors raised in its own code that leave it.
    pub raises: Vec<RaisedError>,
    pub unresolved: Vec<Unresolved>,
}

/// A call and what it calls.
#[derive(Clone, Debug)]
pub struct ResolvedCall {
    /// Index into [`FunctionSummary::calls`].
    pub index: u32,
    pub place: Place,
    pub to: Resolved,
    /// The project's function that runs; of a class, its constructor.
    pub function: Option<SymbolRef>,
    pub effect: Option<Effect>,
    /// The error classes that handlers around the call catch; without a class, a handler catches all.
    pub(super) caught_by: Vec<Vec<Resolved>>,
}

/// What a function does, through at most six calls.
#[derive(Clone, Debug, Default)]
pub struct CallSummary {
    pub is_async: bool,
    /// Awaits something itself.
    pub awaits: bool,
    pub effects: Vec<EffectAt>,
    /// Errors that leave the function.
    pub raises: Vec<RaisedError>,
    /// Calls and errors, here or below, that could not be told.
    pub unresolved: Vec<Unresolved>,
}

/// A call of a library with an effect.
#[derive(Clone, Debug)]
pub struct EffectAt {
    pub effect: Effect,
    /// `requests.get`.
    pub path: Name,
    pub place: Place,
    /// The functions on the way to it, the one asked for first.
    pub through: Vec<SymbolRef>,
}

/// An error that leaves a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaisedError {
    pub class: ClassRef,
    /// The variant of the class, where it is one.
    pub variant: Option<SymbolRef>,
    /// As written where it is raised.
    pub name: Name,
    /// Where it is raised.
    pub place: Place,
    /// The function that raises it.
    pub by: SymbolRef,
}

impl CallSummary {
    /// Reaches something outside the process.
    #[must_use]
    pub fn does_io(&self) -> bool {
        self.effects.iter().any(|at| {
            at.effect.mode != EffectMode::Prepare
                && !matches!(
                    at.effect.kind,
                    EffectKind::Sleep | EffectKind::Cpu | EffectKind::Packing
                )
        })
    }

    /// Holds the thread.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.blocking().next().is_some()
    }

    /// The calls that hold the thread.
    pub fn blocking(&self) -> impl Iterator<Item = &EffectAt> {
        self.effects
            .iter()
            .filter(|at| at.effect.mode == EffectMode::Blocking)
    }

    /// Changes what is stored elsewhere.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.effects.iter().any(|at| at.effect.writes)
    }
}

impl Index {
    /// What a function calls and raises itself.
    #[must_use]
    pub fn function_facts(&self, function: SymbolRef) -> Arc<FunctionFacts> {
        self.facts_with_reads(function).1
    }

    /// Whether a name holds an error that is told from others by this name.
    #[must_use]
    pub fn is_sentinel(&self, symbol: SymbolRef) -> bool {
        let Some(env) = self.env(symbol.file) else {
            return false;
        };
        let sentinels = &Builtins::of(env.facts().language).typing.sentinels;
        if sentinels.is_empty() {
            return false;
        }
        let made = env.binding(symbol.symbol).and_then(|binding| {
            let exprs = &env.item(symbol.symbol)?.facts.summary.exprs;
            let (callee, _) = exprs.call(exprs.unwrapped(binding.value?))?;
            match self.resolve(symbol.file, &callee) {
                Resolved::External(path) => Some(path),
                _ => None,
            }
        });
        made.is_some_and(|path| sentinels.contains(&path))
    }

    /// What a function does and raises, its callees included as far as they are certain.
    #[must_use]
    pub fn call_summary(&self, function: SymbolRef) -> Arc<CallSummary> {
        self.call_summary_with_reads(function).1
    }

    /// The same with the files it rests on.
    #[must_use]
    pub fn call_summary_with_reads(&self, function: SymbolRef) -> (Reads, Arc<CallSummary>) {
        if let Some(kept) = self.memo.summaries.get(self, &function) {
            return kept;
        }
        let mut reach = Reach::new(self, function);
        let summary = Arc::new(reach.summary());
        self.memo
            .summaries
            .put(function, reach.reads.clone(), Arc::clone(&summary));
        (reach.reads, summary)
    }

    /// The errors that can leave a function, each once, in the order they are found: the function's own
    /// first. An error of a library or of the language has no place.
    #[must_use]
    pub fn raised_errors(&self, function: SymbolRef) -> Vec<Link> {
        let summary = self.call_summary(function);
        let links = summary.raises.iter().map(|raised| Link {
            name: raised.name.clone(),
            to: match &raised.class {
                ClassRef::Project(class) => match self.place(*class) {
                    Some(place) => Known::Is(place),
                    None => Known::Unknown(Name::new("the class is not indexed")),
                },
                ClassRef::External(_) => Known::Absent,
            },
            from: raised.place,
        });
        links.collect()
    }

    pub(super) fn facts_with_reads(&self, function: SymbolRef) -> (Reads, Arc<FunctionFacts>) {
        if let Some(kept) = self.memo.facts.get(self, &function) {
            return kept;
        }
        let query = self.query();
        let facts = Arc::new(query.function_facts(function).unwrap_or_default());
        let reads = query.reads();
        self.memo
            .facts
            .put(function, reads.clone(), Arc::clone(&facts));
        (reads, facts)
    }
}

fn runs_query(effect: &Effect) -> bool {
    effect.kind == EffectKind::Database && effect.mode != EffectMode::Prepare
}

/// Whether a statement changes what is stored that a call, or one before it in its chain, is given as a text:
/// `query("INSERT ..").bind(name).execute(pool)`.
fn writes_by_text(call: &CallFact, calls: &[CallFact]) -> bool {
    let in_chain = |before: &CallFact| {
        let rest = call.callee.strip_prefix(before.callee.as_str());
        before.span.start == call.span.start && rest.is_some_and(|rest| rest.starts_with("()"))
    };
    let chain = calls.iter().filter(|before| in_chain(before));
    chain.chain([call]).any(|call| {
        call.args.iter().any(|arg| match &arg.value {
            ArgValue::Text(text) => is_change(text),
            ArgValue::Template(parts) => {
                matches!(parts.first(), Some(ArgValue::Text(text)) if is_change(text))
            }
            _ => false,
        })
    })
}

/// Whether a statement of SQL changes what is stored, as far as its beginning tells.
fn is_change(statement: &str) -> bool {
    let statement = statement.to_ascii_uppercase();
    let mut words = statement.split(|letter: char| !letter.is_ascii_alphabetic());
    let changes = ["DELETE", "INSERT", "MERGE", "REPLACE", "TRUNCATE", "UPDATE"];
    match words.find(|word| !word.is_empty()) {
        Some("WITH") => {
            let follow = ["INSERT INTO", "DELETE FROM"];
            let is_update = statement.contains("UPDATE ") && statement.contains(" SET ");
            is_update || follow.iter().any(|words| statement.contains(words))
        }
        Some(first) => changes.contains(&first) && statement.trim().contains(char::is_whitespace),
        None => false,
    }
}

impl Query<'_> {
    fn function_facts(&self, symbol: SymbolRef) -> Option<FunctionFacts> {
        let file = self.file(symbol.file)?;
        let function = file.env.function(symbol.symbol)?;
        let start = file.env.item(symbol.symbol)?.span.start;
        let mut facts = FunctionFacts::default();
        for (index, call) in (0u32..).zip(&function.calls) {
            let place = Place {
                file: symbol.file,
                span: call.span.shifted(start),
            };
            let to = self.resolve_in(symbol, &call.callee);
            if let Resolved::Unknown(why) = &to {
                facts.unresolved.push(Unresolved {
                    place,
                    why: Name::from(format!("call of `{}`: {why}", as_written(&call.callee))),
                });
            }
            let effect = to
                .external()
                .and_then(|path| Libraries::of(file.env.facts().language).effect(path));
            facts.calls.push(ResolvedCall {
                index,
                place,
                function: self
                    .callee_of(&to)
                    .or_else(|| self.applied(symbol, &to, call)),
                effect,
                caught_by: self.caught_by(symbol, call),
                to,
            });
        }
        for (call, resolved) in function.calls.iter().zip(&mut facts.calls) {
            if let Some(effect) = resolved.effect.as_mut().filter(|effect| runs_query(effect)) {
                effect.writes |= writes_by_text(call, &function.calls);
            }
        }
        // Functions that a call runs at once.
        let language = file.env.facts().language;
        let run: Vec<Span> = function
            .calls
            .iter()
            .zip(&facts.calls)
            .filter(|(_, resolved)| {
                let path = resolved.to.external();
                path.is_some_and(|path| Libraries::of(language).is_applier(path))
            })
            .map(|(call, _)| call.span)
            .collect();
        let leaves =
            |raise: &RaiseFact| !raise.nested || run.iter().any(|span| span.contains(raise.span));
        for raise in function.raises.iter().filter(|raise| leaves(raise)) {
            let place = Place {
                file: symbol.file,
                span: raise.span.shifted(start),
            };
            self.add_raised(symbol, raise, place, &mut facts);
        }
        facts.raises.sort_by_key(|raised| raised.place.span.start);
        Some(facts)
    }

    /// The project's function that a call runs.
    fn callee_of(&self, to: &Resolved) -> Option<SymbolRef> {
        let (class, entries): (_, &[&str]) = match to {
            Resolved::Project(symbol) if self.index().function(*symbol).is_some() => {
                return Some(*symbol);
            }
            Resolved::Project(symbol) => (*symbol, &CONSTRUCTORS),
            Resolved::Instance(ClassRef::Project(class)) => (*class, &["__call__"]),
            _ => return None,
        };
        self.index().type_decl(class)?;
        entries.iter().find_map(|entry| {
            let method = self.member(class, entry).project()?;
            self.index().function(method).map(|_| method)
        })
    }

    /// The project's function that a library's one runs at once: `reduce(Money.plus, amounts)`.
    fn applied(&self, symbol: SymbolRef, to: &Resolved, call: &CallFact) -> Option<SymbolRef> {
        let language = self.file(symbol.file)?.env.facts().language;
        if !Libraries::of(language).is_applier(to.external()?) {
            return None;
        }
        call.args.iter().find_map(|arg| {
            let ArgValue::Path(path) = &arg.value else {
                return None;
            };
            let function = self.resolve_in(symbol, path).project()?;
            self.index().function(function).map(|_| function)
        })
    }

    fn caught_by(&self, function: SymbolRef, call: &CallFact) -> Vec<Vec<Resolved>> {
        self.handlers(function, &call.caught_by)
    }

    fn handlers(&self, function: SymbolRef, handlers: &[Vec<Name>]) -> Vec<Vec<Resolved>> {
        let classes = |names: &Vec<Name>| -> Vec<Resolved> {
            names
                .iter()
                .map(|name| self.resolve_in(function, name))
                .collect()
        };
        handlers.iter().map(classes).collect()
    }

    fn add_raised(
        &self,
        symbol: SymbolRef,
        raise: &RaiseFact,
        place: Place,
        facts: &mut FunctionFacts,
    ) {
        let Some(file) = self.file(symbol.file) else {
            return;
        };
        let language = file.env.facts().language;
        let handlers = self.handlers(symbol, &raise.caught_by);
        // A re-raise lets go on what its handler has caught; a handler of everything says nothing.
        let names = match &raise.error {
            Some(error) => std::slice::from_ref(error),
            None => raise.handling.as_slice(),
        };
        for name in names {
            let is_broad =
                raise.error.is_none() && matches!(name.as_str(), "Exception" | "BaseException");
            if is_broad {
                continue;
            }
            match self.error_class(symbol, name) {
                Ok(class) if self.is_caught(language, &class, &handlers) => {}
                Ok(class) => facts.raises.push(RaisedError {
                    class,
                    variant: match self.resolve_in(symbol, name) {
                        Resolved::Project(found) if self.index().is_variant(found) => Some(found),
                        _ => None,
                    },
                    name: name.clone(),
                    place,
                    by: symbol,
                }),
                Err(why) => facts.unresolved.push(Unresolved {
                    place,
                    why: Name::from(format!("error `{name}`: {why}")),
                }),
            }
        }
    }

    /// The class of what `raise name` raises.
    fn error_class(&self, function: SymbolRef, name: &str) -> Result<ClassRef, Name> {
        match self.resolve_in(function, name) {
            Resolved::Project(symbol) if self.index().type_decl(symbol).is_some() => {
                Ok(ClassRef::Project(symbol))
            }
            Resolved::External(path) => Ok(ClassRef::External(path)),
            Resolved::Instance(class) => Ok(class),
            // A variant is a value of its enum.
            Resolved::Project(symbol) if self.index().is_variant(symbol) => {
                let class = self.index().owner_of(symbol);
                class
                    .map(ClassRef::Project)
                    .ok_or_else(|| Name::new("the variant belongs to no enum"))
            }
            Resolved::Project(symbol) if self.index().is_sentinel(symbol) => {
                Ok(ClassRef::Project(symbol))
            }
            // A function that makes the error, or a name that holds one.
            Resolved::Project(_) => match self.resolve_in(function, &format!("{name}()")) {
                Resolved::Instance(class) => Ok(class),
                _ => Err(Name::new("what is raised could not be told")),
            },
            Resolved::Module(_) => Err(Name::new("it is a module")),
            Resolved::Unknown(why) => Err(why),
        }
    }

    /// Whether one of the handlers certainly catches an error of the class.
    pub(super) fn is_caught(
        &self,
        language: Language,
        class: &ClassRef,
        handlers: &[Vec<Resolved>],
    ) -> bool {
        handlers.iter().any(|handler| {
            handler.is_empty()
                || handler
                    .iter()
                    .any(|caught| self.catches(language, class, caught))
        })
    }

    fn catches(&self, language: Language, class: &ClassRef, caught: &Resolved) -> bool {
        let caught = match caught {
            Resolved::Project(symbol) => ClassRef::Project(*symbol),
            Resolved::External(path) => {
                // Everything that is raised derives from these.
                if path == "Exception" || path == "BaseException" {
                    return true;
                }
                ClassRef::External(path.clone())
            }
            _ => return false,
        };
        match class {
            ClassRef::Project(symbol) => self.ancestors(*symbol).classes.contains(&caught),
            ClassRef::External(path) => {
                let table = Builtins::of(language);
                *class == caught
                    || matches!(&caught, ClassRef::External(caught)
                        if table.error_ancestors(path).contains(caught))
            }
        }
    }
}
