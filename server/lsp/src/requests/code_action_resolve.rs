//! `codeAction/resolve`: the edit of an action, once it was chosen.
//! Never gives an edit for a document that has changed since the action was offered.

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::CodeAction;

use super::code_action::Later;
use crate::session::Session;
use crate::to_proto;

pub async fn code_action_resolve(session: &Session, mut action: CodeAction) -> Result<CodeAction> {
    let later = action.data.clone().map(serde_json::from_value::<Later>);
    let Some(Ok(later)) = later else {
        return Ok(action);
    };
    let view = session.view(&later.uri).await?;
    let view = view.filter(|view| view.document.version == later.version);
    let view = view.ok_or_else(Error::content_modified)?;
    let edit = session.work(move |_| {
        let fixed = view.project.fix_all_action(&view.path)?;
        to_proto::workspace_edit(&view, &fixed.patch)
    });
    action.edit = Some(edit.await?.unwrap_or_default());
    Ok(action)
}
