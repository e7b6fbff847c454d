//! `textDocument/definition` and `textDocument/references`: from a request in a test to the route that answers it,
//! and back. Never repeats what the language's own server tells.

use ide::{Place, Project};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    GotoDefinitionParams, GotoDefinitionResponse, Location, ReferenceParams,
    TextDocumentPositionParams,
};

use crate::from_proto;
use crate::session::Session;

pub async fn definition(
    session: &Session,
    params: GotoDefinitionParams,
) -> Result<Option<GotoDefinitionResponse>> {
    let at = params.text_document_position_params;
    let found = places(session, at, Project::definitions).await?;
    Ok(found.map(GotoDefinitionResponse::Array))
}

pub async fn references(
    session: &Session,
    params: ReferenceParams,
) -> Result<Option<Vec<Location>>> {
    places(session, params.text_document_position, Project::references).await
}

async fn places(
    session: &Session,
    at: TextDocumentPositionParams,
    find: fn(&Project, &str, u32) -> Vec<Place>,
) -> Result<Option<Vec<Location>>> {
    let Some(view) = session.view(&at.text_document.uri).await? else {
        return Ok(None);
    };
    let work = session.work(move |_| {
        let encoding = view.capabilities.encoding;
        let offset = from_proto::offset(&view.document.text, at.position, encoding);
        let found = find(&view.project, &view.path, offset);
        let found: Vec<Location> = found
            .into_iter()
            .filter_map(|place| view.location(place))
            .collect();
        (!found.is_empty()).then_some(found)
    });
    work.await
}
