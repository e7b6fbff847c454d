//! Types as they are declared and referred to; it never resolves a name.

use serde::{Deserialize, Serialize};

use super::{Decorator, ExprId, Literal, Name, Param, Signature, TypeParam, Visibility};
use crate::span::Span;

/// A type as written at a parameter, field or return.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TypeRef {
    pub span: Span,
    pub kind: TypeKind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TypeKind {
    /// A named type with its arguments: `int`, `list[User]`, `Promise<User>`, `Result<T, E>`.
    Named {
        path: Name,
        args: Vec<TypeRef>,
    },
    /// `T | None`, `Optional[T]`, `T | null`, `T?`; not `Option<T>`, which is named.
    Optional(Box<TypeRef>),
    Union(Vec<TypeRef>),
    Tuple(Vec<TypeRef>),
    /// `T[]`, `[]T`, `[T]`; not `list[T]`, which is named.
    List(Box<TypeRef>),
    Map(Box<TypeRef>, Box<TypeRef>),
    /// `&T`, `&mut T`.
    Reference {
        mutable: bool,
        inner: Box<TypeRef>,
    },
    /// `*T`; may be absent.
    Pointer(Box<TypeRef>),
    /// `dyn T`, `impl T`.
    Dynamic(Vec<TypeRef>),
    /// `Callable[[A], R]`, `(a: A) => R`, `func(A) R`. Without params they are not told (`Callable[..., R]`).
    Function {
        params: Option<Vec<Param>>,
        returns: Option<Box<TypeRef>>,
        is_async: bool,
    },
    Literal(Literal),
    /// An object type written in place.
    Object(Vec<Field>),
    /// Extra information around a type: `Annotated[T, Depends(f)]`. The information is in the arena of the owner.
    Annotated {
        inner: Box<TypeRef>,
        metadata: Vec<ExprId>,
    },
    /// `None`, `null`, `void`, `()`.
    Unit,
    /// As written; not understood.
    Unknown(Name),
}

/// A type that an item declares.
///
/// Members that are items of their own (methods, and fields of languages where they stand between
/// methods) are added when the file's items are put together: see [`crate::facts::ItemFacts`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TypeDecl {
    pub name: Name,
    pub name_span: Span,
    pub span: Span,
    pub kind: TypeDeclKind,
    pub visibility: Visibility,
    pub type_params: Vec<TypeParam>,
    /// Base classes, extended interfaces, implemented traits and embedded structs.
    pub bases: Vec<TypeRef>,
    /// Keyword arguments of the base list: `metaclass=ABCMeta`, `table=True`; in the summary's arena.
    pub options: Vec<(Name, ExprId)>,
    pub decorators: Vec<Decorator>,
    pub fields: Vec<Field>,
    pub variants: Vec<Variant>,
    pub methods: Vec<Signature>,
    /// What an alias stands for; of a type of its own what it is made of (`type UserId string`), and its kind is
    /// no alias then.
    pub alias_of: Option<TypeRef>,
    pub doc: Option<super::Doc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TypeDeclKind {
    Class,
    Interface,
    Struct,
    Enum,
    Trait,
    Alias,
    /// Members for a type that is declared elsewhere: `impl`. Its name is that type's, its bases the traits.
    Extension,
    /// A module or namespace with a body. Its members are declarations, not members of values.
    Namespace,
}

/// A field, property, column or key of a type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    pub name: Name,
    pub name_span: Span,
    pub span: Span,
    pub ty: Option<TypeRef>,
    /// The default or assigned value, in the summary's arena.
    pub value: Option<ExprId>,
    /// Whether a value may be left out at construction because the field has a default or is optional.
    pub has_default: bool,
    pub constraints: Vec<Constraint>,
    /// Struct tags (`json:"id"`), serde attributes and decorators, as name and text.
    pub tags: Vec<(Name, Name)>,
    pub decorators: Vec<Decorator>,
    pub visibility: Visibility,
    /// Belongs to the type, not to its values: `ClassVar`, `static`, an unannotated class attribute.
    pub is_static: bool,
    pub is_readonly: bool,
}

/// One variant of an enum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    pub name: Name,
    pub span: Span,
    /// The value, in the summary's arena: `RED = "red"`.
    pub value: Option<ExprId>,
    /// What the variant carries; names of positional parts are `0`, `1`, ...
    pub fields: Vec<Field>,
    pub decorators: Vec<Decorator>,
}

/// A limit that a declaration puts on a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Constraint {
    /// Numbers as written.
    Min {
        value: Name,
        exclusive: bool,
    },
    Max {
        value: Name,
        exclusive: bool,
    },
    MinLength(u64),
    MaxLength(u64),
    Pattern(Name),
    MultipleOf(Name),
    /// Checked by a function of the type: a validator's or invariant's name.
    Checked(Name),
}
