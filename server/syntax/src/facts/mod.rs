//! The three facts of an item, owned and serialisable: [`Summary`], [`TypeDecl`] and [`Body`].
//!
//! They name no language and no framework, and every span in them is relative to its item.

mod body;
mod expr;
mod filled;
mod item;
mod origins;
mod shadows;
mod summarise;
mod summary;
mod taken;
mod types;

pub use body::{
    Block, Body, Catch, Function, FunctionId, MatchArm, Pattern, PatternKind, Stmt, StmtId,
    StmtKind, Test,
};
pub use expr::{
    Arg, BinaryOp, CallStyle, ComprehensionClause, Entry, Expr, ExprId, ExprKind, Exprs, Literal,
    SequenceKind, Spread, TemplatePart, UnaryOp,
};
pub use filled::filled;
pub use item::{ItemFacts, ItemKind};
pub use shadows::as_written;
pub use summarise::{
    FailureNames, callee_path, chosen, named_at, summarise, summarise_failing, top_level_loops,
};
pub use summary::{
    Addition, ArgFact, ArgValue, Binding, CallFact, ChoiceFact, Decorator, Doc, Export,
    FunctionKind, FunctionSummary, GivenFact, Import, ImportKind, LoopFact, NarrowedFact, Nested,
    Param, ParamKind, RaiseFact, Signature, Summary, TakenFact, TopLevelCall, TypeParam,
    Visibility,
};
pub use taken::taken;
pub use types::{Constraint, Field, TypeDecl, TypeDeclKind, TypeKind, TypeRef, Variant};

/// A name or a dotted path of names. Path separators of every language (`::`, `->`) are written as `.`.
pub type Name = smol_str::SmolStr;
