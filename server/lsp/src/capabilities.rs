//! What the client said it can do, and what the server offers in return.
//! Never asks which editor it is: only declared abilities count.

use tower_lsp::ls_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability,
    DiagnosticOptions, DiagnosticServerCapabilities, ExecuteCommandOptions,
    HoverProviderCapability, MarkupKind, OneOf, PositionEncodingKind, ResourceOperationKind,
    SaveOptions, ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

use syntax::text::Encoding;

/// The kind of the action that applies every safe fix of a file.
pub const FIX_ALL: &str = "source.fixAll.backendMaster";

/// The client's abilities, as far as anything here depends on them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Capabilities {
    /// The unit of columns that was agreed on.
    pub encoding: Encoding,
    /// Diagnostics are pulled by the client; otherwise they are pushed, never both.
    pub pulls_diagnostics: bool,
    pub watches_files: bool,
    pub asks_for_configuration: bool,
    pub notifies_of_configuration: bool,
    /// Edits may name the version they were computed for.
    pub versioned_edits: bool,
    pub creates_files: bool,
    /// The edit of an action may be computed when the action is chosen.
    pub resolves_edits: bool,
    pub keeps_diagnostic_data: bool,
    pub shows_code_links: bool,
    pub shows_related: bool,
    pub marks_preferred: bool,
    pub shows_markdown: bool,
    pub applies_edits: bool,
}

impl Capabilities {
    /// Reads what the client declared.
    pub fn new(client: &ClientCapabilities) -> Self {
        let workspace = client.workspace.as_ref();
        let documents = client.text_document.as_ref();
        let actions = documents.and_then(|documents| documents.code_action.as_ref());
        let publish = documents.and_then(|documents| documents.publish_diagnostics.as_ref());
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let operations = edits.and_then(|edits| edits.resource_operations.as_ref());
        // Without a refresh the findings of other open files would grow stale, so such clients get a push.
        let pulls = documents.is_some_and(|documents| documents.diagnostic.is_some());
        let refreshes = workspace
            .and_then(|workspace| workspace.diagnostics.as_ref())
            .and_then(|diagnostics| diagnostics.refresh_support);
        Self {
            encoding: encoding(client),
            pulls_diagnostics: pulls && refreshes == Some(true),
            watches_files: workspace
                .and_then(|workspace| workspace.did_change_watched_files.as_ref())
                .and_then(|watching| watching.dynamic_registration)
                .unwrap_or_default(),
            asks_for_configuration: workspace
                .and_then(|workspace| workspace.configuration)
                .unwrap_or_default(),
            notifies_of_configuration: workspace
                .and_then(|workspace| workspace.did_change_configuration.as_ref())
                .and_then(|configuration| configuration.dynamic_registration)
                .unwrap_or_default(),
            // Some clients declare the operations, which only exist in versioned edits, and not the edits.
            versioned_edits: operations.is_some()
                || edits.and_then(|edits| edits.document_changes) == Some(true),
            creates_files: operations
                .is_some_and(|operations| operations.contains(&ResourceOperationKind::Create)),
            resolves_edits: actions
                .and_then(|actions| actions.resolve_support.as_ref())
                .is_some_and(|resolve| resolve.properties.iter().any(|name| name == "edit"))
                && actions.and_then(|actions| actions.data_support) == Some(true),
            keeps_diagnostic_data: publish.and_then(|publish| publish.data_support) == Some(true),
            shows_code_links: publish.and_then(|publish| publish.code_description_support)
                == Some(true),
            shows_related: publish.and_then(|publish| publish.related_information) == Some(true),
            marks_preferred: actions.and_then(|actions| actions.is_preferred_support) == Some(true),
            shows_markdown: documents
                .and_then(|documents| documents.hover.as_ref())
                .and_then(|hover| hover.content_format.as_ref())
                .is_none_or(|formats| formats.contains(&MarkupKind::Markdown)),
            applies_edits: workspace.and_then(|workspace| workspace.apply_edit) == Some(true),
        }
    }

    /// What the server offers such a client.
    pub fn offered(self, commands: Vec<String>) -> ServerCapabilities {
        ServerCapabilities {
            position_encoding: Some(match self.encoding {
                Encoding::Utf8 => PositionEncodingKind::UTF8,
                Encoding::Utf16 => PositionEncodingKind::UTF16,
                Encoding::Utf32 => PositionEncodingKind::UTF32,
            }),
            text_document_sync: Some(TextDocumentSyncCapability::Options(
                TextDocumentSyncOptions {
                    open_close: Some(true),
                    change: Some(TextDocumentSyncKind::INCREMENTAL),
                    save: Some(TextDocumentSyncSaveOptions::SaveOptions(
                        SaveOptions::default(),
                    )),
                    ..TextDocumentSyncOptions::default()
                },
            )),
            diagnostic_provider: self.pulls_diagnostics.then(|| {
                DiagnosticServerCapabilities::Options(DiagnosticOptions {
                    identifier: Some("backend-master".to_owned()),
                    inter_file_dependencies: true,
                    workspace_diagnostics: false,
                    ..DiagnosticOptions::default()
                })
            }),
            code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(vec![
                    CodeActionKind::QUICKFIX,
                    CodeActionKind::REFACTOR,
                    CodeActionKind::new(FIX_ALL),
                ]),
                resolve_provider: Some(self.resolves_edits),
                ..CodeActionOptions::default()
            })),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            definition_provider: Some(OneOf::Left(true)),
            references_provider: Some(OneOf::Left(true)),
            workspace_symbol_provider: Some(OneOf::Left(true)),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands,
                ..ExecuteCommandOptions::default()
            }),
            workspace: Some(WorkspaceServerCapabilities {
                workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(OneOf::Left(true)),
                }),
                ..WorkspaceServerCapabilities::default()
            }),
            ..ServerCapabilities::default()
        }
    }
}

/// UTF-8 where it is offered, else the first unit in the client's order that we know.
/// A client that offers nothing counts in UTF-16, as the protocol says.
fn encoding(client: &ClientCapabilities) -> Encoding {
    let general = client.general.as_ref();
    let Some(offered) = general.and_then(|general| general.position_encodings.as_ref()) else {
        return Encoding::Utf16;
    };
    if offered.contains(&PositionEncodingKind::UTF8) {
        return Encoding::Utf8;
    }
    let known = offered.iter().find_map(|kind| match kind.as_str() {
        "utf-16" => Some(Encoding::Utf16),
        "utf-32" => Some(Encoding::Utf32),
        _ => None,
    });
    known.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn declared(client: Value) -> Capabilities {
        Capabilities::new(&serde_json::from_value(client).unwrap())
    }

    #[test]
    fn the_encoding_follows_the_offer() {
        for (offered, expected) in [
            (json!({}), Encoding::Utf16),
            (json!({"general": {}}), Encoding::Utf16),
            (
                json!({"general": {"positionEncodings": []}}),
                Encoding::Utf16,
            ),
            (
                json!({"general": {"positionEncodings": ["utf-7"]}}),
                Encoding::Utf16,
            ),
            (
                json!({"general": {"positionEncodings": ["utf-16", "utf-8"]}}),
                Encoding::Utf8,
            ),
            (
                json!({"general": {"positionEncodings": ["utf-32", "utf-16"]}}),
                Encoding::Utf32,
            ),
            (
                json!({"general": {"positionEncodings": ["utf-16", "utf-32"]}}),
                Encoding::Utf16,
            ),
        ] {
            assert_eq!(declared(offered.clone()).encoding, expected, "{offered}");
        }
    }

    #[test]
    fn diagnostics_are_pulled_only_with_a_refresh() {
        let pull = json!({"diagnostic": {}});
        let refresh = json!({"diagnostics": {"refreshSupport": true}});
        assert!(!declared(json!({"textDocument": pull})).pulls_diagnostics);
        assert!(!declared(json!({"workspace": refresh})).pulls_diagnostics);
        let both = declared(json!({"textDocument": pull, "workspace": refresh}));
        assert!(both.pulls_diagnostics);
        assert!(both.offered(Vec::new()).diagnostic_provider.is_some());
        assert!(
            Capabilities::default()
                .offered(Vec::new())
                .diagnostic_provider
                .is_none()
        );
    }

    #[test]
    fn resource_operations_imply_versioned_edits() {
        let neovim = json!({"workspace": {"workspaceEdit": {"resourceOperations": ["rename", "create", "delete"]}}});
        assert!(declared(neovim.clone()).versioned_edits);
        assert!(declared(neovim).creates_files);
        assert!(!declared(json!({})).versioned_edits);
    }
}
