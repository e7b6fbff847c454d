//! `codeAction/resolve`: the edit of an action, once it was chosen.
//! Never gives an edit for another text than the document has now.

use ide::Action;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{CodeAction, WorkspaceEdit};

use super::code_action::Later;
use crate::capabilities::FIX_ALL;
use crate::desk::View;
use crate::session::Session;
use crate::to_proto;

pub async fn code_action_resolve(session: &Session, mut action: CodeAction) -> Result<CodeAction> {
    let later = action.data.clone().map(serde_json::from_value::<Later>);
    let Some(Ok(later)) = later else {
        return Ok(action);
    };
    let view = session
        .view(&later.uri)
        .await?
        .ok_or_else(Error::content_modified)?;
    let current = view.clone();
    let is_fix_all = action
        .kind
        .as_ref()
        .is_some_and(|kind| kind.as_str() == FIX_ALL);
    let title = action.title.clone();
    let work = session.work(move |stop| match is_fix_all {
        true => Some(fix_all(&view)),
        false => found_again(&view, &title, &later, &view.limit(stop)),
    });
    let edit = work.await?.filter(|_| !current.is_superseded());
    action.edit = Some(edit.ok_or_else(Error::content_modified)?);
    Ok(action)
}

/// The edit of all safe repairs; an empty one when nothing is left to repair.
fn fix_all(view: &View) -> WorkspaceEdit {
    let action = view.project.fix_all_action(&view.path);
    let edit = action.and_then(|action| to_proto::workspace_edit(view, &action.patch));
    edit.unwrap_or_default()
}

/// The edit of the same action on the text as it is now.
fn found_again(
    view: &View,
    title: &str,
    later: &Later,
    stop: &dyn Fn() -> bool,
) -> Option<WorkspaceEdit> {
    let is_same = |action: &&Action| {
        let finding = action.finding.as_ref();
        let has_moved = finding.is_some_and(|finding| finding.span != later.span);
        let rule = finding.map(|finding| finding.rule.code);
        action.title == title && rule == later.rule.as_deref() && !has_moved
    };
    let actions = view.project.actions(&view.path, later.span, stop);
    let action = actions.iter().find(is_same)?;
    to_proto::workspace_edit(view, &action.patch)
}
