//! What each candidate registers, on which router; it makes no routers.

use syntax::facts::Name;
use syntax::span::Span;

use super::forms::{error_form, mount_entry, mount_form, route_form, router_entry};
use super::{Builder, ErrorHandler, Holds, Key, Mount, Route, RouterRef};
use crate::framework::{Form, RoleOf};
use crate::place::{FileId, Place};
use crate::recognise::local::Candidate;
use crate::recognise::value::{Args, Value};
use crate::recognise::world::{Meaning, Site};

impl Builder<'_> {
    pub(super) fn register(&mut self, file: FileId, candidate: &Candidate) {
        let site = Site {
            file,
            scope: candidate.scope,
        };
        let place = Place {
            file,
            span: candidate.span,
        };
        let Some(key) = self.key_of(site, &candidate.receiver) else {
            self.report_unknown(site, candidate, place);
            return;
        };
        let Some(class) = self.class_of(&key) else {
            if let Some(Holds::Param { .. }) = self
                .graph
                .nodes
                .get(&self.end_of(&key))
                .map(|node| &node.holds)
            {
                self.register_on_param(site, candidate, place, &key);
            } else if let Holds::Unknown(why) = self.holds(&self.end_of(&key))
                && candidate.decorated.is_some()
                && first_is_path(&candidate.args)
            {
                self.graph.unresolved.push((place, why));
            }
            return;
        };
        self.register_on(site, candidate, place, &key, class);
    }

    pub(super) fn register_on_param(
        &mut self,
        site: Site,
        candidate: &Candidate,
        place: Place,
        key: &Key,
    ) {
        let frameworks = self.world.frameworks(site.file);
        let found = (0..frameworks.descriptions.len()).find(|at| {
            let lone = [*at];
            route_form(frameworks, &lone, candidate).is_some()
                || mount_form(frameworks, &lone, candidate).is_some()
        });
        if let Some(description) = found {
            let class = RouterRef {
                description,
                entry: usize::MAX,
            };
            self.register_on(site, candidate, place, key, class);
        }
    }

    pub(super) fn register_on(
        &mut self,
        site: Site,
        candidate: &Candidate,
        place: Place,
        key: &Key,
        class: RouterRef,
    ) {
        let key = &self.end_of(key);
        let frameworks = self.world.frameworks(site.file);
        let lineage = frameworks.lineage(class.description);
        if let Some(form) = route_form(frameworks, &lineage, candidate) {
            for args in self.passes(site, &candidate.args, &candidate.loops) {
                self.add_route(
                    key,
                    Route {
                        form,
                        method: candidate.name.clone(),
                        args,
                        site,
                        decorated: candidate.decorated,
                        place,
                    },
                );
            }
        } else if let Some(form) = mount_form(frameworks, &lineage, candidate) {
            for args in self.passes(site, &candidate.args, &candidate.loops) {
                self.mount(key, form, args, site, place);
            }
        } else if let Some(form) = error_form(frameworks, &lineage, candidate) {
            self.graph.error_handlers.push(ErrorHandler {
                form,
                args: candidate.args.clone(),
                site,
                decorated: candidate.decorated,
            });
        }
    }

    pub(super) fn add_route(&mut self, key: &Key, route: Route) {
        if let Some(node) = self.graph.nodes.get_mut(key) {
            node.routes.push(route);
        }
    }

    pub(super) fn mount(
        &mut self,
        parent: &Key,
        form: (usize, usize),
        args: Args,
        site: Site,
        place: Place,
    ) {
        let frameworks = self.world.frameworks(site.file);
        let Some(entry) = mount_entry(frameworks, form) else {
            return;
        };
        let Some(value) = args.get(&entry.child) else {
            if let Some(routes) = args.get(&entry.routes).cloned() {
                let key = self.anonymous(site, place.span.start);
                self.add_node(&key, Holds::Nothing);
                self.list(&key, form.0, site, &routes, place);
                self.add_mount(
                    parent,
                    Mount {
                        form,
                        args,
                        site,
                        child: Some(key),
                        place,
                    },
                );
            } else {
                let why = Name::new("it is not told which router is mounted");
                self.graph.unresolved.push((place, why));
            }
            return;
        };
        let child = self.key_of_value(site, value);
        let why = match &child {
            Some(key) => match self.holds(&self.end_of(key)) {
                Holds::Unknown(why) => Some(why),
                Holds::Outside(path) if !entry.application => Some(Name::from(format!(
                    "the routes of `{path}` are not in the workspace"
                ))),
                _ => None,
            },
            None if entry.application => None,
            None => Some(Name::new("it cannot be told which router is mounted")),
        };
        if let Some(why) = why {
            self.graph.unresolved.push((place, why));
        }
        self.add_mount(
            parent,
            Mount {
                form,
                args,
                site,
                child,
                place,
            },
        );
    }

    pub(super) fn add_mount(&mut self, parent: &Key, mount: Mount) {
        if let Some(node) = self.graph.nodes.get_mut(parent) {
            node.mounts.push(mount);
        }
    }

    /// Reads the lists of routes that constructors were given.
    pub(super) fn constructed(&mut self) {
        while let Some(key) = self.queue.pop_front() {
            let Holds::Router { class, args, site } = self.holds(&key) else {
                continue;
            };
            let frameworks = self.world.frameworks(site.file);
            let place = Place {
                file: site.file,
                span: Span::default(),
            };
            let entry = router_entry(frameworks, class);
            if let Some(routes) = entry.and_then(|entry| args.get(&entry.routes)) {
                self.list(&key, class.description, site, routes, place);
            }
            for at in frameworks.lineage(class.description) {
                let Some(description) = frameworks.description(at) else {
                    continue;
                };
                for (i, form) in description.error_handlers.iter().enumerate() {
                    if form.form == Form::Constructor && args.get(&form.map).is_some() {
                        self.graph.error_handlers.push(ErrorHandler {
                            form: (at, i),
                            args: args.clone(),
                            site,
                            decorated: None,
                        });
                    }
                }
            }
        }
    }

    /// Registers a list of routes written as values.
    pub(super) fn list(
        &mut self,
        key: &Key,
        description: usize,
        site: Site,
        routes: &Value,
        place: Place,
    ) {
        let frameworks = self.world.frameworks(site.file);
        let lineage = frameworks.lineage(description);
        let (site, routes) = self.written_out(site, routes);
        for value in routes.items() {
            let Value::Call { callee, args, .. } = value else {
                continue;
            };
            let Meaning::Outside(path) = self.world.resolve(site, callee) else {
                continue;
            };
            let role = frameworks.role(&path, |role| match role {
                RoleOf::RouteValue(at, _) | RoleOf::MountValue(at, _) if lineage.contains(&at) => {
                    Some(role)
                }
                _ => None,
            });
            match role {
                Some(RoleOf::RouteValue(at, i)) => self.add_route(
                    key,
                    Route {
                        form: (at, i),
                        method: Name::default(),
                        args: args.clone(),
                        site,
                        decorated: None,
                        place: Place {
                            file: site.file,
                            ..place
                        },
                    },
                ),
                Some(RoleOf::MountValue(at, i)) => {
                    let place = Place {
                        file: site.file,
                        ..place
                    };
                    self.mount(key, (at, i), args.clone(), site, place);
                }
                _ => {}
            }
        }
    }

    pub(super) fn report_unknown(&mut self, site: Site, candidate: &Candidate, place: Place) {
        let looks_like_a_route = candidate.decorated.is_some() && first_is_path(&candidate.args);
        let unknown = matches!(
            self.world.resolve(site, &candidate.receiver),
            Meaning::Unknown(_)
        );
        if looks_like_a_route && unknown {
            let why = Name::from(format!(
                "it cannot be told what `{}` is",
                candidate.receiver
            ));
            self.graph.unresolved.push((place, why));
        }
    }
}

fn first_is_path(args: &Args) -> bool {
    matches!(args.position(0), Some(Value::Text(text)) if text.is_empty() || text.starts_with('/'))
}
