//! How a project hashes passwords: by a function of its own, else by a library. It looks for no mistakes.

use crate::config::Hasher;
use crate::context::FixCtx;
use crate::edit::TextEdit;
use crate::fix::import;
use crate::text;

use super::project_import::import_from;

/// The hash of `value` by the function of the project, if there is one, else by a library.
#[must_use]
pub fn by_project(ctx: &FixCtx<'_>, value: &str) -> Option<(String, Vec<TextEdit>)> {
    own_function(ctx, value).or_else(|| by_library(ctx, value))
}

/// The hash of `value` by the library that the configuration or the manifest names, else by argon2.
#[must_use]
pub fn by_library(ctx: &FixCtx<'_>, value: &str) -> Option<(String, Vec<TextEdit>)> {
    let hasher = ctx
        .config
        .password_hasher
        .or_else(|| ctx.file.project.hasher());
    let (module, name) = match hasher.unwrap_or(Hasher::Argon2) {
        Hasher::Argon2 => ("argon2", Some("PasswordHasher")),
        Hasher::Bcrypt => ("bcrypt", None),
        Hasher::Passlib => ("passlib.hash", Some("bcrypt")),
        Hasher::Pwdlib => ("pwdlib", Some("PasswordHash")),
    };
    let imported = import(ctx.file, module, name)?;
    let local = &imported.local;
    let text = match hasher.unwrap_or(Hasher::Argon2) {
        Hasher::Argon2 => format!("{local}().hash({value})"),
        Hasher::Bcrypt => format!("{local}.hashpw({value}.encode(), {local}.gensalt()).decode()"),
        Hasher::Passlib => format!("{local}.hash({value})"),
        Hasher::Pwdlib => format!("{local}.recommended().hash({value})"),
    };
    Some((text, imported.edit.into_iter().collect()))
}

/// The one function of the project that hashes passwords, by its name and its one parameter.
fn own_function(ctx: &FixCtx<'_>, value: &str) -> Option<(String, Vec<TextEdit>)> {
    let env = ctx.file.env;
    let own = env.functions().find(|method| {
        let signature = &method.function.signature;
        method.item.parent.is_none() && hashes_passwords(&signature.name)
    });
    if let Some(own) = own {
        return Some((
            format!("{}({value})", own.function.signature.name),
            Vec::new(),
        ));
    }
    let project = ctx.project?;
    let mut found = Vec::new();
    for file in project.index.files() {
        if file.role != model::FileRole::Source || file.id == project.id {
            continue;
        }
        for (name, symbol) in file.env.declarations() {
            if let Some(function) = file.env.function(symbol)
                && hashes_passwords(name)
            {
                found.push((file.id, name.clone(), function.signature.is_async));
            }
        }
    }
    let [(file, name, is_async)] = found.as_slice() else {
        return None;
    };
    let imported = import_from(ctx, *file, name)?;
    let head = if *is_async { "await " } else { "" };
    let text = format!("{head}{}({value})", imported.local);
    Some((text, imported.edit.into_iter().collect()))
}

fn hashes_passwords(name: &str) -> bool {
    let words = text::words(name);
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    has("hash") && has("password") && !has("verify") && !has("check") && !has("needs")
}
