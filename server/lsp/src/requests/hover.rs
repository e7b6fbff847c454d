//! `textDocument/hover`: what is known about the thing under the cursor.
//! Never repeats what the language's own server tells.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use crate::session::Session;
use crate::{from_proto, to_proto};

pub async fn hover(session: &Session, params: HoverParams) -> Result<Option<Hover>> {
    let params = params.text_document_position_params;
    let Some(view) = session.view(&params.text_document.uri).await? else {
        return Ok(None);
    };
    let work = session.work(move |stop| {
        let encoding = view.capabilities.encoding;
        let text = &view.document.text;
        let offset = from_proto::offset(text, params.position, encoding);
        let hover = view.project.hover(&view.path, offset, &view.limit(stop))?;
        let kind = match view.capabilities.shows_markdown {
            true => MarkupKind::Markdown,
            false => MarkupKind::PlainText,
        };
        Some(Hover {
            contents: HoverContents::Markup(MarkupContent {
                kind,
                value: hover.markdown,
            }),
            range: Some(to_proto::range(text, hover.span, encoding)),
        })
    });
    work.await
}
