//! What is told about the thing under the cursor; it repeats nothing the language's own server tells.

use std::fmt::Write as _;

use model::{
    Endpoint, Entity, EntityKind, FileId, Known, Repository, RepositoryKind, Things, UseCase,
};
use rules::finding::Finding;
use syntax::facts::Name;
use syntax::span::Span;

/// Markdown that also reads as plain text, and the bytes it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    pub markdown: String,
    pub span: Span,
}

/// What to show at `offset` of a file: the thing declared there, and the rules that found something there.
#[must_use]
pub fn hover(things: &Things, file: FileId, offset: u32, findings: &[Finding]) -> Option<Hover> {
    let mut cards = Vec::new();
    for endpoint in things.endpoints.iter().filter(|endpoint| {
        let registered = endpoint.registered_at;
        at(
            endpoint.handler.place.file,
            endpoint.handler.place.span,
            file,
            offset,
        ) || at(registered.file, registered.span, file, offset)
    }) {
        cards.push((endpoint.handler.place.span, endpoint_card(endpoint, things)));
    }
    for use_case in &things.use_cases {
        let place = use_case.element.place;
        if at(place.file, place.span, file, offset) {
            cards.push((place.span, use_case_card(use_case, things)));
        }
    }
    for repository in &things.repositories {
        let place = repository.element.place;
        if at(place.file, place.span, file, offset) {
            cards.push((place.span, repository_card(repository, things)));
        }
    }
    for entity in &things.entities {
        let place = entity.element.place;
        if at(place.file, place.span, file, offset) {
            cards.push((place.span, entity_card(entity)));
        }
    }
    for finding in findings
        .iter()
        .filter(|finding| finding.span.touches(offset))
    {
        cards.push((finding.span, rule_card(finding)));
    }
    let span = cards
        .iter()
        .map(|(span, _)| *span)
        .min_by_key(|span| span.len())?;
    let texts: Vec<String> = cards.into_iter().map(|(_, text)| text).collect();
    Some(Hover {
        markdown: texts.join("\n\n---\n\n"),
        span,
    })
}

fn at(place: FileId, span: Span, file: FileId, offset: u32) -> bool {
    place == file && span.touches(offset)
}

fn endpoint_card(endpoint: &Endpoint, things: &Things) -> String {
    let path = match &endpoint.path {
        Known::Is(path) => path.as_str(),
        Known::Absent => "/",
        Known::Unknown(_) => "(path not resolved)",
    };
    let mut card = format!(
        "**Endpoint** {}",
        code(&format!("{} {path}", endpoint.method))
    );
    row(
        &mut card,
        "Auth",
        &match &endpoint.auth {
            Known::Is(guard) => code(&guard.name),
            Known::Absent => "none".to_owned(),
            Known::Unknown(why) => format!("could not tell: {}", escaped(why)),
        },
    );
    row(
        &mut card,
        "Calls",
        &codes(endpoint.use_cases.iter().map(|link| &link.name)),
    );
    if !endpoint.error_statuses.is_empty() {
        let statuses: Vec<String> = endpoint.error_statuses.iter().map(u16::to_string).collect();
        row(&mut card, "Answers errors with", &statuses.join(", "));
    }
    let place = endpoint.handler.place;
    let tests = things
        .tests
        .iter()
        .filter(|test| test.covers.iter().any(|covered| covered.place == place));
    row(
        &mut card,
        "Tests",
        &codes(tests.map(|test| &test.element.name)),
    );
    card
}

fn use_case_card(use_case: &UseCase, things: &Things) -> String {
    let mut card = format!("**Use case** {}", code(&use_case.element.name));
    row(
        &mut card,
        "Works with",
        &codes(
            use_case
                .collaborators
                .iter()
                .map(|collaborator| &collaborator.name),
        ),
    );
    row(
        &mut card,
        "Raises",
        &codes(use_case.errors.iter().map(|error| &error.name)),
    );
    let tests = use_case
        .covered_by
        .iter()
        .filter_map(|coverage| things.tests.get(coverage.test as usize));
    row(
        &mut card,
        "Tests",
        &codes(tests.map(|test| &test.element.name)),
    );
    let place = use_case.element.place;
    let endpoints = things.endpoints.iter().filter(|endpoint| {
        endpoint
            .use_cases
            .iter()
            .any(|link| link.to.value().is_some_and(|to| *to == place))
    });
    row(
        &mut card,
        "Called by",
        &codes(endpoints.map(|endpoint| &endpoint.handler.name)),
    );
    evidence(
        &mut card,
        use_case.evidence.iter().map(|evidence| &evidence.why),
    );
    card
}

fn repository_card(repository: &Repository, things: &Things) -> String {
    let word = match repository.kind {
        RepositoryKind::Port => "Port",
        RepositoryKind::Adapter => "Adapter",
    };
    let mut card = format!("**{word}** {}", code(&repository.element.name));
    row(&mut card, "Methods", &codes(&repository.methods));
    row(
        &mut card,
        "Implements",
        &codes(repository.implements.iter().map(|link| &link.name)),
    );
    let place = repository.element.place;
    let adapters = things.repositories.iter().filter(|other| {
        other
            .implements
            .iter()
            .any(|link| link.to.value().is_some_and(|to| *to == place))
    });
    row(
        &mut card,
        "Implemented by",
        &codes(adapters.map(|adapter| &adapter.element.name)),
    );
    evidence(
        &mut card,
        repository.evidence.iter().map(|evidence| &evidence.why),
    );
    card
}

fn entity_card(entity: &Entity) -> String {
    let word = match entity.kind {
        EntityKind::Entity => "Entity",
        EntityKind::ValueObject => "Value object",
        EntityKind::OrmModel => "ORM model",
    };
    let mut card = format!("**{word}** {}", code(&entity.element.name));
    evidence(
        &mut card,
        entity.evidence.iter().map(|evidence| &evidence.why),
    );
    card
}

/// The head and the first section of a rule's page.
fn rule_card(finding: &Finding) -> String {
    let rule = finding.rule;
    let page = rule.explanation();
    let start = page.find("## ").unwrap_or(0);
    let end = page.find("## Example").unwrap_or(page.len());
    let sections = page.get(start..end.max(start)).unwrap_or_default().trim();
    format!("**{}** {}\n\n{sections}", rule.code, code(rule.name))
}

fn evidence<'a>(card: &mut String, reasons: impl Iterator<Item = &'a Name>) {
    let reasons: Vec<String> = reasons.map(|why| escaped(why)).collect();
    row(card, "Because", &reasons.join("; "));
}

/// A line of a card; without a value there is none.
fn row(card: &mut String, label: &str, value: &str) {
    if !value.is_empty() {
        // Writing to a string cannot fail.
        let _ = write!(card, "\n\n{label}: {value}");
    }
}

fn codes<'a>(names: impl IntoIterator<Item = &'a Name>) -> String {
    names
        .into_iter()
        .map(|name| code(name))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Workspace text as inline code: whatever it holds, it stays text.
fn code(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| {
            if c == '`' {
                '\''
            } else if c.is_control() {
                ' '
            } else {
                c
            }
        })
        .collect();
    format!("`{text}`")
}

/// Workspace text within prose, with what Markdown would act on made harmless. Text in backticks stays code.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for character in text.chars() {
        if character == '`' {
            in_code = !in_code;
        }
        if !in_code
            && matches!(
                character,
                '\\' | '*' | '_' | '[' | ']' | '(' | ')' | '<' | '>' | '#' | '!' | '|' | '&'
            )
        {
            out.push('\\');
        }
        out.push(if character.is_control() {
            ' '
        } else {
            character
        });
    }
    if in_code {
        out.push('`');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_the_workspace_stays_text() {
        assert_eq!(code("a`](command:x)"), "`a'](command:x)`");
        assert_eq!(
            escaped("see [x](command:run) in `a_b`"),
            "see \\[x\\]\\(command:run\\) in `a_b`"
        );
        assert_eq!(escaped("open ` tick"), "open ` tick`");
    }
}
