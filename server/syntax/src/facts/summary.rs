//! What other files may ask of an item; small, and kept for every file. It holds no code of function bodies.

use serde::{Deserialize, Serialize};

use super::{Arg, ExprId, Exprs, FunctionId, Name, Pattern, Spread, TypeKind, TypeRef};
use crate::span::Span;

/// Imports, signatures, bindings and calls of one item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Arguments of decorators and of top-level calls, default values, values of bindings and fields.
    pub exprs: Exprs,
    /// The package that the item says its file belongs to, in languages where one is named.
    pub package: Option<Name>,
    pub imports: Vec<Import>,
    /// Modules in files of their own that are built for tests alone: `#[cfg(test)] mod fakes;`.
    pub test_modules: Vec<Name>,
    /// What other files may import under a name that its declaration does not tell.
    pub exports: Vec<Export>,
    /// Functions and methods the item declares (not nested ones), and functions that are values outside any other:
    /// bound to a name (`const create = async () => …` is a function of that name), given to a top-level call, or in
    /// a display (these are [`FunctionKind::Closure`], and a name they are written with is seen in themselves alone).
    /// An expression of [`Summary::exprs`] that is
    /// such a function has its [`FunctionSummary::function`].
    pub functions: Vec<FunctionSummary>,
    /// Names bound at the top level of a module or class: `router = APIRouter(prefix="/x")`.
    pub bindings: Vec<Binding>,
    /// What is added to names when the module is loaded: `urls += [..]`.
    pub additions: Vec<Addition>,
    /// Calls that run when the module is loaded: `app.include_router(router)`.
    pub calls: Vec<TopLevelCall>,
    /// Loops over a display that run when the module is loaded.
    pub loops: Vec<LoopFact>,
}

impl Summary {
    /// Gives back memory that nothing needs.
    pub fn shrink_to_fit(&mut self) {
        self.exprs.shrink_to_fit();
        self.imports.shrink_to_fit();
        self.bindings.shrink_to_fit();
        self.functions.shrink_to_fit();
        for function in &mut self.functions {
            function.calls.shrink_to_fit();
            function.locals.shrink_to_fit();
            function.returns.shrink_to_fit();
            function.compared.shrink_to_fit();
            function.assigned.shrink_to_fit();
            function.nested.shrink_to_fit();
        }
    }
}

/// A name under which other files get something: `export { a as b }`, `export default f`, `module.exports = x`,
/// `exports.x = y`. What is exported where it is declared is [`Visibility::Public`] there and not listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Export {
    pub span: Span,
    /// `default` for the default export, empty where the module itself is the value (`module.exports = x`).
    pub name: Name,
    /// What it is, in [`Summary::exprs`]; of a declared function or class its name.
    pub value: ExprId,
}

/// A function in the code of another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Nested {
    /// The same function in the item's body.
    pub function: FunctionId,
    /// Default values and decorator arguments are in the summary's arena.
    pub signature: Signature,
}

/// One imported name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Import {
    pub span: Span,
    pub kind: ImportKind,
    /// The module as written without leading dots: `app.users`, `./users`, `net/http`, `crate.users`.
    pub module: Name,
    /// Leading dots of a relative import: 0 for an absolute one.
    pub level: u32,
    /// The name taken from the module; for [`ImportKind::Module`] and [`ImportKind::All`] there is none. A
    /// [`ImportKind::Module`] that has one declares the module of that name to be a part of this one
    /// (`mod users;`): its module is `self.users`, or the path of a file (`./other.rs`) where it says which.
    pub name: Option<Name>,
    /// The name bound here; empty for [`ImportKind::All`] and for imports run for their effect.
    pub local: Name,
    pub type_only: bool,
    /// Bound inside a function or under a condition.
    pub conditional: bool,
    /// Made visible to importers of this module: `export … from`, `pub use`.
    pub re_exported: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ImportKind {
    /// The module itself: `import a.b`, `import * as x`, `use a::b` of a module.
    Module,
    /// A name of the module: `from a import b`, `import { b }`.
    Name,
    /// The default export.
    Default,
    /// Everything: `from a import *`, `use a::*`.
    All,
    /// For its effect only.
    Effect,
}

/// A name bound at the top level of a module or class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Binding {
    pub span: Span,
    pub target: Pattern,
    /// The bound name, where the target is one.
    pub name: Option<Name>,
    pub ty: Option<TypeRef>,
    pub value: Option<ExprId>,
    pub visibility: Visibility,
}

/// `target += value` at the top level of a module or class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Addition {
    pub span: Span,
    /// A name or dotted path.
    pub target: Name,
    pub value: ExprId,
}

/// A call that runs when the module is loaded, also inside top-level branches and loops.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopLevelCall {
    pub span: Span,
    pub call: ExprId,
    /// Under a condition or in a loop, so it may run never or often.
    pub conditional: bool,
}

/// A function with what its body does, as far as one file can tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunctionSummary {
    /// Default values and decorator arguments are in the summary's arena.
    pub signature: Signature,
    /// The same function in the item's body.
    pub function: FunctionId,
    /// Calls made in the body, nested functions included, in source order.
    pub calls: Vec<CallFact>,
    pub raises: Vec<RaiseFact>,
    /// Local names, and attributes of the receiver (`self._repo`), with what they are bound to: `client = TestClient(app)`
    /// gives [`ArgValue::Call`]. Awaits are looked through; `with open() as file` binds too.
    /// Every binding is listed, also in nested functions, so that a name bound to two things is seen: loop and
    /// `except` targets, parameters of nested functions and values of another shape give [`ArgValue::Other`].
    /// An attribute whose annotation names a class counts as made by calling it; one set to nothing
    /// (`self.pool = None`) is left out.
    pub locals: Vec<(Name, ArgValue)>,
    /// Paths returned or yielded as they are or as the callee of a returned call: `User`, `self._repo.find`.
    pub returns: Vec<Name>,
    /// Displays returned, with the place of the return: `return body, 404`.
    pub returned: Vec<(Span, Vec<ArgValue>)>,
    /// Texts and maps returned: `` return `/api/${name}` ``.
    pub given: Vec<ArgValue>,
    /// Loops over a display or a path.
    pub loops: Vec<LoopFact>,
    /// Paths compared for equality with a literal, a path or a display: `response.status_code == 201`.
    pub compared: Vec<(Name, ArgValue)>,
    /// What the arms of matches over the receiver or a parameter give.
    pub choices: Vec<ChoiceFact>,
    /// Blocks that run where a name holds a value of one class: `if (error instanceof NotFound) { .. }`.
    pub narrowed: Vec<NarrowedFact>,
    /// What names and their parts are given, and fallbacks that calls are given: `reply.status = error.status || 500`.
    pub assigned: Vec<GivenFact>,
    /// Parts that the function, and those in it, take of their parameters, where the language hands on what is given
    /// in one parameter with many parts: `req.params.id`.
    pub taken: Vec<TakenFact>,
    /// Functions in the body, at any depth and in source order, that somebody outside it may call: those with a
    /// decorator (`@router.get("/x")` in a factory), with a name, returned, or given to a call or a display
    /// (`app.get("/x", async (req, res) => …)`).
    pub nested: Vec<Nested>,
    /// Imports made inside the function.
    pub imports: Vec<Import>,
}

/// A call in a body, reduced to what links files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallFact {
    pub span: Span,
    /// Where the last name of the callee begins: the call's own place in a chain of calls.
    pub named: u32,
    /// `self._repo.find`; of a call on a call's result `Name().method`, with `()` for each call passed through.
    pub callee: Name,
    /// What is in the brackets at the end of the callee, where some are: `route.method` of `app[route.method](path)`.
    pub chosen: Option<ArgValue>,
    pub args: Vec<ArgFact>,
    /// The name or path (`router`, `self.client`) that the result is bound to; where it is taken apart, the keys and
    /// names (`{port:port,prefix:base}`).
    pub bound: Option<Name>,
    pub awaited: bool,
    pub result_used: bool,
    /// A failure that the call gives back as a value leaves the function, too: `f()?`, `return f()`. What a call
    /// raises leaves the function in any case.
    pub handed_on: bool,
    /// Inside a nested function, so it runs when that is called.
    pub nested: bool,
    /// Inside a loop or comprehension.
    pub in_loop: bool,
    /// Inside a `try` whose handlers may catch what the call raises: as in [`RaiseFact::caught_by`].
    pub caught_by: Vec<Vec<Name>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArgFact {
    pub name: Option<Name>,
    pub value: ArgValue,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ArgValue {
    /// A string without values in it.
    Text(Name),
    /// A string with values in it, or a sum with a string in it: its parts in order.
    Template(Vec<ArgValue>),
    /// A dotted path of names, with `()` for each call passed through: `new Users().router` gives `Users().router`.
    Path(Name),
    /// A call of a dotted path: `Depends(get_repo)` gives `Depends`.
    Call(Name),
    Number(Name),
    Bool(bool),
    /// A list, tuple or set: `(NotFound, Locked)`. Displays nested more than three deep are [`ArgValue::Other`].
    Items(Vec<ArgValue>),
    /// An object, dictionary or record with the entries whose keys are written out: `{ method: "GET", url }`.
    Map(Vec<(Name, ArgValue)>),
    /// A function written in place; it is among [`FunctionSummary::nested`].
    Function(FunctionId),
    /// What is spread over the arguments or a display: `*routes`, `**options`.
    Spread(Spread, Box<ArgValue>),
    /// One of two values, by a condition: `isLocal ? "" : "/api"`.
    Either(Vec<ArgValue>),
    /// What something holds under a key: `routes[path]`.
    Entry(Box<ArgValue>, Box<ArgValue>),
    Other,
}

/// A loop that binds names to values written out: `for router in (users.router, orders.router)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoopFact {
    /// The whole loop.
    pub span: Span,
    /// The names bound on each pass, in order.
    pub targets: Vec<Name>,
    /// The name bound to the key or position of what is bound; or bound alone.
    pub key: Option<Name>,
    /// The display or path that is looped over.
    pub over: ArgValue,
    /// Where that is a call: what it is given by position.
    pub given: Vec<ArgValue>,
}

/// An arm of a match over the receiver or a parameter: `Self::NotFound(..) => StatusCode::NOT_FOUND`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceFact {
    /// The arm.
    pub span: Span,
    /// What is matched: `self`, `error.kind`.
    pub of: Name,
    /// The types or variants whose values come here; none where all others do.
    pub shapes: Vec<Name>,
    /// Some of those values go elsewhere: the arm has a condition, or looks into them.
    pub partial: bool,
    /// The value of the arm.
    pub gives: ArgValue,
}

/// A block that runs where a name holds a value of a class, or an error that was caught.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NarrowedFact {
    /// The block.
    pub span: Span,
    pub of: Name,
    /// None where whatever was caught comes here: `catch (error) { .. }`.
    pub class: Option<Name>,
}

/// What a name or a part of it is given; of an argument of a call only where something stands in for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenFact {
    /// The value.
    pub span: Span,
    /// Empty for an argument of a call.
    pub to: Name,
    /// Numbers and parts of names, each of which stands in for the one before, or the one text or name that a part
    /// of something is given; empty where it is anything else.
    pub values: Vec<ArgValue>,
}

/// A part of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenFact {
    pub span: Span,
    /// The function that has the parameter.
    pub function: FunctionId,
    /// Its position, receivers not counted.
    pub param: u32,
    /// `params.id`; a text in brackets stands for a name.
    pub path: Name,
}

/// An error that leaves its place by `raise`, `throw`, `Err(..)` or a returned sentinel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RaiseFact {
    pub span: Span,
    /// The class, constructor or sentinel; none for a re-raise or a value that could not be told.
    pub error: Option<Name>,
    /// Inside a `try` whose handlers may catch it: the classes they catch; an empty class list catches all.
    pub caught_by: Vec<Vec<Name>>,
    /// Inside a handler: what it caught.
    pub handling: Vec<Name>,
    /// Inside a nested function.
    pub nested: bool,
    /// Given back as the function's error, not thrown.
    pub by_value: bool,
}

/// The head of a function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    pub name: Name,
    pub name_span: Span,
    /// The whole declaration, decorators included.
    pub span: Span,
    /// The class, receiver type or implementing type.
    pub owner: Option<Name>,
    pub kind: FunctionKind,
    pub visibility: Visibility,
    pub is_async: bool,
    pub is_generator: bool,
    /// Declared without code: abstract, a stub, or a body of `...`, `pass` or a docstring alone.
    pub is_abstract: bool,
    pub type_params: Vec<TypeParam>,
    pub params: Vec<Param>,
    /// From the opening to the closing parenthesis, both included.
    pub params_span: Span,
    pub returns: Option<TypeRef>,
    pub decorators: Vec<Decorator>,
    pub doc: Option<Doc>,
    /// The code; empty for a declaration without.
    pub body_span: Span,
}

impl Signature {
    /// How many results the function gives, if the last of them is an error: `error`, `(User, error)`.
    #[must_use]
    pub fn results_with_error(&self) -> Option<usize> {
        let is_error = |ty: &TypeRef| matches!(&ty.kind, TypeKind::Named { path, args } if path == "error" && args.is_empty());
        match &self.returns.as_ref()?.kind {
            TypeKind::Tuple(parts) if parts.len() > 1 => {
                parts.last().filter(|last| is_error(last))?;
                Some(parts.len())
            }
            _ => self.returns.as_ref().filter(|ty| is_error(ty)).map(|_| 1),
        }
    }

    /// The name by which the code speaks of the value it is called on: the first parameter where that is the
    /// receiver, and `this` in a method that declares none.
    #[must_use]
    pub fn receiver(&self) -> Option<&str> {
        match self.params.first() {
            Some(param) if param.kind == ParamKind::Receiver => Some(&param.name),
            _ => match self.kind {
                FunctionKind::Method
                | FunctionKind::Constructor
                | FunctionKind::Getter
                | FunctionKind::Setter => Some("this"),
                FunctionKind::Function
                | FunctionKind::StaticMethod
                | FunctionKind::ClassMethod
                | FunctionKind::Closure => None,
            },
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FunctionKind {
    Function,
    Method,
    StaticMethod,
    ClassMethod,
    Constructor,
    Getter,
    Setter,
    /// Has no name of its own.
    Closure,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Visibility {
    Public,
    /// `_name`, `protected`, `pub(crate)`, not exported.
    Internal,
    Private,
}

/// One parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Param {
    pub name: Name,
    pub name_span: Span,
    pub span: Span,
    pub kind: ParamKind,
    pub ty: Option<TypeRef>,
    pub default: Option<ExprId>,
    /// May be left out: `x?: T`, or a default value is given.
    pub optional: bool,
    /// Also declares a field: `constructor(private readonly repo: Repo)`.
    pub declares_field: bool,
    /// What a destructured parameter binds.
    pub pattern: Option<Pattern>,
    pub decorators: Vec<Decorator>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ParamKind {
    /// `self`, `cls`, `this`, a Go receiver.
    Receiver,
    Positional,
    PositionalOnly,
    KeywordOnly,
    /// `*args`, `...args`.
    Rest,
    /// `**kwargs`.
    KeywordRest,
}

/// `T: Bound` of a generic declaration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TypeParam {
    pub name: Name,
    pub bounds: Vec<TypeRef>,
}

/// A decorator, attribute or annotation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decorator {
    pub span: Span,
    /// `router.get`, `dataclass`, `derive`.
    pub path: Name,
    /// Set when it is written as a call.
    pub args: Option<Vec<Arg>>,
}

/// A documentation comment or docstring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doc {
    pub span: Span,
    /// The first line, trimmed.
    pub summary: Name,
}
