//! `textDocument/codeAction`: what can be done about the findings in a range.
//! Never offers an edit the client cannot apply, and never one for another version than it names.

use ide::{Action, ActionKind};
use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse, Uri,
};

use crate::capabilities::FIX_ALL;
use crate::desk::View;
use crate::session::Session;
use crate::{from_proto, to_proto};

/// What an action whose edit is computed later carries along.
#[derive(Debug, Deserialize, Serialize)]
pub struct Later {
    pub uri: Uri,
    pub version: i32,
}

pub async fn code_action(
    session: &Session,
    params: CodeActionParams,
) -> Result<Option<CodeActionResponse>> {
    let Some(view) = session.view(&params.text_document.uri).await? else {
        return Ok(None);
    };
    let current = view.clone();
    let actions = session.work(move |_| offered(&view, &params)).await?;
    match current.is_superseded() {
        true => Err(Error::content_modified()),
        false => Ok(Some(actions)),
    }
}

fn offered(view: &View, params: &CodeActionParams) -> CodeActionResponse {
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
        let found = view.project.actions(&view.path, span);
        let found = found.iter().filter(|action| wants(&kind(action)));
        actions.extend(found.filter_map(|action| converted(view, action)));
    }
    if wants(&CodeActionKind::new(FIX_ALL)) {
        actions.extend(fix_all(view));
    }
    actions
        .into_iter()
        .map(CodeActionOrCommand::CodeAction)
        .collect()
}

/// Whether `only`, a kind or the beginning of one, asks for `kind`.
fn includes(only: &CodeActionKind, kind: &CodeActionKind) -> bool {
    let rest = kind.as_str().strip_prefix(only.as_str());
    rest.is_some_and(|rest| only.as_str().is_empty() || rest.is_empty() || rest.starts_with('.'))
}

fn kind(action: &Action) -> CodeActionKind {
    match action.kind {
        ActionKind::QuickFix => CodeActionKind::QUICKFIX,
        ActionKind::GenerateTests => CodeActionKind::REFACTOR,
        ActionKind::FixAll => CodeActionKind::new(FIX_ALL),
    }
}

fn converted(view: &View, action: &Action) -> Option<CodeAction> {
    let text = &view.document.text;
    let finding = action
        .finding
        .as_ref()
        .filter(|_| action.kind == ActionKind::QuickFix);
    let diagnostics = finding.map(|finding| vec![to_proto::diagnostic(view, text, finding)]);
    Some(CodeAction {
        title: action.title.clone(),
        kind: Some(kind(action)),
        diagnostics,
        edit: Some(to_proto::workspace_edit(view, &action.patch)?),
        is_preferred: is_preferred(view, action).then_some(true),
        ..CodeAction::default()
    })
}

fn is_preferred(view: &View, action: &Action) -> bool {
    view.capabilities.marks_preferred && action.is_safe && action.kind == ActionKind::QuickFix
}

/// The repair of everything that is safe; its edit is left for later where the client asks again.
fn fix_all(view: &View) -> Option<CodeAction> {
    let action = view.project.fix_all_action(&view.path)?;
    let mut offered = converted(view, &action)?;
    if view.capabilities.resolves_edits {
        offered.edit = None;
        offered.data = serde_json::to_value(Later {
            uri: view.document.uri.clone(),
            version: view.document.version,
        })
        .ok();
    }
    Some(offered)
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
