//! The heads of functions: receivers, parameters, results, documentation; it never lowers their code.

use tree_sitter::Node;

use super::{FIELDS, Kind, Lower, field, kind};
use crate::facts::{
    Doc, FunctionKind, Name, Param, ParamKind, Signature, TypeKind, TypeRef, Visibility,
};
use crate::span::Span;

/// Who may use a name: <https://go.dev/ref/spec#Exported_identifiers>.
pub(in super::super) fn visibility(name: &str) -> Visibility {
    match name.chars().next().is_some_and(char::is_uppercase) {
        true => Visibility::Public,
        false => Visibility::Internal,
    }
}

impl<'t> Lower<'t, '_> {
    /// The head of a function, a method, a method of an interface, or a function without a name.
    pub(in super::super) fn signature(&mut self, node: Node<'t>) -> Signature {
        let name_node = field(node, FIELDS.name);
        let name = name_node.map(|name| self.name(name)).unwrap_or_default();
        let receiver = field(node, FIELDS.receiver);
        let mut params = self.params(receiver);
        for param in &mut params {
            param.kind = ParamKind::Receiver;
        }
        let owner = params
            .first()
            .and_then(|param| receiver_type(param.ty.as_ref()?));
        let params_node = field(node, FIELDS.parameters);
        params.extend(self.params(params_node));
        let body = field(node, FIELDS.body);
        let (function_kind, visibility) = match kind(node) {
            Kind::FuncLiteral => (FunctionKind::Closure, Visibility::Private),
            Kind::MethodDeclaration | Kind::MethodElem => (FunctionKind::Method, visibility(&name)),
            _ => (FunctionKind::Function, visibility(&name)),
        };
        Signature {
            name,
            name_span: name_node.map(|name| self.span(name)).unwrap_or_default(),
            span: self.span(node),
            owner,
            kind: function_kind,
            visibility,
            is_async: false,
            is_generator: false,
            is_abstract: body.is_none(),
            type_params: self.type_params(field(node, FIELDS.type_parameters)),
            params,
            params_span: params_node.map(|list| self.span(list)).unwrap_or_default(),
            returns: self.result(node),
            decorators: Vec::new(),
            doc: match function_kind {
                FunctionKind::Closure => None,
                _ => self.doc(node),
            },
            body_span: body.map(|body| self.span(body)).unwrap_or_default(),
        }
    }

    pub(super) fn params(&mut self, list: Option<Node<'t>>) -> Vec<Param> {
        let list = list.map_or_else(Vec::new, |list| self.named(list));
        let mut params = Vec::new();
        for declaration in list {
            let param_kind = match kind(declaration) {
                Kind::ParameterDeclaration => ParamKind::Positional,
                Kind::VariadicParameterDeclaration => ParamKind::Rest,
                _ => continue,
            };
            let ty = field(declaration, FIELDS.ty).map(|ty| self.ty(ty));
            let param = |name: Name, name_span: Span, span: Span| Param {
                name,
                name_span,
                span,
                kind: param_kind,
                ty: ty.clone(),
                default: None,
                optional: param_kind == ParamKind::Rest,
                declares_field: false,
                pattern: None,
                decorators: Vec::new(),
            };
            let names = self.in_field(declaration, FIELDS.name);
            let whole = self.span(declaration);
            match names.as_slice() {
                [] => params.push(param(Name::default(), Span::default(), whole)),
                [name] => params.push(param(self.name(*name), self.span(*name), whole)),
                names => {
                    let names = names.iter();
                    params.extend(names.map(|name| {
                        let span = self.span(*name);
                        param(self.name(*name), span, span)
                    }));
                }
            }
        }
        params
    }

    /// What a function gives; several results are a tuple.
    pub(super) fn result(&mut self, node: Node<'t>) -> Option<TypeRef> {
        let result = field(node, FIELDS.result)?;
        if kind(result) != Kind::ParameterList {
            return Some(self.ty(result));
        }
        let results = self.params(Some(result));
        let mut types: Vec<_> = results.into_iter().filter_map(|result| result.ty).collect();
        if types.len() <= 1 {
            return types.pop();
        }
        Some(TypeRef {
            span: self.span(result),
            kind: TypeKind::Tuple(types),
        })
    }

    /// The names of a function's results.
    pub(super) fn result_names(&mut self, node: Node<'t>) -> Vec<Param> {
        let list = field(node, FIELDS.result).filter(|list| kind(*list) == Kind::ParameterList);
        let results = self.params(list);
        results
            .into_iter()
            .filter(|result| !result.name.is_empty())
            .collect()
    }

    /// The comment directly above a declaration: <https://go.dev/doc/comment>.
    pub(in super::super) fn doc(&self, node: Node<'_>) -> Option<Doc> {
        let mut start = node.start_byte();
        let after = self
            .comments
            .partition_point(|comment| (comment.start as usize) < start);
        let mut found: Option<Span> = None;
        let mut summary = None;
        for comment in self.comments.get(..after)?.iter().rev() {
            let between = self.src.get(comment.end as usize..start)?;
            let is_near = between.chars().all(char::is_whitespace)
                && between.bytes().filter(|byte| *byte == b'\n').count() <= 1;
            if !is_near || !self.starts_line(comment.start as usize) {
                break;
            }
            start = comment.start as usize;
            let text = self.src.get(comment.range()).unwrap_or_default();
            if is_directive(text) {
                continue;
            }
            found = Some(found.map_or(*comment, |found| found.joined(*comment)));
            summary = first_line(text).or(summary);
        }
        Some(Doc {
            span: found?,
            summary: Name::new(summary?),
        })
    }

    /// Whether nothing but space stands before `at` on its line.
    fn starts_line(&self, at: usize) -> bool {
        let before = self.src.get(..at).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        line.chars().all(char::is_whitespace)
    }
}

/// Says something to a tool, not to the reader: `//go:generate`, `//nolint`.
fn is_directive(comment: &str) -> bool {
    let Some(text) = comment.strip_prefix("//") else {
        return false;
    };
    let word = text.split([' ', '\t']).next().unwrap_or_default();
    let has_tool = word
        .split_once(':')
        .is_some_and(|(tool, name)| !tool.is_empty() && !name.is_empty());
    word == "nolint" || word.starts_with("nolint:") || (has_tool && !text.starts_with(' '))
}

/// The first line with text of a comment.
fn first_line(comment: &str) -> Option<&str> {
    let text = match comment.strip_prefix("//") {
        Some(text) => text,
        None => {
            let text = comment.strip_prefix("/*").unwrap_or(comment);
            text.strip_suffix("*/").unwrap_or(text)
        }
    };
    text.lines().map(str::trim).find(|line| !line.is_empty())
}

/// The name of a receiver's type, without its pointer and parameters.
fn receiver_type(ty: &TypeRef) -> Option<Name> {
    let mut ty = ty;
    loop {
        match &ty.kind {
            TypeKind::Pointer(inner) => ty = inner,
            TypeKind::Named { path, .. } => return Some(path.clone()),
            _ => return None,
        }
    }
}
