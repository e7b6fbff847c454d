//! Files of a folder that code lists and loads one by one; it reads no folder, only the paths of files it has.

use syntax::facts::Name;

use super::Builder;
use super::loaded::below;
use super::written::Listed;
use crate::framework::{FolderForm, RoleOf};
use crate::place::FileId;
use crate::recognise::value::{Args, Value};
use crate::recognise::world::{Meaning, Site};
use crate::tables::Builtins;

/// Values in each other that are searched for the name of a folder or file.
const DEPTH: u32 = 8;

impl Builder<'_> {
    /// The names of the files in a folder that a library's function lists; but for the file that lists them.
    pub(super) fn items_of_folder(&self, site: Site, list: &Value) -> Option<Vec<Listed>> {
        let Value::Call { callee, args, .. } = list else {
            return None;
        };
        let form = self.folder_form(site, callee)?;
        let parts = self.folder_parts(site, args.get(&form.folder)?, DEPTH)?;
        let own = self.world.file(site.file)?.path.clone();
        let (parts, pattern) = match form.pattern {
            true => split_pattern(&parts),
            false => (parts, None),
        };
        // Told from the file, or from where the program is started, which is further out.
        let around = own.match_indices('/').map(|(at, _)| at);
        let around = around.filter_map(|at| own.get(..=at)).rev();
        let mut folders = around
            .chain([""])
            .filter_map(|around| below(around, &parts));
        let found = folders.find_map(|folder| {
            let files = self.files_in(&folder, pattern.as_deref());
            (!files.is_empty()).then_some((folder, files))
        });
        let (_, files) = found?;
        let items = files.into_iter().filter(|(id, _)| *id != site.file);
        let items = items.map(|(id, name)| Listed {
            site,
            value: match form.pattern {
                true => Value::Module(id),
                false => Value::Text(Name::from(name)),
            },
            of: None,
            keyed: false,
        });
        Some(items.collect())
    }

    fn folder_form(&self, site: Site, callee: &str) -> Option<&'static FolderForm> {
        let (Meaning::Outside(path) | Meaning::OutsideInstance(path)) =
            self.world.resolve(site, callee)
        else {
            return None;
        };
        let frameworks = self.world.frameworks(site.file);
        frameworks.role(&path, |role| match role {
            RoleOf::Folder(at, i) => frameworks.description(at)?.folders.get(i),
            _ => None,
        })
    }

    /// The sources in a folder, those of folders in it only where a pattern says so.
    fn files_in(&self, folder: &str, pattern: Option<&str>) -> Vec<(FileId, String)> {
        let start = match folder {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        let deep = pattern.is_some_and(|pattern| pattern.contains('/'));
        let ending = pattern.and_then(|pattern| Some(pattern.rsplit_once('*')?.1));
        let ending = ending.map(|ending| ending.rsplit_once('.').map_or(ending, |(name, _)| name));
        let files = self.world.files().iter();
        let files =
            files.filter(|file| self.world.is_source(file) && !file.path.ends_with(".d.ts"));
        files
            .filter_map(|file| {
                let name = file.path.strip_prefix(start.as_str())?;
                let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
                let fits = ending.is_none_or(|ending| stem.ends_with(ending));
                (fits && (deep || !name.contains('/'))).then(|| (file.id, name.to_owned()))
            })
            .collect()
    }

    /// The file that a call loads whose name is put together: `require(path.join(__dirname, file))`.
    pub(super) fn module_told(&self, site: Site, callee: &str, args: &Args) -> Option<FileId> {
        let builtins = Builtins::of(self.world.env(site.file)?.facts().language);
        let name = args.position(0).filter(|_| builtins.loads(callee))?;
        if let Value::Module(file) = name {
            return Some(*file);
        }
        if matches!(name, Value::Text(_)) {
            return None;
        }
        let parts = self.folder_parts(site, name, DEPTH)?;
        if parts.is_empty() {
            return None;
        }
        let own = self.world.file(site.file)?.path.clone();
        let path = below(&own, &parts)?;
        let stem = |path: &str| path.rsplit_once('.').map(|(stem, _)| stem.to_owned());
        let fits = |file: &str| {
            let file_stem = stem(file);
            file == path
                || file_stem.as_deref() == Some(path.as_str())
                || file_stem.is_some_and(|stem| stem == format!("{path}/index"))
        };
        let files = self.world.files().iter();
        let mut files = files.filter(|file| self.world.is_source(file) && fits(&file.path));
        files.next().map(|file| file.id)
    }
}

/// A folder and the pattern of names that follows it.
fn split_pattern(parts: &[String]) -> (Vec<String>, Option<String>) {
    let whole = parts.join("/");
    let segments: Vec<&str> = whole.split('/').collect();
    let first = segments
        .iter()
        .position(|segment| segment.contains(['*', '{', '(']));
    let first = first.unwrap_or(segments.len());
    let (folder, pattern) = segments.split_at(first);
    let pattern = pattern.join("/");
    (
        folder.iter().map(|&segment| segment.to_owned()).collect(),
        (!pattern.is_empty()).then_some(pattern),
    )
}
