//! Values that live as long as a request is served, in the code around a place. It goes by types alone.

use model::{Libraries, LocalBinding, RequestValue};
use syntax::facts::{ExprId, FunctionId, Param, TypeRef};

use crate::context::RuleCtx;

/// A parameter that brings the request, or what ends with it.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    pub function: FunctionId,
    pub param: &'a Param,
    pub value: &'static RequestValue,
}

/// What the parameters of the functions around an offset bring, innermost function first.
pub fn around<'a>(ctx: &RuleCtx<'a>, offset: u32) -> Vec<Given<'a>> {
    let mut found = Vec::new();
    for (function, _) in ctx.scope.functions_at(offset) {
        found.extend(given(ctx, function));
    }
    found
}

/// What the parameters of one function bring.
#[must_use]
pub fn given<'a>(ctx: &RuleCtx<'a>, function: FunctionId) -> Vec<Given<'a>> {
    let Some(known) = ctx.body.function(function) else {
        return Vec::new();
    };
    let params = known.signature.params.iter();
    params
        .filter_map(|param| {
            let value = of_type(ctx, param.ty.as_ref()?)?;
            Some(Given {
                function,
                param,
                value,
            })
        })
        .collect()
}

/// What is known of values of the type.
#[must_use]
pub fn of_type(ctx: &RuleCtx<'_>, ty: &TypeRef) -> Option<&'static RequestValue> {
    let origin = ctx.file.env.origin_of(ty)?;
    Libraries::of(ctx.file.facts.language).request_value(origin.path()?)
}

/// Whether a name is the parameter and nothing else.
#[must_use]
pub fn names(ctx: &RuleCtx<'_>, id: ExprId, given: &Given<'_>) -> bool {
    match ctx.scope.local(id) {
        Some([LocalBinding::Param { function, param }]) => {
            *function == given.function && param.name == given.param.name
        }
        _ => false,
    }
}
