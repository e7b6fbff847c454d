//! Models that are declared in files that are no source; how such a file is written it does not know.

use syntax::facts::Name;
use syntax::span::Span;

use crate::index::Index;
use crate::place::{Evidence, Place};
use crate::things::{Element, Entity, EntityKind, FileRole};

/// The models of every schema that is neither a test's nor a copy.
pub(super) fn entities(index: &Index) -> impl Iterator<Item = Entity> {
    let schemas = index.schemas();
    let schemas = schemas.filter(|(_, schema)| schema.role == FileRole::Source);
    schemas.flat_map(|(file, schema)| {
        schema.models.iter().map(move |model| {
            let place = |span: Span| Place { file, span };
            Entity {
                element: Element {
                    name: model.name.clone(),
                    place: place(model.span),
                    whole: place(model.whole),
                },
                kind: EntityKind::OrmModel,
                evidence: vec![Evidence {
                    why: Name::new_static("is a model of the database's schema"),
                    place: Some(place(model.span)),
                }],
            }
        })
    })
}
