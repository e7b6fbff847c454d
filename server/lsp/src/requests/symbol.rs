//! `workspace/symbol`: endpoints by method and path, use cases, entities, ports and adapters.
//! Never lists what the language's own server lists.

use std::path::Path;

use ide::{Project, ThingKind, ThingSymbol};
use syntax::text::Encoding;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    Location, OneOf, SymbolKind, WorkspaceSymbol, WorkspaceSymbolParams, WorkspaceSymbolResponse,
};

use crate::session::Session;
use crate::{to_proto, uris};

pub async fn symbol(
    session: &Session,
    params: WorkspaceSymbolParams,
    encoding: Encoding,
) -> Result<Option<WorkspaceSymbolResponse>> {
    let projects = session.desk.projects().await;
    let work = session.work(move |_| {
        let found = projects.iter().flat_map(|(root, project)| {
            let symbols = project.symbols(&params.query).into_iter();
            symbols.filter_map(move |symbol| symbol_in(root, project, symbol, encoding))
        });
        Some(WorkspaceSymbolResponse::Nested(found.collect()))
    });
    work.await
}

fn symbol_in(
    root: &Path,
    project: &Project,
    symbol: ThingSymbol,
    encoding: Encoding,
) -> Option<WorkspaceSymbol> {
    let path = project.path_of(symbol.place.file)?;
    let text = project.text_of(path)?;
    Some(WorkspaceSymbol {
        name: symbol.name,
        kind: kind(symbol.kind),
        tags: None,
        container_name: (!symbol.detail.is_empty()).then_some(symbol.detail),
        location: OneOf::Left(Location {
            uri: uris::uri_of(&root.join(path))?,
            range: to_proto::range(text, symbol.place.span, encoding),
        }),
        data: None,
    })
}

fn kind(kind: ThingKind) -> SymbolKind {
    match kind {
        ThingKind::Endpoint => SymbolKind::EVENT,
        ThingKind::UseCase => SymbolKind::FUNCTION,
        ThingKind::Entity => SymbolKind::STRUCT,
        ThingKind::Port => SymbolKind::INTERFACE,
        ThingKind::Adapter => SymbolKind::CLASS,
    }
}
