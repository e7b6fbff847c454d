//! Digests of every language: which one a call makes, and of what. It judges neither.

use syntax::facts::{ExprId, ExprKind};

use crate::context::{Call, RuleCtx};

/// A digest that a call makes.
#[derive(Clone, Debug)]
pub struct Digest {
    /// In lower case, without signs: `sha256`.
    pub algorithm: String,
    /// What it is made of, as far as the expression tells.
    pub values: Vec<ExprId>,
}

/// Functions that make a digest of what they are given, and its name.
const FUNCTIONS: &[(&str, &str)] = &[
    ("binascii.crc32", "crc32"),
    ("crypto-js.MD5", "md5"),
    ("crypto-js.SHA1", "sha1"),
    ("crypto-js.SHA256", "sha256"),
    ("crypto-js.SHA512", "sha512"),
    ("crypto-js/md5", "md5"),
    ("crypto-js/sha1", "sha1"),
    ("crypto-js/sha256", "sha256"),
    ("crypto/md5.Sum", "md5"),
    ("crypto/sha1.Sum", "sha1"),
    ("crypto/sha256.Sum256", "sha256"),
    ("crypto/sha512.Sum512", "sha512"),
    ("js-md5", "md5"),
    ("js-md5.md5", "md5"),
    ("js-sha256.sha256", "sha256"),
    ("md5", "md5"),
    ("md5.Md5.digest", "md5"),
    ("md5.compute", "md5"),
    ("sha1", "sha1"),
    ("sha1.Sha1.digest", "sha1"),
    ("sha2.Sha256.digest", "sha256"),
    ("sha2.Sha512.digest", "sha512"),
    ("sha256", "sha256"),
    ("zlib.adler32", "adler32"),
    ("zlib.crc32", "crc32"),
];
/// Functions that begin a digest, which is given its values later.
const MAKERS: &[(&str, &str)] = &[
    ("crypto/md5.New", "md5"),
    ("crypto/sha1.New", "sha1"),
    ("crypto/sha256.New", "sha256"),
    ("crypto/sha512.New", "sha512"),
    ("md5.Md5.new", "md5"),
    ("sha1.Sha1.new", "sha1"),
    ("sha2.Sha256.new", "sha256"),
    ("sha2.Sha512.new", "sha512"),
];

/// The digest a call makes, if it makes one.
#[must_use]
pub fn digest(ctx: &RuleCtx<'_>, call: &Call<'_>, path: &str) -> Option<Digest> {
    let values = || call.args.iter().map(|arg| arg.value).collect();
    let named = |table: &[(&str, &str)]| {
        let found = table.iter().find(|(known, _)| *known == path);
        found.map(|(_, name)| (*name).to_owned())
    };
    if let Some(algorithm) = named(FUNCTIONS) {
        return Some(Digest {
            algorithm,
            values: values(),
        });
    }
    if let Some(algorithm) = named(MAKERS) {
        return Some(Digest {
            algorithm,
            values: updates(ctx, call),
        });
    }
    if path == "crypto.createHash" || path == "hashlib.new" {
        let first = call.positional(0).or_else(|| call.keyword("name"))?;
        let algorithm = plain(ctx.body.exprs.text(first.value)?);
        let values = match path {
            "hashlib.new" => call.args.iter().skip(1).map(|arg| arg.value).collect(),
            _ => updates(ctx, call),
        };
        return Some(Digest { algorithm, values });
    }
    let name = path.strip_prefix("hashlib.")?;
    // Methods of the digest are paths that go on.
    let is_function = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_digest = is_function
        && ["md", "sha", "blake2"]
            .iter()
            .any(|family| name.starts_with(family));
    is_digest.then(|| Digest {
        algorithm: name.to_owned(),
        values: values(),
    })
}

fn plain(name: &str) -> String {
    name.to_ascii_lowercase().replace('-', "")
}

/// What the chain behind a call, or the name it is bound to, is given by `update` and its like.
fn updates(ctx: &RuleCtx<'_>, call: &Call<'_>) -> Vec<ExprId> {
    let exprs = &ctx.body.exprs;
    let mut found = Vec::new();
    let mut at = call.id;
    while let Some(member) = ctx.parent_expr(at) {
        let ExprKind::Member { name, .. } = &exprs.get(member).kind else {
            break;
        };
        let Some(outer) = ctx.parent_expr(member) else {
            break;
        };
        let ExprKind::Call { callee, args, .. } = &exprs.get(outer).kind else {
            break;
        };
        if *callee == member && matches!(name.as_str(), "chain_update" | "update" | "write") {
            found.extend(args.iter().map(|arg| arg.value));
        }
        at = outer;
    }
    found.extend(by_name(ctx, at));
    found
}

/// `hash := md5.New(); hash.Write(value)`: what the name is given.
fn by_name(ctx: &RuleCtx<'_>, made: ExprId) -> Vec<ExprId> {
    let is_it = |id: ExprId| {
        let local = ctx.scope.local(ctx.body.exprs.referenced(id));
        matches!(local, Some([model::LocalBinding::Value { value, .. }]) if *value == made)
    };
    let given = ctx.calls().filter_map(|call| {
        let exprs = &ctx.body.exprs;
        match &exprs.get(call.callee).kind {
            ExprKind::Member { object, name, .. } => {
                let takes = matches!(name.as_str(), "Write" | "update" | "write");
                let is_written = matches!(name.as_str(), "WriteString" | "Copy")
                    && call.positional(0).is_some_and(|first| is_it(first.value));
                match (takes && is_it(*object), is_written) {
                    (true, _) => Some(call.positional(0)?.value),
                    (_, true) => Some(call.positional(1)?.value),
                    _ => None,
                }
            }
            _ => None,
        }
    });
    given.collect()
}
