//! Tests that are written as calls: a name and a function, in groups of such; it never looks at what they drive.

use syntax::facts::{ArgValue, CallFact, ExprKind, FunctionId, FunctionSummary, Name, Summary};
use syntax::span::Span;

use super::local::split_last;
use super::value::Value;
use crate::framework::TestForms;
use crate::index::IndexedFile;
use crate::symbol::{LocalSymbol, Part};

/// One test: the function of the file that its code is in, and where in it.
pub(super) struct Case {
    pub function: LocalSymbol,
    /// The code, in bytes of the item.
    pub body: Span,
    pub name: Name,
    /// The whole call, in bytes of the file.
    pub span: Span,
}

/// A call that names a test or a group.
struct Titled {
    is_group: bool,
    title: String,
    code: FunctionId,
    span: Span,
}

/// The tests of a file, in order.
pub(super) fn cases(file: &IndexedFile, forms: &[&TestForms]) -> Vec<Case> {
    let mut found = Vec::new();
    for (at, item) in (0u32..).zip(&file.env.facts().items) {
        let summary = &item.facts.summary;
        for titled in at_top(summary, forms) {
            let functions = (0u32..).zip(&summary.functions);
            let mut same = functions.filter(|(_, function)| function.function == titled.code);
            let Some((index, function)) = same.next() else {
                continue;
            };
            let symbol = LocalSymbol {
                item: at,
                part: Part::Function(index),
            };
            if titled.is_group {
                let inside = in_group(symbol, function, &titled.title, item.span.start, forms);
                found.extend(inside);
            } else {
                found.push(Case {
                    function: symbol,
                    body: function.signature.body_span,
                    name: Name::from(titled.title),
                    span: titled.span.shifted(item.span.start),
                });
            }
        }
    }
    found.sort_by_key(|case| case.span.start);
    found
}

fn at_top(summary: &Summary, forms: &[&TestForms]) -> Vec<Titled> {
    let calls = summary.exprs.iter().filter_map(|(id, expr)| {
        let ExprKind::Call { args, .. } = &expr.kind else {
            return None;
        };
        let Value::Call { callee, .. } = Value::read(&summary.exprs, id) else {
            return None;
        };
        let is_group = kind_of(&callee, forms)?;
        let code = args
            .iter()
            .rev()
            .find_map(|arg| match summary.exprs.get(arg.value).kind {
                ExprKind::Function(code) => Some(code),
                _ => None,
            })?;
        let title = title_of(&Value::read(&summary.exprs, args.first()?.value))?;
        Some(Titled {
            is_group,
            title,
            code,
            span: expr.span,
        })
    });
    calls.collect()
}

/// The tests in the code of a group, which holds those of its inner groups as well.
fn in_group(
    symbol: LocalSymbol,
    function: &FunctionSummary,
    outermost: &str,
    start: u32,
    forms: &[&TestForms],
) -> Vec<Case> {
    let titled: Vec<Titled> = function
        .calls
        .iter()
        .filter_map(|call| in_body(call, forms))
        .collect();
    let body_of = |code: FunctionId| {
        let mut nested = function.nested.iter();
        let found = nested.find(|nested| nested.function == code)?;
        Some(found.signature.body_span)
    };
    let tests = titled.iter().filter(|titled| !titled.is_group);
    let cases = tests.filter_map(|test| {
        let mut around: Vec<(&Titled, Span)> = titled
            .iter()
            .filter(|titled| titled.is_group)
            .filter_map(|group| Some((group, body_of(group.code)?)))
            .filter(|(_, body)| body.contains(test.span))
            .collect();
        around.sort_by_key(|(_, body)| std::cmp::Reverse(body.len()));
        let groups = around.iter().map(|(group, _)| group.title.as_str());
        let names: Vec<&str> = std::iter::once(outermost)
            .chain(groups)
            .chain(std::iter::once(test.title.as_str()))
            .collect();
        Some(Case {
            function: symbol,
            body: body_of(test.code)?,
            name: Name::from(names.join(" > ")),
            span: test.span.shifted(start),
        })
    });
    cases.collect()
}

fn in_body(call: &CallFact, forms: &[&TestForms]) -> Option<Titled> {
    let is_group = kind_of(&call.callee, forms)?;
    let code = call.args.iter().rev().find_map(|arg| match arg.value {
        ArgValue::Function(code) => Some(code),
        _ => None,
    })?;
    let title = title_of(&Value::of_plain_fact(&call.args.first()?.value))?;
    Some(Titled {
        is_group,
        title,
        code,
        span: call.span,
    })
}

/// Whether a callee names a group or a test: `describe`, `it.only`, `test.each()`.
fn kind_of(callee: &str, forms: &[&TestForms]) -> Option<bool> {
    let first = callee.split(['.', '(']).next().unwrap_or(callee);
    let is = |names: fn(&TestForms) -> &Vec<Name>| {
        forms
            .iter()
            .any(|forms| names(forms).iter().any(|name| name == first))
    };
    // `test.beforeEach(..)` and `test.describe(..)` are called on the name as well.
    let last = split_last(callee).1;
    if is(|forms| &forms.groups)
        || forms
            .iter()
            .any(|forms| forms.groups.iter().any(|it| it == last))
    {
        return Some(true);
    }
    let is_set_up = forms
        .iter()
        .any(|forms| forms.setup_methods.iter().any(|name| name == last));
    (is(|forms| &forms.cases) && !is_set_up).then_some(false)
}

fn title_of(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Template(parts) => Some(
            parts
                .iter()
                .map(|part| match part {
                    Value::Text(text) => text.to_string(),
                    _ => "…".to_owned(),
                })
                .collect(),
        ),
        // A group named after a class or function.
        Value::Path(path) => Some(path.trim_end_matches(".name").to_owned()),
        _ => None,
    }
}
