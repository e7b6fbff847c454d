//! Code that runs in a browser, told by what its package depends on. It looks into no file.

use crate::context::FileCtx;

/// Packages of pages, and of what serves.
const PAGES: &[&str] = &[
    "@angular/core",
    "@sveltejs/kit",
    "expo",
    "next",
    "nuxt",
    "preact",
    "react",
    "react-native",
    "solid-js",
    "svelte",
    "vue",
];
const SERVERS: &[&str] = &[
    "@hapi/hapi",
    "@hono/node-server",
    "@nestjs/core",
    "express",
    "fastify",
    "hono",
    "koa",
];
/// Folders that pages live in.
const FOLDERS: &[&str] = &[
    "browser",
    "client",
    "components",
    "frontend",
    "hooks",
    "public",
    "static",
    "ui",
    "web",
    "webapp",
    "www",
];

/// Whether the file belongs to pages rather than to what serves.
#[must_use]
pub fn is_front_end(file: &FileCtx<'_>) -> bool {
    let depends = |packages: &[&str]| {
        packages
            .iter()
            .any(|package| file.project.depends_on(package))
    };
    let is_markup = file.path.ends_with(".jsx") || file.path.ends_with(".tsx");
    let mut folders = file.path.split('/').rev().skip(1);
    let in_folder = folders.any(|folder| FOLDERS.contains(&folder));
    let uses_pages = depends(PAGES);
    is_markup || in_folder && (uses_pages || !depends(SERVERS)) || uses_pages && !depends(SERVERS)
}
