//! What a method of a module says that is asked before which routes; it never says whether that refuses anybody.

use syntax::facts::Name;

use super::parts::Reached;
use super::written::call_value;
use super::{Builder, Middleware};
use crate::framework::{AppliedForm, Covers};
use crate::place::Place;
use crate::recognise::local::split_last;
use crate::recognise::order::Reach;
use crate::recognise::text::text_of;
use crate::recognise::value::{Args, Value};
use crate::recognise::world::{Meaning, Site};
use crate::symbol::{Part, SymbolRef};

/// What is asked, before what, and before what not.
struct Applied<'v> {
    asked: Vec<&'v Value>,
    to: Vec<&'v Value>,
    except: Vec<&'v Value>,
}

impl Builder<'_> {
    /// Notes what a module has asked before routes of its application.
    pub(super) fn applied(&self, module: SymbolRef, form: &AppliedForm, reached: &mut Reached) {
        let Some(class) = self.world.class(module) else {
            return;
        };
        let Some(method) = class
            .method(&form.method)
            .filter(|_| !form.method.is_empty())
        else {
            return;
        };
        let function = SymbolRef {
            file: module.file,
            symbol: method.symbol,
        };
        let site = Site::in_function(function);
        let calls = &method.function.calls;
        for call in calls {
            if split_last(&call.callee).1 != form.to {
                continue;
            }
            let value = call_value(self.world, function, calls, call);
            let applied = applied_by(&value, form);
            let asked = applied.asked.iter();
            let guards: Vec<Value> = asked.map(|value| self.asked(site, value, form)).collect();
            let except = applied.except.iter();
            let except: Option<Vec<Reach>> =
                except.map(|value| self.reach(site, value, form)).collect();
            let place = Place {
                file: module.file,
                span: self.world.place_in(function, call.span).span,
            };
            for target in applied.to {
                let reach = self.reach(site, target, form);
                let router = self.class_named(site, target);
                let middleware = Middleware {
                    covers: Covers::All,
                    // Which routes are meant is not told.
                    conditional: (reach.is_none() && router.is_none()) || except.is_none(),
                    by_name: false,
                    guards: guards.clone(),
                    decorated: None,
                    site,
                    place,
                    reach: Reach {
                        except: except.clone().unwrap_or_default(),
                        ..reach.unwrap_or_default()
                    },
                    called_at: None,
                };
                match router {
                    Some(router) => reached.on_routers.push((router, middleware)),
                    None => reached.middlewares.push(middleware),
                }
            }
        }
    }

    /// The method of a class that is asked, or the function.
    fn asked(&self, site: Site, value: &Value, form: &AppliedForm) -> Value {
        match value {
            Value::Path(path)
                if matches!(self.world.resolve(site, path), Meaning::Declared(symbol)
                    if matches!(symbol.symbol.part, Part::Type(_))) =>
            {
                Value::Path(Name::from(format!("{path}.{}", form.asked)))
            }
            value => value.clone(),
        }
    }

    /// The requests that a path, or a path with a method, means.
    fn reach(&self, site: Site, value: &Value, form: &AppliedForm) -> Option<Reach> {
        let path = value.entry(&form.path_key).unwrap_or(value);
        let path = text_of(self.world, site, path, None).ok()?;
        let method = match value.entry(&form.method_key) {
            Some(Value::Path(method)) => Some(Name::new(split_last(method).1)),
            Some(_) => return None,
            None => None,
        };
        let method = method.filter(|method| *method != form.every);
        let open_at = ["{*", "/*", "(.*)", "*"];
        let open_at = open_at.iter().filter_map(|mark| path.find(mark)).min();
        let closed = path.get(..open_at.unwrap_or(path.len()))?;
        let below = closed.trim_end_matches('/');
        // A path of one segment may be written without a slash in front.
        let below = match below.starts_with('/') || below.is_empty() {
            true => Name::new(below),
            false => Name::from(format!("/{below}")),
        };
        let is_open = open_at.is_some() || method.is_none();
        Some(Reach {
            exact: !is_open,
            below: (!below.is_empty() || !is_open).then_some(below),
            method,
            except: Vec::new(),
        })
    }
}

/// The arguments of the calls of one chain.
fn applied_by<'v>(value: &'v Value, form: &AppliedForm) -> Applied<'v> {
    let mut applied = Applied {
        asked: Vec::new(),
        to: Vec::new(),
        except: Vec::new(),
    };
    let mut at = Some(value);
    while let Some(Value::Call {
        callee, args, on, ..
    }) = at
    {
        let name = split_last(callee).1;
        let all = |args: &'v Args| args.iter().map(|(_, value)| value).flat_map(Value::items);
        if name == form.to {
            applied.to.extend(all(args));
        } else if name == form.except {
            applied.except.extend(all(args));
        } else if name == form.apply {
            applied.asked.extend(all(args));
        }
        at = on.as_deref();
    }
    applied
}
