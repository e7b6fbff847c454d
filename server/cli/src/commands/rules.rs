//! `rules` and `explain`: what the rules are.

use rules::finding::{Safety, Severity};
use rules::rule::{RULES, Rule, Status};
use serde::Serialize;

use crate::arguments::{ExplainOptions, RulesFormat, RulesOptions};
use crate::console::{Console, Outcome};

#[derive(Serialize)]
struct Row {
    code: &'static str,
    name: &'static str,
    title: &'static str,
    severity: Severity,
    fix: Option<Safety>,
    status: &'static str,
    since: &'static str,
}

/// Lists every rule, in order of code.
pub fn list(options: &RulesOptions, console: &mut Console) -> anyhow::Result<Outcome> {
    let rows: Vec<Row> = RULES.iter().map(row).collect();
    match options.format {
        RulesFormat::Json => console.json(&rows)?,
        RulesFormat::Text => {
            for row in rows {
                console.line(&format!("{}  {:<28} {}", row.code, row.name, row.title))?;
            }
        }
        RulesFormat::Markdown => {
            console.line(
                "| code | name | severity | fix | what it finds |\n| --- | --- | --- | --- | --- |",
            )?;
            for row in rows {
                let fix = row.fix.map_or("", safety_word);
                let severity = crate::output::text::severity_word(row.severity);
                console.line(&format!(
                    "| {} | {} | {severity} | {fix} | {} |",
                    row.code, row.name, row.title
                ))?;
            }
        }
    }
    Ok(Outcome::Clean)
}

/// Prints the page of one rule.
pub fn explain(options: &ExplainOptions, console: &mut Console) -> anyhow::Result<Outcome> {
    let Some(rule) = rules::rule::find(&options.rule) else {
        let hint = rules::rule::nearest(&options.rule)
            .map(|near| format!("; did you mean `{near}`?"))
            .unwrap_or_default();
        anyhow::bail!(
            "there is no rule `{}`{hint} (`backend-master rules` lists them)",
            options.rule
        );
    };
    console.line(&format!("{} {}\n", rule.code, rule.name))?;
    console.print(rule.explanation())?;
    Ok(Outcome::Clean)
}

fn row(rule: &Rule) -> Row {
    Row {
        code: rule.code,
        name: rule.name,
        title: rule.title,
        severity: rule.severity,
        fix: rule.fix_safety,
        status: match rule.status {
            Status::Preview => "preview",
            Status::Stable => "stable",
        },
        since: rule.since,
    }
}

fn safety_word(safety: Safety) -> &'static str {
    match safety {
        Safety::Safe => "safe",
        Safety::Unsafe => "unsafe",
        Safety::Generate => "generate",
    }
}
