//! What a handler reads of the request by itself, call by call; it never looks at its parameters.

use syntax::facts::{Name, TypeKind, TypeRef};

use super::answers::class_of_local;
use super::inject::site_of;
use super::local::{Decorated, calls_of, split_last};
use super::text::text_of;
use super::value::{Args, Value};
use super::world::{Meaning, World};
use crate::framework::{ReadForm, RoleOf};
use crate::place::FileId;
use crate::symbol::SymbolRef;
use crate::things::{EndpointParam, ParamSource};

/// The values that calls in the handler read; `request` is its parameter that is the request, and the class.
pub(super) fn reads(
    world: &World<'_>,
    file: FileId,
    handler: Decorated,
    request: Option<(Name, Name)>,
) -> Vec<EndpointParam> {
    let frameworks = world.frameworks(file);
    let site = site_of(file, handler);
    let (Decorated::Symbol(symbol) | Decorated::Nested(symbol, _)) = handler;
    let outer = SymbolRef { file, symbol };
    let Some((summary, calls)) = world.env(file).and_then(|env| calls_of(env, handler)) else {
        return Vec::new();
    };
    let mut found: Vec<EndpointParam> = Vec::new();
    for call in calls {
        if !frameworks.may_read(split_last(&call.callee).1) {
            continue;
        }
        let of_request = request.as_ref().and_then(|(name, class)| {
            let rest = call.callee.strip_prefix(name.as_str())?;
            let rest = rest.strip_prefix('.')?;
            Some(Name::from(format!("{class}.{rest}")))
        });
        let path = match of_request {
            Some(path) => path,
            None => match world.resolve(site, &call.callee) {
                Meaning::Outside(path) | Meaning::OutsideInstance(path) => path,
                _ => continue,
            },
        };
        let form: Option<&ReadForm> = frameworks.role(&path, |role| match role {
            RoleOf::Read(at, i) => frameworks.description(at)?.parameters.reads.get(i),
            _ => None,
        });
        let Some(form) = form else { continue };
        let args = Args::of_call(&summary.calls, call);
        let name = if form.name.is_empty() {
            form.whole.clone()
        } else {
            let text = args.get(&form.name);
            match text.and_then(|text| text_of(world, site, text, None).ok()) {
                Some(text) => Name::from(text),
                None => continue,
            }
        };
        let source = form.source.unwrap_or(ParamSource::Unknown);
        let known = |param: &EndpointParam| param.name == name && param.source == source;
        if found.iter().any(known) {
            continue;
        }
        let class = match (args.get(&form.converter), args.get(&form.into)) {
            (Some(Value::Path(path)), _) => Some(path.clone()),
            (None, Some(Value::Path(path))) => class_of_local(world, outer, path),
            _ => None,
        };
        let ty = class.map(|path| TypeRef {
            span: call.span,
            kind: TypeKind::Named {
                path,
                args: Vec::new(),
            },
        });
        found.push(EndpointParam {
            name,
            source,
            ty,
            place: world.place_in(outer, call.span),
            provider: None,
        });
    }
    found
}
