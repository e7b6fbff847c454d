//! Functions that loops call: what a list or map holds, and what files of a folder export; it links no parameters.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use syntax::facts::Name;

use super::{Builder, Call};
use crate::place::{FileId, Place};
use crate::recognise::local::{Candidate, Decorated};
use crate::recognise::value::{Args, Value};
use crate::recognise::world::Site;
use crate::symbol::SymbolRef;

/// The keyword of the callee among the arguments of its call.
const CALLEE: &str = "()";

impl Builder<'_> {
    /// Read once; what is asked for while it is read knows of none.
    pub(super) fn looped_callers(&mut self) -> Rc<FxHashMap<SymbolRef, Vec<Call>>> {
        if let Some(known) = &self.looped {
            return Rc::clone(known);
        }
        self.looped = Some(Rc::default());
        let mut found: FxHashMap<SymbolRef, Vec<Call>> = FxHashMap::default();
        for (file, local) in self.sources {
            for candidate in &local.looped {
                for call in self.looped_calls(*file, candidate) {
                    found.entry(call.function).or_default().push(call);
                }
            }
        }
        let found = Rc::new(found);
        self.looped = Some(Rc::clone(&found));
        found
    }

    fn looped_calls(&mut self, file: FileId, candidate: &Candidate) -> Vec<Call> {
        let site = Site {
            file,
            scope: candidate.scope,
        };
        let place = Place {
            file,
            span: candidate.span,
        };
        // What a call gives is called: `require(file)(app)`.
        let callee = match (&candidate.on, candidate.callee.ends_with("()")) {
            (Some(on), true) => Value::clone(on),
            (None, false) => Value::Path(candidate.callee.clone()),
            (Some(on), false) => {
                Value::Member(Box::new(Value::clone(on)), Name::new(candidate.name()))
            }
            _ => return Vec::new(),
        };
        let callee = Args::named_single(Name::new(CALLEE), callee.clone());
        let args = candidate.args.or(&callee);
        let passes = self.passes(site, &args, &candidate.loops);
        let told = passes.into_iter().filter_map(|pass| {
            let put = pass.args.keyword(CALLEE)?;
            let unchanged = callee.keyword(CALLEE) == Some(put);
            let (there, function) = self.function_of(site, put, 4).ok().filter(|_| !unchanged)?;
            let Decorated::Symbol(symbol) = function else {
                return None;
            };
            Some(Call {
                function: SymbolRef {
                    file: there,
                    symbol,
                },
                args: pass.args.without(CALLEE),
                site,
                place: Some(place),
            })
        });
        told.collect()
    }
}
