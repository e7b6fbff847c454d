//! `textDocument/codeAction`: what can be done about the findings in a range.
//! Never offers an edit the client cannot apply, and never one for another version than it names.

use ide::{Action, ActionKind};
use serde::{Deserialize, Serialize};
use syntax::span::Span;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse,
    NumberOrString, Uri, WorkspaceEdit,
};

use crate::capabilities::FIX_ALL;
use crate::desk::View;
use crate::session::Session;
use crate::{from_proto, to_proto};

/// What an action whose edit is computed later carries along, so that it can be found again.
#[derive(Debug, Deserialize, Serialize)]
pub struct Later {
    pub uri: Uri,
    /// Where the finding is, or where actions were asked for; in bytes.
    pub span: Span,
    /// The code of the finding's rule.
    pub rule: Option<String>,
}

pub async fn code_action(
    session: &Session,
    params: CodeActionParams,
) -> Result<Option<CodeActionResponse>> {
    let Some(view) = session.view(&params.text_document.uri).await? else {
        return Ok(None);
    };
    let current = view.clone();
    let actions = session
        .work(move |stop| offered(&view, &params, &view.limit(stop)))
        .await?;
    match current.is_superseded() {
        true => Err(Error::content_modified()),
        false => Ok(Some(actions)),
    }
}

fn offered(view: &View, params: &CodeActionParams, stop: &dyn Fn() -> bool) -> CodeActionResponse {
    let only = params.context.only.as_deref();
    let wants = |kind: &CodeActionKind| {
        only.is_none_or(|only| only.iter().any(|only| includes(only, kind)))
    };
    let mut actions = Vec::new();
    if wants(&CodeActionKind::QUICKFIX) || wants(&CodeActionKind::REFACTOR) {
        let (span, _) = from_proto::span(
            &view.document.text,
            params.range,
            view.capabilities.encoding,
        );
        let found = view.project.actions(&view.path, span, stop);
        let meant = |action: &&Action| wants(&kind(action.kind)) && is_meant(action, params);
        let found = found.iter().filter(meant);
        actions.extend(found.filter_map(|action| converted(view, action, span)));
    }
    if wants(&kind(ActionKind::FixAll)) {
        actions.extend(fix_all(view, stop));
    }
    actions
        .into_iter()
        .map(CodeActionOrCommand::CodeAction)
        .collect()
}

/// Whether an action is about the diagnostics the client asks about.
/// Only their codes count, for the client may know them by earlier places.
fn is_meant(action: &Action, params: &CodeActionParams) -> bool {
    let ours = params.context.diagnostics.iter();
    let ours = ours.filter(|diagnostic| diagnostic.source.as_deref() == Some(to_proto::SOURCE));
    let mut codes = ours
        .filter_map(|diagnostic| diagnostic.code.as_ref())
        .peekable();
    let Some(finding) = action.finding.as_ref().filter(|_| codes.peek().is_some()) else {
        return true;
    };
    codes.any(|code| matches!(code, NumberOrString::String(code) if code == finding.rule.code))
}

/// Whether `only`, a kind or the beginning of one, asks for `kind`.
fn includes(only: &CodeActionKind, kind: &CodeActionKind) -> bool {
    let rest = kind.as_str().strip_prefix(only.as_str());
    rest.is_some_and(|rest| only.as_str().is_empty() || rest.is_empty() || rest.starts_with('.'))
}

fn kind(kind: ActionKind) -> CodeActionKind {
    match kind {
        ActionKind::QuickFix => CodeActionKind::QUICKFIX,
        ActionKind::GenerateTests => CodeActionKind::REFACTOR,
        ActionKind::FixAll => CodeActionKind::new(FIX_ALL),
    }
}

fn converted(view: &View, action: &Action, asked: Span) -> Option<CodeAction> {
    let edit = to_proto::workspace_edit(view, &action.patch)?;
    let text = &view.document.text;
    let finding = action.finding.as_ref();
    let repaired = finding.filter(|_| action.kind == ActionKind::QuickFix);
    let offered = CodeAction {
        title: action.title.clone(),
        kind: Some(kind(action.kind)),
        diagnostics: repaired.map(|finding| vec![to_proto::diagnostic(view, text, finding)]),
        is_preferred: is_preferred(view, action).then_some(true),
        ..CodeAction::default()
    };
    let later = Later {
        uri: view.document.uri.clone(),
        span: finding.map_or(asked, |finding| finding.span),
        rule: finding.map(|finding| finding.rule.code.to_owned()),
    };
    Some(with_edit(view, offered, edit, &later))
}

fn is_preferred(view: &View, action: &Action) -> bool {
    view.capabilities.marks_preferred && action.is_safe && action.kind == ActionKind::QuickFix
}

/// The edit of an action is left for later where the client asks for it again:
/// then it is one for the text as it is when the action is chosen.
fn with_edit(view: &View, action: CodeAction, edit: WorkspaceEdit, later: &Later) -> CodeAction {
    match view.capabilities.resolves_edits {
        true => CodeAction {
            data: serde_json::to_value(later).ok(),
            ..action
        },
        false => CodeAction {
            edit: Some(edit),
            ..action
        },
    }
}

/// The repair of everything that is safe, computed only where it has to be.
fn fix_all(view: &View, stop: &dyn Fn() -> bool) -> Option<CodeAction> {
    if !view.project.has_safe_repairs(&view.path, stop) {
        return None;
    }
    let offered = CodeAction {
        title: ide::FIX_ALL_TITLE.to_owned(),
        kind: Some(kind(ActionKind::FixAll)),
        ..CodeAction::default()
    };
    let edit = match view.capabilities.resolves_edits {
        true => WorkspaceEdit::default(),
        false => to_proto::workspace_edit(view, &view.project.fix_all_action(&view.path)?.patch)?,
    };
    let later = Later {
        uri: view.document.uri.clone(),
        span: Span::default(),
        rule: None,
    };
    Some(with_edit(view, offered, edit, &later))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_includes_those_below_it() {
        let all = CodeActionKind::new(FIX_ALL);
        for (only, expected) in [
            ("", true),
            ("source", true),
            ("source.fixAll", true),
            (FIX_ALL, true),
            ("source.fix", false),
            ("source.organizeImports", false),
            ("quickfix", false),
            ("source.fixAll.backendMaster.more", false),
        ] {
            assert_eq!(
                includes(&CodeActionKind::new(only), &all),
                expected,
                "{only}"
            );
        }
    }
}
