//! BM901: columns that rows which are there cannot fill. It looks at migrations alone.

use model::FileRole;
use syntax::facts::{ExprId, ExprKind, FunctionId, Literal};
use syntax::language::Ecosystem;
use syntax::span::Span;

use crate::context::{Call, ProjectCtx, RuleCtx};
use crate::finding::{Findings, Severity};
use crate::shared::{calls, values};

/// Words of statements and calls that fill the rows which are there.
const FILLERS: &[&str] = &["update ", "bulk_update", "RunPython", ".update(", "backfill", "executemany"];

const MESSAGE: &str = "The rows that are there have no value for this column, so the migration fails on a table that is not empty; add it with a default, or without NOT NULL and fill it first.";
const LATER: &str = "Rows without a value make this fail, and nothing fills them before; fill them first, in the same migration.";

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    ctx.each_item(|rule| check_item(rule, acc));
}

/// Looks at one item; what its file says elsewhere decides, too.
fn check_item(ctx: &RuleCtx, acc: &mut Findings) {
    if !is_migration(ctx) {
        return;
    }
    for call in ctx.calls() {
        if is_undone(ctx, call.span.start) {
            continue;
        }
        match ctx.file.facts.language.ecosystem() {
            Ecosystem::Python => check_python(ctx, &call, acc),
            Ecosystem::Node => check_node(ctx, &call, acc),
            _ => {}
        }
        check_statement(ctx, &call, acc);
    }
}

/// Whether the file is a migration, by its role or by the tool it imports.
fn is_migration(ctx: &RuleCtx) -> bool {
    ctx.file.role == FileRole::Migration
        || ctx.imports("alembic")
        || ctx.imports("django.db.migrations")
        || ctx.file.path.split('/').any(|part| part == "migrations" || part == "versions")
        || ctx.file.text.contains("MigrationInterface")
}

/// Whether the code takes a migration back.
fn is_undone(ctx: &RuleCtx, offset: u32) -> bool {
    let mut functions = ctx.scope.functions_at(offset);
    let by_function = functions.any(|(_, function)| matches!(function.signature.name.as_str(), "down" | "downgrade"));
    // `exports.down = async (knex) => …`.
    let head = ctx.source(Span::new(0, offset.min(60)));
    by_function || head.starts_with("exports.down") || head.starts_with("module.exports.down") || head.contains("const down")
}

/// Whether the same migration fills rows before.
fn is_filled_before(ctx: &RuleCtx, offset: u32) -> bool {
    let before = ctx.file.text.get(..(ctx.item.span.start + offset) as usize).unwrap_or_default();
    let lower = before.to_ascii_lowercase();
    FILLERS.iter().any(|filler| lower.contains(&filler.to_ascii_lowercase()))
}

/// Whether the same migration makes the table.
fn is_made_here(ctx: &RuleCtx, table: &str) -> bool {
    let is_table = |id: ExprId| ctx.body.exprs.text(id).is_some_and(|text| text == table);
    let by_call = ctx.calls().any(|call| {
        let name = calls::last_name(ctx.body, call.callee);
        let makes = name.is_some_and(|name| {
            matches!(name.as_str(), "create_table" | "createTable" | "createTableIfNotExists" | "CreateModel")
        });
        makes && call.args.iter().any(|arg| is_table(arg.value))
    });
    let lower = ctx.file.text.to_ascii_lowercase();
    by_call || lower.contains(&format!("create table {table}")) || lower.contains(&format!("create table \"{table}\""))
}

fn text_of<'a>(ctx: &RuleCtx<'a>, id: Option<ExprId>) -> &'a str {
    id.and_then(|id| ctx.body.exprs.text(id)).map_or("", |text| text.as_str())
}

fn check_python(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let Some(name) = calls::last_name(ctx.body, call.callee) else {
        return;
    };
    let exprs = &ctx.body.exprs;
    match name.as_str() {
        // `op.add_column("users", sa.Column("phone", sa.String(), nullable=False))`.
        "add_column" => {
            let mut args = call.args.iter();
            let column = args.find_map(|arg| match &exprs.get(arg.value).kind {
                ExprKind::Call { callee, args, .. } => {
                    let is_column = calls::last_name(ctx.body, *callee).is_some_and(|name| name == "Column");
                    is_column.then_some((arg.value, args))
                }
                _ => None,
            });
            let Some((column, args)) = column else {
                return;
            };
            let keyword = |name: &str| args.iter().find(|arg| arg.name.as_deref() == Some(name)).map(|arg| arg.value);
            let is_required = keyword("nullable").is_some_and(|value| values::is_bool(ctx.body, value, false));
            let has_value = keyword("server_default").is_some_and(|value| !values::is_null(ctx.body, value));
            let source = ctx.source(exprs.get(column).span);
            let is_generated = ["Identity(", "Computed(", "Sequence(", "autoincrement=True"].iter().any(|word| source.contains(word));
            let first = call.positional(0).map(|arg| arg.value);
            let table = text_of(ctx, first.or_else(|| call.keyword("table_name").map(|arg| arg.value)));
            if is_required && !has_value && !is_generated && !is_made_here(ctx, table) {
                let _ = acc.report(call.span.shifted(ctx.item.span.start), MESSAGE);
            }
        }
        // `op.alter_column("users", "phone", nullable=False)`.
        "alter_column" => {
            let is_required = call.keyword("nullable").is_some_and(|arg| values::is_bool(ctx.body, arg.value, false));
            let was_required = call.keyword("existing_nullable").is_some_and(|arg| values::is_bool(ctx.body, arg.value, false));
            let has_value = call.keyword("server_default").is_some_and(|arg| !values::is_null(ctx.body, arg.value));
            let table = text_of(ctx, call.positional(0).map(|arg| arg.value));
            if is_required && !was_required && !has_value && !is_filled_before(ctx, call.span.start) && !is_made_here(ctx, table) {
                let _ = acc.report(call.span.shifted(ctx.item.span.start), LATER).severity(Severity::Warning);
            }
        }
        // `migrations.AddField("User", "phone", models.CharField(max_length=20))`.
        "AddField" => check_django(ctx, call, acc),
        _ => {}
    }
}

fn check_django(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let exprs = &ctx.body.exprs;
    let field = call.keyword("field").or_else(|| call.positional(2)).map(|arg| arg.value);
    let Some(field) = field else {
        return;
    };
    let ExprKind::Call { callee, args, .. } = &exprs.get(field).kind else {
        return;
    };
    let class = calls::last_name(ctx.body, *callee).map_or("", |name| name.as_str());
    let keyword = |name: &str| args.iter().find(|arg| arg.name.as_deref() == Some(name)).map(|arg| arg.value);
    let is_true = |name: &str| keyword(name).is_some_and(|value| values::is_bool(ctx.body, value, true));
    let fills_itself = matches!(class, "AutoField" | "BigAutoField" | "ManyToManyField" | "GeneratedField" | "NullBooleanField" | "TaggableManager")
        || class == "SmallAutoField"
        || is_true("null")
        || is_true("auto_now")
        || is_true("auto_now_add")
        || keyword("default").is_some()
        || keyword("db_default").is_some()
        || args.iter().any(|arg| arg.spread.is_some());
    let model = text_of(ctx, call.keyword("model_name").or_else(|| call.positional(0)).map(|arg| arg.value));
    let is_new = ctx.file.text.to_ascii_lowercase().contains(&format!("name=\"{}\",\n            fields", model.to_ascii_lowercase()))
        || makes_model(ctx, model);
    // A class of fields that the project made may fill itself.
    let is_known = class.ends_with("Field") || matches!(class, "ForeignKey" | "OneToOneField");
    let is_textual = matches!(class, "CharField" | "TextField") && is_true("blank");
    if is_known && !fills_itself && !is_new && !is_textual {
        let _ = acc.report(call.span.shifted(ctx.item.span.start), MESSAGE);
    }
}

/// Whether the migration makes the model whose field is added.
fn makes_model(ctx: &RuleCtx, model: &str) -> bool {
    ctx.calls().any(|call| {
        let is_maker = calls::last_name(ctx.body, call.callee).is_some_and(|name| name == "CreateModel");
        let name = call.keyword("name").or_else(|| call.positional(0)).map(|arg| arg.value);
        is_maker && text_of(ctx, name).eq_ignore_ascii_case(model)
    })
}

/// `table.string("phone").notNullable()` in `alterTable`, `addColumn(…)` of TypeORM.
fn check_node(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    let exprs = &ctx.body.exprs;
    let Some(name) = calls::last_name(ctx.body, call.callee) else {
        return;
    };
    if name == "notNullable" {
        let (links, start) = calls::chain(ctx.body, outermost(ctx, call.id));
        let has = |names: &[&str]| links.iter().any(|(name, _)| names.contains(&name.as_str()));
        let is_generated = has(&["defaultTo", "increments", "bigIncrements", "generatedAlwaysAs", "alter"]);
        let function = ctx.outline.function_of(call.id);
        let is_builder = matches!(&exprs.get(start).kind, ExprKind::Name(_));
        if is_builder && !is_generated && function.is_some_and(|function| alters_table(ctx, function)) {
            let _ = acc.report(exprs.get(outermost(ctx, call.id)).span.shifted(ctx.item.span.start), MESSAGE);
        }
    }
    if name == "addColumn" && ctx.file.text.contains("QueryRunner") {
        let column = call.positional(1).map(|arg| arg.value).map(|value| match &exprs.get(value).kind {
            // `new TableColumn({ … })`.
            ExprKind::Call { args, .. } => args.first().map_or(value, |arg| arg.value),
            _ => value,
        });
        let Some(column) = column.filter(|column| values::entries(ctx.body, *column).is_some()) else {
            return;
        };
        let entry = |name: &str| values::entry(ctx.body, column, name);
        let is_free = entry("isNullable").is_some_and(|value| !values::is_bool(ctx.body, value, false));
        let fills_itself = entry("default").is_some()
            || entry("isGenerated").is_some()
            || entry("generationStrategy").is_some()
            || entry("asExpression").is_some();
        let table = text_of(ctx, call.positional(0).map(|arg| arg.value));
        if !is_free && !fills_itself && !values::has_spread(ctx.body, column) && !is_made_here(ctx, table) {
            let _ = acc.report(call.span.shifted(ctx.item.span.start), MESSAGE);
        }
    }
}

fn outermost(ctx: &RuleCtx, call: ExprId) -> ExprId {
    let mut at = call;
    while let Some(parent) = ctx.parent_expr(at) {
        match &ctx.body.exprs.get(parent).kind {
            ExprKind::Member { .. } => at = parent,
            ExprKind::Call { callee, .. } if *callee == at => at = parent,
            _ => break,
        }
    }
    at
}

/// Whether a function is given to `alterTable` or `table`, for a table that the migration does not make.
fn alters_table(ctx: &RuleCtx, function: FunctionId) -> bool {
    let crate::outline::Parent::Expr(own) = ctx.outline.of_function(function) else {
        return false;
    };
    let Some(parent) = ctx.parent_expr(own) else {
        return false;
    };
    let ExprKind::Call { callee, args, .. } = &ctx.body.exprs.get(parent).kind else {
        return false;
    };
    let alters = calls::last_name(ctx.body, *callee).is_some_and(|name| matches!(name.as_str(), "alterTable" | "table"));
    let table = text_of(ctx, args.first().map(|arg| arg.value));
    alters && !is_made_here(ctx, table)
}

/// `ALTER TABLE … ADD COLUMN … NOT NULL` in a text that a call is given.
fn check_statement(ctx: &RuleCtx, call: &Call<'_>, acc: &mut Findings) {
    for arg in call.args {
        let text = match &ctx.body.exprs.get(arg.value).kind {
            ExprKind::Literal(Literal::Str(text)) => text.to_string(),
            ExprKind::Template { .. } => ctx.source(arg.span).trim_matches('`').to_owned(),
            _ => continue,
        };
        for statement in text.split(';') {
            match judge(statement) {
                Some((table, false)) if !is_made_here(ctx, &table) => {
                    let _ = acc.report(arg.span.shifted(ctx.item.span.start), MESSAGE);
                    return;
                }
                Some((table, true)) if !is_made_here(ctx, &table) && !is_filled_before(ctx, arg.span.start) && !text.to_ascii_lowercase().contains("update ") => {
                    let _ = acc.report(arg.span.shifted(ctx.item.span.start), LATER).severity(Severity::Warning);
                    return;
                }
                _ => {}
            }
        }
    }
}

/// The table of a statement that asks for values which rows do not have, and whether it asks for a column that is there.
fn judge(statement: &str) -> Option<(String, bool)> {
    let lower = statement.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(|char: char| char.is_whitespace() || char == ',').filter(|word| !word.is_empty()).collect();
    let at = words.windows(2).position(|pair| pair == ["alter", "table"])?;
    let mut rest = words.get(at + 2..)?.iter().skip_while(|word| matches!(**word, "if" | "exists" | "only"));
    let table = rest.next()?.trim_matches(['"', '`', '[', ']']);
    let table = table.rsplit('.').next().unwrap_or(table).trim_matches(['"', '`']).to_owned();
    let has = |first: &str, second: &str| words.windows(2).any(|pair| pair == [first, second]);
    let adds = words.contains(&"add") && !has("add", "constraint") && !has("add", "primary") && !has("add", "foreign") && !has("add", "check") && !has("add", "unique") && !has("add", "index");
    if has("set", "not") && words.contains(&"null") {
        return Some((table, true));
    }
    let fills_itself = ["default", "generated", "serial", "bigserial", "identity", "auto_increment", "autoincrement"]
        .iter()
        .any(|word| words.iter().any(|own| own.starts_with(word)));
    let is_required = words.windows(2).any(|pair| matches!(pair, ["not", null] if null.starts_with("null")));
    (adds && is_required && !fills_itself).then_some((table, false))
}
