//! Versions in the paths of routes, and paths that stay without a prefix; it reads no routers.

use super::graph::{Route, Version, version_entry};
use super::local::{Decorated, Scope};
use super::text::text_of;
use super::value::{Args, Value};
use super::world::{Meaning, Site, World};
use crate::framework::VersionForm;
use crate::symbol::SymbolRef;

/// How the routes of an application get versions into their paths.
#[derive(Clone)]
pub(super) struct Versioning {
    form: Option<&'static VersionForm>,
    /// Where in the path the version stands.
    at: usize,
    prefix: String,
    /// Of the routes here; an empty one stands for none.
    versions: Vec<String>,
}

impl Versioning {
    pub fn none() -> Self {
        Self {
            form: None,
            at: 0,
            prefix: String::new(),
            versions: Vec::new(),
        }
    }

    /// What a call tells; nothing where versions are not in the path.
    pub fn read(world: &World<'_>, version: &Version, at: usize) -> Option<Self> {
        let frameworks = world.frameworks(version.site.file);
        let form = version_entry(frameworks, version.form)?;
        let kind = version.args.get(&form.kind);
        let in_path = match kind {
            Some(Value::Path(path)) => {
                matches!(world.resolve(version.site, path), Meaning::Outside(path) | Meaning::OutsideInstance(path)
                    if form.kind_of_path.contains(&path))
            }
            Some(_) => false,
            None => form.path_unless_told && version.args.is_empty(),
        };
        if !in_path {
            return None;
        }
        let given = version.args.get(&form.prefix);
        let prefix = match given {
            Some(Value::Bool(false)) => String::new(),
            Some(value) => text_of(world, version.site, value, None).ok()?,
            None => form.default_prefix.to_string(),
        };
        let mut versioning = Self {
            form: Some(form),
            at,
            prefix,
            versions: Vec::new(),
        };
        if let Some(default) = version.args.get(&form.version) {
            versioning.take(world, version.site, default);
        }
        Some(versioning)
    }

    /// Puts other versions in the place of those so far.
    pub fn take(&mut self, world: &World<'_>, site: Site, value: &Value) {
        let Some(form) = self.form else { return };
        self.versions = value
            .items()
            .iter()
            .filter_map(|item| {
                if let Value::Path(path) = item
                    && let Meaning::Outside(path) | Meaning::OutsideInstance(path) =
                        world.resolve(site, path)
                    && form.neutral.contains(&path)
                {
                    return Some(String::new());
                }
                text_of(world, site, item, None).ok()
            })
            .collect();
    }

    /// The versions that the decorators of a route's handler give it.
    pub fn of_route(&self, world: &World<'_>, route: &Route) -> Self {
        let mut own = self.clone();
        let (Some(form), Some(Decorated::Symbol(symbol))) = (self.form, route.decorated) else {
            return own;
        };
        let function = SymbolRef {
            file: route.site.file,
            symbol,
        };
        let Some((summary, exprs)) = world.function(function) else {
            return own;
        };
        let site = Site {
            file: route.site.file,
            scope: Scope::Module,
        };
        for decorator in &summary.signature.decorators {
            let (Meaning::Outside(path) | Meaning::OutsideInstance(path)) =
                world.resolve(site, &decorator.path)
            else {
                continue;
            };
            let args = decorator.args.as_deref().unwrap_or_default();
            let args = Args::read(exprs, args);
            if let (true, Some(value)) = (form.marks.contains(&path), args.position(0)) {
                own.take(world, site, value);
            }
        }
        own
    }

    /// Each version that the routes have; an empty one for none.
    pub fn versions(&self) -> Vec<String> {
        if self.versions.is_empty() {
            vec![String::new()]
        } else {
            self.versions.clone()
        }
    }

    /// The path with the version in it, and without the prefix it is exempt from.
    pub fn put(&self, path: &str, version: &str, exempt: &[Exempt]) -> String {
        let exempt = exempt.iter().find(|exempt| exempt.holds(path));
        let (above, below) = match exempt {
            Some(exempt) => (exempt.before.as_str(), exempt.rest(path)),
            None => path.split_at_checked(self.at).unwrap_or(("", path)),
        };
        if version.is_empty() {
            return format!("{above}{below}");
        }
        let above = above.trim_end_matches('/');
        // A controller's path may be written without a slash in front.
        let between = match below.is_empty() || below.starts_with('/') {
            true => "",
            false => "/",
        };
        format!("{above}/{}{version}{between}{below}", self.prefix)
    }
}

/// Paths that stay without a prefix of their application.
#[derive(Clone)]
pub(super) struct Exempt {
    /// The path before the prefix.
    before: String,
    /// Where in the path the prefix ends.
    after: usize,
    patterns: Vec<Pattern>,
}

#[derive(Clone)]
struct Pattern {
    segments: Vec<String>,
    /// Whatever follows is meant as well.
    open: bool,
}

impl Exempt {
    pub fn read(
        world: &World<'_>,
        site: Site,
        except: &Value,
        before: String,
        after: usize,
    ) -> Self {
        // `["health", ...others]` is a sum of lists.
        let lists = match except {
            Value::Template(parts) if parts.iter().any(|part| matches!(part, Value::Items(_))) => {
                parts.as_slice()
            }
            other => std::slice::from_ref(other),
        };
        let patterns = lists.iter().flat_map(Value::items).filter_map(|item| {
            let path = item.entry("path").unwrap_or(item);
            let text = text_of(world, site, path, None).ok()?;
            let open_at = ["{/*", "/*", "/(.*)", "(.*)", "*"]
                .iter()
                .filter_map(|mark| text.find(mark))
                .min();
            let closed = text.get(..open_at.unwrap_or(text.len()))?;
            Some(Pattern {
                segments: segments(closed).map(str::to_owned).collect(),
                open: open_at.is_some(),
            })
        });
        Self {
            before,
            after,
            patterns: patterns.collect(),
        }
    }

    /// What follows the prefix.
    fn rest<'p>(&self, path: &'p str) -> &'p str {
        path.get(self.after..).unwrap_or_default()
    }

    fn holds(&self, path: &str) -> bool {
        let rest = self.rest(path);
        self.patterns.iter().any(|pattern| pattern.fits(rest))
    }
}

impl Pattern {
    fn fits(&self, path: &str) -> bool {
        let own: Vec<&str> = segments(path).collect();
        let long_enough = if self.open {
            own.len() >= self.segments.len()
        } else {
            own.len() == self.segments.len()
        };
        long_enough
            && self
                .segments
                .iter()
                .zip(own)
                .all(|(wanted, own)| wanted == own || (is_parameter(wanted) && is_parameter(own)))
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with([':', '{'])
}
