//! Finds the framework descriptions and embeds them; it keeps no list by hand.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let missing = || io::Error::new(io::ErrorKind::NotFound, "cargo sets this variable");
    let crate_dir = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or_else(missing)?);
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(missing)?);
    let root = crate_dir.join("../../queries/frameworks");
    println!("cargo::rerun-if-changed={}", root.display());

    let mut code = String::from("pub(super) static SOURCES: &[(&str, &str, &str)] = &[\n");
    for language in sorted_entries(&root)?.iter().filter(|path| path.is_dir()) {
        println!("cargo::rerun-if-changed={}", language.display());
        for file in sorted_entries(language)? {
            if file
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                let name = file.file_stem().unwrap_or_default().to_string_lossy();
                let language = language.file_name().unwrap_or_default().to_string_lossy();
                let path = file.canonicalize()?;
                writeln!(code, "({language:?}, {name:?}, include_str!({path:?})),")
                    .map_err(io::Error::other)?;
            }
        }
    }
    code.push_str("];\n");
    fs::write(out_dir.join("frameworks.rs"), code)
}

fn sorted_entries(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(directory)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}
