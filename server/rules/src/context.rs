//! What a rule and a fix are given to look at. They see nothing else.

use rustc_hash::FxHashSet;

use model::{FileEnv, FileId, FileRole, Index, Scope, Things};
use syntax::facts::{Arg, Body, ExprId, ExprKind, Function, FunctionId, ItemFacts, Name, TypeDecl};
use syntax::file::{FileFacts, PlacedItem};
use syntax::span::Span;

use crate::config::{Config, Settings};
use crate::outline::{Outline, Parent};
use crate::project::ProjectFacts;

/// One file and what is known around it.
#[derive(Clone, Copy, Debug)]
pub struct FileCtx<'a> {
    /// In the workspace, with `/`.
    pub path: &'a str,
    pub text: &'a str,
    pub facts: &'a FileFacts,
    pub env: &'a FileEnv,
    pub role: FileRole,
    pub settings: &'a Settings,
    pub project: &'a ProjectFacts,
}

impl FileCtx<'_> {
    /// The modules that the file imports or takes names from, inside functions, too.
    #[must_use]
    pub fn modules(&self) -> FxHashSet<Name> {
        let mut modules = FxHashSet::default();
        for item in &self.facts.items {
            let summary = &item.facts.summary;
            let inner = summary
                .functions
                .iter()
                .flat_map(|function| &function.imports);
            modules.extend(
                summary
                    .imports
                    .iter()
                    .chain(inner)
                    .map(|import| import.module.clone()),
            );
        }
        modules
    }
}

/// One item of a file. What a rule finds may depend on the item's bytes, on the declarations of the
/// file and on the settings, and on nothing else: not on where the item stands.
#[derive(Clone, Copy, Debug)]
pub struct RuleCtx<'a> {
    pub file: &'a FileCtx<'a>,
    /// Its place among the items of the file.
    pub index: u32,
    pub item: &'a PlacedItem,
    pub body: &'a Body,
    pub outline: &'a Outline,
    pub scope: &'a Scope<'a>,
    /// What the file imports, wherever in it.
    pub modules: &'a FxHashSet<Name>,
}

impl<'a> RuleCtx<'a> {
    #[must_use]
    pub fn facts(&self) -> &'a ItemFacts {
        &self.item.facts
    }

    /// The source of a span that is relative to the item.
    #[must_use]
    pub fn source(&self, span: Span) -> &'a str {
        let span = span.shifted(self.item.span.start);
        self.file.text.get(span.range()).unwrap_or_default()
    }

    /// Whether the file imports the module or something of it.
    #[must_use]
    pub fn imports(&self, module: &str) -> bool {
        self.modules.contains(module)
    }

    /// The head of the class the item is a member of.
    #[must_use]
    pub fn owner(&self) -> Option<&'a TypeDecl> {
        let head = self.file.facts.items.get(self.item.parent? as usize)?;
        head.facts.types.first()
    }

    #[must_use]
    pub fn is_test(&self) -> bool {
        self.file.role == FileRole::Test || self.file.env.is_test_item(self.index)
    }

    /// The function whose code holds the expression.
    #[must_use]
    pub fn function_of(&self, id: ExprId) -> Option<(FunctionId, &'a Function)> {
        let function = self.outline.function_of(id)?;
        Some((function, self.body.function(function)?))
    }

    /// The name of the class that a function of the item belongs to.
    #[must_use]
    pub fn owner_name(&self, function: FunctionId) -> Option<&'a str> {
        let declared = self.body.function(function)?.signature.owner.as_deref();
        let is_own = self.is_outermost(function);
        declared.or_else(|| {
            self.owner()
                .filter(|_| is_own)
                .map(|owner| owner.name.as_str())
        })
    }

    /// Every call of the item with its callee and arguments, children before parents.
    pub fn calls(&self) -> impl Iterator<Item = Call<'a>> + use<'a> {
        self.body
            .exprs
            .iter()
            .filter_map(|(id, expr)| match &expr.kind {
                ExprKind::Call { callee, args, .. } => Some(Call {
                    id,
                    span: expr.span,
                    callee: *callee,
                    args,
                }),
                _ => None,
            })
    }

    /// Whether the function is declared by the item itself, not inside another function.
    #[must_use]
    pub fn is_outermost(&self, function: FunctionId) -> bool {
        let outside = self.outline.of_function(function);
        self.outline.function_around(outside).is_none()
    }

    /// The parent expression, awaits and parentheses looked through where there are none between.
    #[must_use]
    pub fn parent_expr(&self, id: ExprId) -> Option<ExprId> {
        match self.outline.of_expr(id) {
            Parent::Expr(parent) => Some(parent),
            _ => None,
        }
    }
}

/// A call in the code of an item.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    pub id: ExprId,
    pub span: Span,
    pub callee: ExprId,
    pub args: &'a [Arg],
}

impl<'a> Call<'a> {
    /// The argument with this keyword.
    #[must_use]
    pub fn keyword(&self, name: &str) -> Option<&'a Arg> {
        self.args
            .iter()
            .find(|arg| arg.name.as_deref() == Some(name))
    }

    /// The positional argument at `index`; none behind a spread.
    #[must_use]
    pub fn positional(&self, index: usize) -> Option<&'a Arg> {
        let plain = self.args.iter().take_while(|arg| arg.spread.is_none());
        plain.filter(|arg| arg.name.is_none()).nth(index)
    }

    /// Whether `*args` or `**kwargs` may give further arguments.
    #[must_use]
    pub fn has_spread(&self) -> bool {
        self.args.iter().any(|arg| arg.spread.is_some())
    }
}

/// One file, the index and the model of its workspace.
#[derive(Clone, Copy, Debug)]
pub struct ProjectCtx<'a> {
    pub file: &'a FileCtx<'a>,
    pub id: FileId,
    pub index: &'a Index,
    pub things: &'a Things,
}

impl ProjectCtx<'_> {
    /// Calls `look` with each item of the file that has code, as per-item rules see it.
    pub fn each_item(&self, mut look: impl FnMut(&RuleCtx<'_>)) {
        let modules = self.file.modules();
        for (index, item) in (0u32..).zip(&self.file.facts.items) {
            let (Some(body), Some(scope)) = (&item.facts.body, Scope::new(self.file.env, index))
            else {
                continue;
            };
            let outline = Outline::new(body);
            look(&RuleCtx {
                modules: &modules,
                file: self.file,
                index,
                item,
                body,
                outline: &outline,
                scope: &scope,
            });
        }
    }

    /// Whether importing the file at the top of this one would make the two wait for each other.
    #[must_use]
    pub fn would_cycle(&self, file: FileId) -> bool {
        file == self.id || self.index.dependents(self.id).contains(&file)
    }

    /// The dotted path by which other files import the file.
    #[must_use]
    pub fn module_of(&self, file: FileId) -> Option<String> {
        let module = self.index.env(file)?.module()?;
        Some(module.name.to_string())
    }
}

/// What a fix may look at. The index and the model are missing where a file is looked at alone.
#[derive(Clone, Copy, Debug)]
pub struct FixCtx<'a> {
    pub file: &'a FileCtx<'a>,
    pub project: Option<ProjectCtx<'a>>,
    pub config: &'a Config,
    /// The nearest configuration file, its path in the workspace and its text; it may lack our section.
    pub config_file: Option<(&'a str, &'a str)>,
}
