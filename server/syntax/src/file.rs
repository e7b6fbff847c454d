//! All items of one file, in order; it never keeps the text.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::facts::{
    Constraint, Field, FunctionSummary, ItemFacts, ItemKind, Name, TypeDecl, TypeDeclKind, Variant,
};
use crate::language::Language;
use crate::span::Span;

/// The facts of a file: its items with their places.
///
/// Items that an edit did not touch share their [`ItemFacts`] with the version before, so the
/// address of an `Arc` tells whether an item changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileFacts {
    pub language: Language,
    /// The length of the text in bytes.
    pub len: u32,
    /// In source order; the members of a class follow its head.
    pub items: Vec<PlacedItem>,
}

/// An item and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlacedItem {
    pub kind: ItemKind,
    /// In bytes of the file; a comment at the end of the item's last line is part of it.
    pub span: Span,
    /// The index of the class head this member belongs to, or of the statement a callback stands in.
    pub parent: Option<u32>,
    pub facts: Arc<ItemFacts>,
}

impl FileFacts {
    /// The same facts without bodies and in no more memory than they need, as closed files keep them.
    #[must_use]
    pub fn without_bodies(mut self) -> Self {
        for item in &mut self.items {
            let facts = Arc::make_mut(&mut item.facts);
            facts.body = None;
            facts.summary.shrink_to_fit();
        }
        self.items.shrink_to_fit();
        self
    }

    /// Whether findings and edits can be made of these facts: the bodies are there, if the file has any code.
    #[must_use]
    pub fn has_bodies(&self) -> bool {
        let mut code = self
            .items
            .iter()
            .filter(|item| !matches!(item.kind, ItemKind::Comment | ItemKind::TypeEnd));
        let first = code.next();
        first.is_none_or(|item| {
            item.facts.body.is_some() || code.any(|item| item.facts.body.is_some())
        })
    }

    /// Every type the file declares at its top level or in a class, with its members, in source order.
    #[must_use]
    pub fn types(&self) -> Vec<TypeView<'_>> {
        let mut members: Vec<Vec<&PlacedItem>> = vec![Vec::new(); self.items.len()];
        for item in &self.items {
            let parent = item
                .parent
                .and_then(|parent| members.get_mut(parent as usize));
            if let Some(parent) = parent {
                parent.push(item);
            }
        }
        let mut views = Vec::new();
        for (index, item) in self.items.iter().enumerate() {
            for (position, decl) in item.facts.types.iter().enumerate() {
                // Only the class that a head declares has items as its members.
                let is_head = item.kind == ItemKind::TypeHead && position == 0;
                let own = is_head.then(|| members.get_mut(index)).flatten();
                views.push(TypeView {
                    index,
                    item,
                    decl,
                    name: self.qualified(item, &decl.name),
                    members: own.map(std::mem::take).unwrap_or_default(),
                });
            }
        }
        views
    }

    /// The name of the class around an item, qualified as in `Outer.Inner`, if it stands in one.
    #[must_use]
    pub fn owner(&self, item: &PlacedItem) -> Option<Name> {
        let head = self.items.get(item.parent? as usize)?;
        let decl = head.facts.types.first()?;
        Some(self.qualified(head, &decl.name))
    }

    /// The item that the byte at `offset` of the file belongs to: the last one that starts there or before
    /// and touches it.
    #[must_use]
    pub fn item_at(&self, offset: u32) -> Option<&PlacedItem> {
        let after = self.items.partition_point(|item| item.span.start <= offset);
        let item = self.items.get(after.checked_sub(1)?)?;
        item.span.touches(offset).then_some(item)
    }

    fn qualified(&self, item: &PlacedItem, name: &Name) -> Name {
        let mut names = vec![name.as_str()];
        let mut parent = item.parent;
        while let Some(head) = parent.and_then(|parent| self.items.get(parent as usize)) {
            names.extend(head.facts.types.first().map(|decl| decl.name.as_str()));
            parent = head.parent.filter(|next| Some(*next) < parent);
        }
        if names.len() == 1 {
            return name.clone();
        }
        names.reverse();
        Name::from(names.join("."))
    }
}

/// A declared type put together from its head and its members.
///
/// What it gives comes with the item it stands in: spans are relative to that item, and expressions are in
/// that item's summary.
#[derive(Clone, Debug)]
pub struct TypeView<'f> {
    /// The index of the item that declares the type.
    pub index: usize,
    pub item: &'f PlacedItem,
    /// What the head alone says. Fields and methods of a class that is split are in its members.
    pub decl: &'f TypeDecl,
    /// `Outer.Inner` for a class in a class.
    pub name: Name,
    /// The items in the class, nested classes and comments too.
    pub members: Vec<&'f PlacedItem>,
}

impl<'f> TypeView<'f> {
    /// The fields, in source order. What an enum lists as its values are [`TypeView::variants`].
    pub fn fields(&self) -> impl Iterator<Item = (&'f PlacedItem, &'f Field)> {
        let is_enum = self.decl.kind == TypeDeclKind::Enum;
        let (item, own) = (self.item, &self.decl.fields);
        let members = self.members.iter().copied().flat_map(move |member| {
            let variants = &member.facts.variants;
            let is_variant = move |field: &Field| {
                is_enum && variants.iter().any(|variant| variant.name == field.name)
            };
            let fields = member.facts.fields.iter();
            fields
                .filter(move |field| !is_variant(field))
                .map(move |field| (member, field))
        });
        own.iter().map(move |field| (item, field)).chain(members)
    }

    /// The values of an enum, in source order; of other types none.
    pub fn variants(&self) -> impl Iterator<Item = (&'f PlacedItem, &'f Variant)> {
        let is_enum = self.decl.kind == TypeDeclKind::Enum;
        let (item, own) = (self.item, &self.decl.variants);
        let members = self.members.iter().copied().filter(move |_| is_enum);
        let members = members.flat_map(|member| {
            let variants = member.facts.variants.iter();
            variants.map(move |variant| (member, variant))
        });
        own.iter()
            .map(move |variant| (item, variant))
            .chain(members)
    }

    /// The methods, in source order.
    pub fn methods(&self) -> impl Iterator<Item = (&'f PlacedItem, &'f FunctionSummary)> {
        let (item, decl) = (self.item, self.decl);
        let own = item.facts.summary.functions.iter();
        let own = own.filter(|function| function.signature.owner.as_ref() == Some(&decl.name));
        let members = self.members.iter().copied().flat_map(|member| {
            let functions = member.facts.summary.functions.iter();
            functions.map(move |function| (member, function))
        });
        own.map(move |function| (item, function)).chain(members)
    }

    /// The limits on a field: its own, and the methods that check it.
    #[must_use]
    pub fn constraints(&self, field: &Field) -> Vec<Constraint> {
        let items = std::iter::once(self.item).chain(self.members.iter().copied());
        let checks = items
            .flat_map(|item| &item.facts.checks)
            .filter(|(name, _)| *name == field.name)
            .map(|(_, method)| Constraint::Checked(method.clone()));
        field.constraints.iter().cloned().chain(checks).collect()
    }
}
