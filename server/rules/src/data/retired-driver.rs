//! BM421: drivers that are no longer developed. It looks at imports alone.

use syntax::facts::{Import, StmtKind};
use syntax::language::Ecosystem;
use syntax::span::Span;

use crate::context::{FixCtx, ProjectCtx};
use crate::edit::{Edits, TextEdit};
use crate::finding::{Finding, Findings, FixRequest, Safety};
use crate::text;

/// A driver that is no longer developed.
struct Retired {
    module: &'static str,
    ecosystem: Ecosystem,
    /// What has the same calls now.
    successor: &'static str,
}

const RETIRED: &[Retired] = &[
    Retired {
        module: "aioredis",
        ecosystem: Ecosystem::Python,
        successor: "`redis.asyncio` of `redis`",
    },
    Retired {
        module: "motor",
        ecosystem: Ecosystem::Python,
        successor: "`AsyncMongoClient` of `pymongo`",
    },
    Retired {
        module: "request",
        ecosystem: Ecosystem::Node,
        successor: "`fetch`",
    },
    Retired {
        module: "request-promise",
        ecosystem: Ecosystem::Node,
        successor: "`fetch`",
    },
    Retired {
        module: "request-promise-native",
        ecosystem: Ecosystem::Node,
        successor: "`fetch`",
    },
];

pub fn check(ctx: &ProjectCtx, acc: &mut Findings) {
    let ecosystem = ctx.file.facts.language.ecosystem();
    for retired in RETIRED.iter().filter(|own| own.ecosystem == ecosystem) {
        let Some(import) = first_import(ctx, retired.module) else {
            continue;
        };
        // The successor came with a version that the project may not have.
        if retired.module == "motor" && ctx.file.project.major("pymongo").is_some_and(|major| major < 4) {
            continue;
        }
        let module = retired.module;
        let message = format!(
            "`{module}` is no longer developed; {} has the same calls.",
            retired.successor
        );
        let draft = acc.report(import.span, message);
        let line = text::line(ctx.file.text, import.span.start);
        let source = line.trim();
        if module == "aioredis"
            && let Some(new) = successor_import(&import, source)
        {
            let request = FixRequest::rule("Import `redis.asyncio`", Safety::Unsafe, "import");
            let indent = u32::try_from(line.len() - line.trim_start().len()).unwrap_or_default();
            let start = text::line_start(ctx.file.text, import.span.start) + indent;
            let length = u32::try_from(source.len()).unwrap_or_default();
            draft.fix(request.at(Span::new(start, start + length)).with(new));
        }
    }
}

/// The first import of the module that always runs, its span in bytes of the file.
fn first_import(ctx: &ProjectCtx, module: &str) -> Option<Import> {
    for item in &ctx.file.facts.items {
        let start = item.span.start;
        let is_tried = item.facts.body.as_ref().is_some_and(|body| {
            body.stmts()
                .any(|(_, stmt)| matches!(stmt.kind, StmtKind::Try { .. }))
        });
        if is_tried {
            continue;
        }
        let summary = &item.facts.summary;
        let inner = summary
            .functions
            .iter()
            .flat_map(|function| &function.imports);
        let found = summary.imports.iter().chain(inner).find(|import| {
            import.level == 0
                && !import.type_only
                && (import.module == module
                    || import
                        .module
                        .strip_prefix(module)
                        .is_some_and(|rest| rest.starts_with('.')))
        });
        if let Some(import) = found {
            let mut import = import.clone();
            import.span = import.span.shifted(start);
            return Some(import);
        }
    }
    None
}

/// The statement that imports the successor under the same name.
fn successor_import(import: &Import, source: &str) -> Option<String> {
    match source.trim() {
        "import aioredis" => Some("from redis import asyncio as aioredis".to_owned()),
        other => {
            let names = other.strip_prefix("from aioredis import ")?;
            let is_known = |name: &str| {
                let name = name.split(" as ").next().unwrap_or(name).trim();
                matches!(name, "ConnectionPool" | "Redis" | "StrictRedis" | "from_url")
            };
            let all = !names.contains(['(', '\\']) && names.split(',').all(is_known);
            (all && !import.local.is_empty()).then(|| format!("from redis.asyncio import {names}"))
        }
    }
}

pub fn fix(_ctx: &FixCtx, _finding: &Finding, request: &FixRequest) -> Option<Edits> {
    let edit = TextEdit::replace(request.span(0)?, request.word(0)?.as_str());
    Some(Edits::here(vec![edit]))
}
