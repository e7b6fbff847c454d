//! `workspace/executeCommand`: what can be done without a code action.
//! Never needs an argument: without one it acts on the document that was changed last.

use std::str::FromStr;

use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::notification::ShowMessage;
use tower_lsp::ls_types::request::ApplyWorkspaceEdit;
use tower_lsp::ls_types::{
    ApplyWorkspaceEditParams, ExecuteCommandParams, MessageType, ShowMessageParams, Uri,
};

use crate::session::Session;
use crate::to_proto;

/// Applies every safe fix of a document.
const FIX_ALL: &str = "backendMaster.fixAll";
/// Gives the page of a rule.
const EXPLAIN: &str = "backendMaster.explain";

/// The commands there are.
pub fn commands() -> Vec<String> {
    [FIX_ALL, EXPLAIN].map(str::to_owned).to_vec()
}

pub async fn execute_command(
    session: &Session,
    params: ExecuteCommandParams,
) -> Result<Option<Value>> {
    match params.command.as_str() {
        FIX_ALL => fix_all(session, params.arguments.first()).await,
        EXPLAIN => explain(session, params.arguments.first()),
        _ => Err(Error::invalid_params("There is no such command.")),
    }
}

async fn fix_all(session: &Session, argument: Option<&Value>) -> Result<Option<Value>> {
    let uri = match argument.and_then(Value::as_str) {
        Some(uri) => Uri::from_str(uri).ok(),
        None => session.desk.latest().await,
    };
    let view = match uri {
        Some(uri) => session.view(&uri).await?,
        None => None,
    };
    let Some(view) = view else {
        tell(
            session,
            MessageType::WARNING,
            "There is no open document to fix.",
        );
        return Ok(None);
    };
    if !view.capabilities.applies_edits {
        tell(
            session,
            MessageType::WARNING,
            "The editor does not let the server apply edits.",
        );
        return Ok(None);
    }
    let work = session.work(move |_| {
        let action = view.project.fix_all_action(&view.path)?;
        Some((
            action.title,
            to_proto::workspace_edit(&view, &action.patch)?,
        ))
    });
    let Some((label, edit)) = work.await? else {
        tell(
            session,
            MessageType::INFO,
            "There is nothing that can be fixed safely.",
        );
        return Ok(None);
    };
    let params = ApplyWorkspaceEditParams {
        label: Some(label),
        edit,
    };
    match session.client.request::<ApplyWorkspaceEdit>(params).await {
        Some(answer) if answer.applied => {}
        Some(answer) => {
            let why = answer.failure_reason.unwrap_or_default();
            tell(
                session,
                MessageType::ERROR,
                &format!("The editor did not apply the fixes. {why}"),
            );
        }
        None => tell(
            session,
            MessageType::ERROR,
            "The editor did not say whether it applied the fixes.",
        ),
    }
    Ok(None)
}

fn explain(session: &Session, argument: Option<&Value>) -> Result<Option<Value>> {
    let code = argument.and_then(Value::as_str).unwrap_or_default();
    match rules::rule::find(code) {
        Some(rule) => Ok(Some(Value::from(rule.explanation()))),
        None => {
            tell(
                session,
                MessageType::WARNING,
                "Name a rule by its code, such as BM301.",
            );
            Ok(None)
        }
    }
}

fn tell(session: &Session, typ: MessageType, message: &str) {
    session.client.notify::<ShowMessage>(ShowMessageParams {
        typ,
        message: message.to_owned(),
    });
}
