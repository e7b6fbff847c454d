//! Paths of resources and of routers nested in them; it walks no further than from a router to its parents.

use syntax::facts::Name;

use super::graph::{Holds, Key, Node, RouterRef, route_entry, router_entry};
use super::resources::lookup_name;
use super::routes::Walker;
use super::text::text_of;
use super::value::{Args, Value};
use super::world::{Meaning, Site};

impl Walker<'_> {
    /// The path above the routes of a router that is nested in another one's resource.
    pub(super) fn nested_prefix(
        &self,
        site: Site,
        args: &Args,
        class: RouterRef,
        depth: u32,
    ) -> Option<Result<String, Name>> {
        let frameworks = self.world.frameworks(site.file);
        let nested = router_entry(frameworks, class)?.nested.as_ref()?;
        let depth = depth.checked_sub(1)?;
        let parent = match args.get(&nested.parent)? {
            Value::Path(path) => self.graph.find(self.world, site, path),
            _ => None,
        };
        let path = args.get(&nested.path)?;
        let path = match text_of(self.world, site, path, None) {
            Ok(path) => path,
            Err(why) => return Some(Err(why)),
        };
        let lookup = match args.get(&nested.lookup) {
            Some(lookup) => match text_of(self.world, site, lookup, None) {
                Ok(lookup) => format!("{lookup}_"),
                Err(why) => return Some(Err(why)),
            },
            None => "nested_1_".to_owned(),
        };
        let node = parent.and_then(|parent| self.graph.nodes.get(&parent));
        let field = node.and_then(|node| self.resource_lookup(node, &path));
        let field = field.unwrap_or_else(|| Name::new("pk"));
        let own = format!("{path}/<{lookup}{field}>/");
        let above = match node.map(|node| &node.holds) {
            Some(Holds::Router { class, args, site }) => {
                self.nested_prefix(*site, args, *class, depth)
            }
            _ => None,
        };
        Some(match above {
            Some(Ok(above)) => Ok(format!("{above}{own}")),
            Some(Err(why)) => Err(why),
            None => Ok(own),
        })
    }

    /// The name of the parameter of the resource that a router has at a path.
    fn resource_lookup(&self, node: &Node, path: &str) -> Option<Name> {
        node.routes.iter().find_map(|route| {
            let frameworks = self.world.frameworks(route.site.file);
            let entry = route_entry(frameworks, route.form).filter(|entry| entry.resource)?;
            let own = text_of(self.world, route.site, route.args.get(&entry.path)?, None).ok()?;
            if own != path {
                return None;
            }
            match self
                .world
                .meaning_of(route.site, route.args.get(&entry.handler)?)
            {
                Meaning::Declared(class) => lookup_name(self.world, class),
                _ => None,
            }
        })
    }

    /// Whether the paths of a router's resources end with a slash.
    pub(super) fn ends_with_slash(&self, key: &Key) -> bool {
        let Some(Holds::Router { class, args, .. }) =
            self.graph.nodes.get(key).map(|node| &node.holds)
        else {
            return true;
        };
        let frameworks = self.world.frameworks(key.site.file);
        router_entry(frameworks, *class).is_none_or(|entry| {
            let given = args.keyword(&entry.trailing_slash);
            given != Some(&Value::Bool(false)) && given != Some(&Value::Text(Name::default()))
        })
    }
}
