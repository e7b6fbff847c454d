//! BM105: money in binary floating point. It goes by the names of fields and the types that they are declared with.

use syntax::facts::{ExprId, ExprKind, Exprs, Field, ItemFacts, Literal, Name, TypeKind, TypeRef};
use syntax::language::Ecosystem;
use syntax::span::Span;

use crate::context::{FixCtx, RuleCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::fix::import;
use crate::text;

/// Words of names that hold money.
const MONEY: &[&str] = &[
    "amount", "balance", "cost", "fee", "fees", "price", "prices", "salary", "subtotal", "tax",
];
/// Words that make an amount one of money.
const OF_MONEY: &[&str] = &[
    "billed", "billing", "charge", "charged", "credit", "currency", "debit", "deposit", "due", "eur", "gross", "invoice",
    "loan", "max", "min", "money", "net", "order", "paid", "payment", "payout", "purchase", "refund", "refunded",
    "sum", "total", "transaction", "transfer", "usd", "withdrawal",
];
/// Words that make a number of such a name, which is no money.
const NO_MONEY: &[&str] = &[
    "cents", "count", "coefficient", "discount", "estimate", "estimated", "factor", "index", "latitude", "micros",
    "millis", "minor", "multiplier", "number", "percent", "percentage", "percentile", "quantity", "rate", "ratio",
    "score", "threshold", "units", "weight",
];
/// Types of binary floating point, by their last names.
const FLOATS: &[&str] = &[
    "DOUBLE", "DOUBLE_PRECISION", "Double", "FLOAT", "Float", "FloatField", "REAL", "confloat", "f32", "f64",
    "float", "float32", "float64",
];
/// The type of a column as a text says it.
const COLUMNS: &[&str] = &["double", "double precision", "float", "float4", "float8", "real"];

pub fn check(ctx: &RuleCtx, acc: &mut Findings) {
    if ctx.is_test() {
        return;
    }
    let facts = ctx.facts();
    for field in fields(facts) {
        check_field(ctx, &facts.summary.exprs, field, acc);
    }
}

/// The fields that the item declares: of its types, of their variants, and its own where it is a member.
fn fields(facts: &ItemFacts) -> impl Iterator<Item = &Field> {
    let of_types = facts.types.iter().flat_map(|ty| {
        let variants = ty.variants.iter().flat_map(|variant| &variant.fields);
        ty.fields.iter().chain(variants)
    });
    of_types.chain(&facts.fields)
}

fn check_field(ctx: &RuleCtx, exprs: &Exprs, field: &Field, acc: &mut Findings) {
    if !is_money(&field.name) {
        return;
    }
    let is_node = ctx.file.facts.language.ecosystem() == Ecosystem::Node;
    let by_type = field.ty.as_ref().filter(|_| !is_node).and_then(float_in);
    let by_column = column(exprs, field);
    let by_decorator = decorated(exprs, field);
    let Some(written) = by_column.or(by_type).or(by_decorator) else {
        return;
    };
    // A column that says what it is outweighs the annotation.
    if by_column.is_none() && has_exact_column(exprs, field) {
        return;
    }
    let name = &field.name;
    let message = format!(
        "`{name}` holds money as `{written}`, which cannot hold most decimal amounts exactly; use a decimal type or whole minor units{}.",
        migration(by_column.is_some() || by_decorator.is_some())
    );
    let draft = acc.report(field.name_span, message);
    if let Some(request) = request(ctx, exprs, field) {
        draft.fix(request);
    }
}

fn migration(is_stored: bool) -> &'static str {
    match is_stored {
        true => " (what is stored needs a migration)",
        false => "",
    }
}

/// Whether the words of a name say that it holds money.
fn is_money(name: &str) -> bool {
    let words = text::words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    // An amount is often one of something else.
    let is_amount = words.iter().any(|word| word == "amount");
    let is_counted = is_amount
        && words.len() > 1
        && !has(OF_MONEY)
        && !words.iter().any(|word| word != "amount" && MONEY.contains(&word.as_str()));
    has(MONEY) && !has(NO_MONEY) && !is_counted
}

/// The type of binary floating point in a type: `float`, `list[float] | None`.
fn float_in(ty: &TypeRef) -> Option<&str> {
    match &ty.kind {
        TypeKind::Named { path, args } => {
            let last = path.rsplit('.').next().unwrap_or(path);
            if FLOATS.contains(&last) {
                return Some(last);
            }
            args.iter().find_map(float_in)
        }
        TypeKind::Optional(inner)
        | TypeKind::Pointer(inner)
        | TypeKind::List(inner)
        | TypeKind::Reference { inner, .. }
        | TypeKind::Annotated { inner, .. } => float_in(inner),
        TypeKind::Union(parts) => parts.iter().find_map(float_in),
        _ => None,
    }
}

/// The floating type of a column: `Column(Float)`, `mapped_column(Float())`, `models.FloatField()`.
fn column<'a>(exprs: &'a Exprs, field: &Field) -> Option<&'a str> {
    let value = field.value?;
    let (path, args) = exprs.call(value)?;
    let last = path.rsplit('.').next().unwrap_or(&path);
    if last == "FloatField" {
        return Some("FloatField");
    }
    if !matches!(last, "Column" | "Field" | "mapped_column" | "db_column") {
        return None;
    }
    args.iter().find_map(|arg| float_class(exprs, arg.value))
}

fn float_class(exprs: &Exprs, value: ExprId) -> Option<&str> {
    let callee = match &exprs.get(value).kind {
        ExprKind::Call { callee, .. } => *callee,
        _ => value,
    };
    match &exprs.get(callee).kind {
        ExprKind::Name(name) | ExprKind::Member { name, .. } => {
            FLOATS.contains(&name.as_str()).then_some(name.as_str())
        }
        _ => None,
    }
}

/// Whether the value says that it is stored exactly: `mapped_column(Numeric(12, 2))`.
fn has_exact_column(exprs: &Exprs, field: &Field) -> bool {
    let Some((_, args)) = field.value.and_then(|value| exprs.call(value)) else {
        return false;
    };
    args.iter().any(|arg| {
        let callee = match &exprs.get(arg.value).kind {
            ExprKind::Call { callee, .. } => *callee,
            _ => arg.value,
        };
        let path = exprs.path(callee).unwrap_or_default();
        let last = path.rsplit('.').next().unwrap_or_default();
        matches!(last, "BigInteger" | "DECIMAL" | "Decimal" | "Integer" | "NUMERIC" | "Numeric")
    })
}

/// The floating type that a decorator says: `@Column("float")`, `@Column({ type: "real" })`.
fn decorated<'a>(exprs: &'a Exprs, field: &'a Field) -> Option<&'a str> {
    let args = field.decorators.iter().flat_map(|decorator| {
        let last = decorator.path.rsplit('.').next().unwrap_or_default();
        let is_column = matches!(last, "Column" | "Property");
        decorator.args.iter().flatten().filter(move |_| is_column)
    });
    args.filter_map(|arg| match &exprs.get(arg.value).kind {
        ExprKind::Literal(Literal::Str(text)) => Some(text),
        ExprKind::Map { entries } => entries.iter().find_map(|entry| {
            let key = entry.key.and_then(|key| exprs.text(key))?;
            matches!(key.as_str(), "columnType" | "type")
                .then(|| exprs.text(entry.value))
                .flatten()
        }),
        ExprKind::Member { name, .. } => Some(name),
        _ => None,
    })
    .map(Name::as_str)
    .find(|text| COLUMNS.contains(&text.to_ascii_lowercase().as_str()))
}

/// The repair of a column or a field of Python.
fn request(ctx: &RuleCtx, exprs: &Exprs, field: &Field) -> Option<FixRequest> {
    if ctx.file.facts.language.ecosystem() != Ecosystem::Python {
        return None;
    }
    if let Some((path, args)) = field.value.and_then(|value| exprs.call(value)) {
        let last = path.rsplit('.').next().unwrap_or(&path);
        if last == "FloatField" {
            let ExprKind::Call {
                callee, args_span, ..
            } = &exprs.get(field.value?).kind
            else {
                return None;
            };
            let callee = exprs.get(*callee).span;
            let comma = if args.is_empty() { "" } else { ", " };
            let request = FixRequest::rule("Use `DecimalField`", Safety::Unsafe, "field");
            let open = Span::new(callee.start, args_span.start + 1);
            let new = path.replace("FloatField", "DecimalField");
            return Some(request.at(open).with(format!("{new}(max_digits=12, decimal_places=2{comma}")));
        }
        if let Some(arg) = args.iter().find(|arg| float_class(exprs, arg.value).is_some()) {
            let request = FixRequest::rule("Use `Numeric(12, 2)`", Safety::Unsafe, "column");
            return Some(request.at(exprs.get(arg.value).span));
        }
    }
    let ty = field.ty.as_ref()?;
    let is_plain = matches!(&ty.kind, TypeKind::Named { path, args } if path == "float" && args.is_empty());
    is_plain.then(|| FixRequest::rule("Use `Decimal`", Safety::Unsafe, "decimal").at(ty.span))
}

pub fn fix(ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let span = request.span(0)?;
    match request.step()? {
        "field" => {
            let new = request.word(0)?.as_str();
            Some(Edits::here(vec![TextEdit::replace(span, new)]))
        }
        step => {
            let (module, name) = match step {
                "column" => ("sqlalchemy", "Numeric"),
                _ => ("decimal", "Decimal"),
            };
            let imported = import(ctx.file, module, Some(name))?;
            let new = match step {
                "column" => format!("{}(12, 2)", imported.local),
                _ => imported.local,
            };
            let mut edits: Vec<TextEdit> = imported.edit.into_iter().collect();
            edits.push(TextEdit::replace(span, new));
            Some(Edits::here(edits))
        }
    }
}
