//! Declared types: structs with fields and tags, interfaces, definitions and aliases; it resolves no name.

use tree_sitter::Node;

use super::kinds::{FIELDS, Kind, field, kind};
use super::lower::{Lower, string, visibility};
use crate::facts::{Field, FunctionKind, Name, Signature, TypeDecl, TypeDeclKind, TypeRef};
use crate::language::text::last_name;
use crate::span::Span;

/// Tags of a field that are kept.
const MAX_TAGS: usize = 64;

/// The type that a specification declares.
pub(super) fn type_decl<'t>(
    lower: &mut Lower<'t, '_>,
    spec: Node<'t>,
    around: Node<'t>,
) -> TypeDecl {
    let name_node = field(spec, FIELDS.name);
    let name = name_node.map(|name| lower.name(name)).unwrap_or_default();
    let ty = field(spec, FIELDS.ty);
    let mut decl = TypeDecl {
        visibility: visibility(&name),
        name,
        name_span: name_node.map(|name| lower.span(name)).unwrap_or_default(),
        span: lower.span(spec),
        kind: TypeDeclKind::Class,
        type_params: lower.type_params(field(spec, FIELDS.type_parameters)),
        bases: Vec::new(),
        options: Vec::new(),
        decorators: Vec::new(),
        fields: Vec::new(),
        variants: Vec::new(),
        methods: Vec::new(),
        alias_of: None,
        doc: lower.doc(spec).or_else(|| lower.doc(around)),
    };
    match ty.map(kind) {
        Some(Kind::StructType) if kind(spec) == Kind::TypeSpec => {
            decl.kind = TypeDeclKind::Struct;
            decl.bases = ty.map_or_else(Vec::new, |ty| lower.embedded(ty));
            decl.fields = ty.map_or_else(Vec::new, |ty| lower.fields(ty));
        }
        Some(Kind::InterfaceType) if kind(spec) == Kind::TypeSpec => {
            decl.kind = TypeDeclKind::Interface;
            decl.bases = ty.map_or_else(Vec::new, |ty| lower.embedded(ty));
            let methods = methods(lower, spec).into_iter();
            decl.methods = methods.map(|(_, signature)| signature).collect();
        }
        _ => {
            if kind(spec) == Kind::TypeAlias {
                decl.kind = TypeDeclKind::Alias;
            }
            decl.alias_of = ty.map(|ty| lower.ty(ty));
        }
    }
    decl
}

/// The methods that an interface asks for, with their nodes.
pub(super) fn methods<'t>(lower: &mut Lower<'t, '_>, spec: Node<'t>) -> Vec<(Node<'t>, Signature)> {
    let ty = field(spec, FIELDS.ty).filter(|ty| kind(*ty) == Kind::InterfaceType);
    let owner = field(spec, FIELDS.name).map(|name| lower.name(name));
    let members = ty.map_or_else(Vec::new, |ty| lower.named(ty));
    let methods = members.into_iter();
    methods
        .filter(|member| kind(*member) == Kind::MethodElem)
        .map(|member| {
            let mut signature = lower.signature(member);
            signature.owner = owner.clone();
            signature.kind = FunctionKind::Method;
            (member, signature)
        })
        .collect()
}

impl<'t> Lower<'t, '_> {
    /// What a struct embeds, or an interface takes over; sets of types too.
    fn embedded(&mut self, ty: Node<'t>) -> Vec<TypeRef> {
        let mut bases = Vec::new();
        for member in self.members(ty) {
            match kind(member) {
                Kind::FieldDeclaration if field(member, FIELDS.name).is_none() => {
                    bases.extend(field(member, FIELDS.ty).map(|base| self.ty(base)));
                }
                Kind::TypeElem => bases.push(self.ty(member)),
                _ => {}
            }
        }
        bases
    }

    fn members(&mut self, ty: Node<'t>) -> Vec<Node<'t>> {
        let mut members = Vec::new();
        for child in self.named(ty) {
            match kind(child) {
                Kind::FieldDeclarationList => members.extend(self.named(child)),
                _ => members.push(child),
            }
        }
        members
    }

    /// The fields of a struct; what it embeds is a field with the name of its type, too:
    /// <https://go.dev/ref/spec#Struct_types>.
    pub(super) fn fields(&mut self, ty: Node<'t>) -> Vec<Field> {
        let mut fields = Vec::new();
        for member in self.members(ty) {
            let Some(ty_node) = field(member, FIELDS.ty) else {
                continue;
            };
            let tags = field(member, FIELDS.tag).map(|tag| tags(&string(self.text(tag))));
            let tags = tags.unwrap_or_default();
            let ty = self.ty(ty_node);
            let span = self.span(member);
            let names = self.in_field(member, FIELDS.name);
            if names.is_empty() {
                let Some(path) = self.path(ty_node) else {
                    continue;
                };
                let name = Name::new(last_name(&path));
                fields.push(new_field(name, self.span(ty_node), span, ty, tags));
                continue;
            }
            for name in names {
                let (name, name_span) = (self.name(name), self.span(name));
                let (ty, tags) = (ty.clone(), tags.clone());
                fields.push(new_field(name, name_span, span, ty, tags));
            }
        }
        fields
    }
}

fn new_field(
    name: Name,
    name_span: Span,
    span: Span,
    ty: TypeRef,
    tags: Vec<(Name, Name)>,
) -> Field {
    Field {
        visibility: visibility(&name),
        name,
        name_span,
        span,
        ty: Some(ty),
        value: None,
        has_default: false,
        constraints: Vec::new(),
        tags,
        decorators: Vec::new(),
        is_static: false,
        is_readonly: false,
    }
}

/// The pairs of a tag, `key:"value"`, as <https://pkg.go.dev/reflect#StructTag> reads them.
fn tags(text: &str) -> Vec<(Name, Name)> {
    let mut tags = Vec::new();
    let mut rest = text.trim_start_matches(' ');
    while let Some((key, after)) = rest.split_once(':') {
        let is_key = !key.is_empty() && !key.contains(|char: char| char <= ' ' || char == '"');
        let Some(len) = quoted_len(after).filter(|_| is_key && tags.len() < MAX_TAGS) else {
            break;
        };
        let (value, after) = after.split_at_checked(len).unwrap_or_default();
        tags.push((Name::new(key), string(value)));
        rest = after.trim_start_matches(' ');
    }
    tags
}

/// The length of the quoted string that a text starts with.
fn quoted_len(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('"')?;
    let mut escaped = false;
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at + 2),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_fields() {
        let check = |text: &str, expected: &[(&str, &str)]| {
            let drawn = tags(text);
            let drawn: Vec<_> = drawn
                .iter()
                .map(|(key, value)| (key.as_str(), value.as_str()))
                .collect();
            assert_eq!(drawn, expected, "{text}");
        };
        check(
            r#"json:"id,omitempty"  validate:"required,max=5""#,
            &[("json", "id,omitempty"), ("validate", "required,max=5")],
        );
        check(r#"a:"b\"c:d""#, &[("a", "b\"c:d")]);
        check(r#"json:"id" broken"#, &[("json", "id")]);
        check("plain text", &[]);
        check("a:\"open", &[]);
        check("", &[]);
    }
}
