//! `cargo xtask open`: this build of the server in a real editor, with a profile that is thrown away.
//! Never touches the configuration of the person who runs it.

use std::env;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::{self, Command};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::editors::{self, Editor, Kind};
use crate::extension;
use crate::shell::{cargo, complain, path_with, root, run, say};

/// Builds the server and opens `path`, or the sample backend, in the first editor that can be started.
///
/// # Errors
/// If `path` does not exist, or the server does not build or start.
pub fn open(path: Option<PathBuf>) -> Result<()> {
    let path = path.unwrap_or_else(|| root().join("tests/projects/fastapi-shop"));
    let path = path
        .canonicalize()
        .with_context(|| format!("cannot open {}", path.display()))?;
    say("building the server");
    run(cargo().args([
        "build",
        "--quiet",
        "--release",
        "--package",
        "backend-master",
    ]))?;
    let server = built_server("release");
    let place = first_finding(&server, &path)?;
    let profile = Profile::create()?;
    for editor in editors::found() {
        if editor.kind != Kind::VsCode && !io::stdout().is_terminal() {
            say(&format!("{} is there, but needs a terminal", editor.kind));
            continue;
        }
        say(&format!(
            "opening {} in {}",
            place.folder.display(),
            editor.kind
        ));
        match start(&editor, &server, &place, &profile) {
            Ok(()) => return Ok(()),
            // A terminal editor that was started has shown what there was to show.
            Err(error) if editor.kind == Kind::VsCode => complain(&format!("{error:#}")),
            Err(error) => return Err(error),
        }
    }
    say(
        "no editor can be started here (VS Code, Neovim 0.11 or later, Helix): checking in the terminal",
    );
    run(Command::new(&server).arg("watch").arg(&path))
}

/// Where cargo puts the server, for a profile's folder: `debug` or `release`.
pub fn built_server(profile: &str) -> PathBuf {
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let name = format!("backend-master{}", env::consts::EXE_SUFFIX);
    root().join(target).join(profile).join(name)
}

/// What an editor opens.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    folder: PathBuf,
    /// A file, with line and column counted from 1.
    file: Option<(PathBuf, usize, usize)>,
}

#[derive(Deserialize)]
struct Finding {
    path: PathBuf,
    line: usize,
    column: usize,
    severity: String,
}

/// The worst finding of the project, to open the editor at: a list of files shows nothing of the server.
fn first_finding(server: &Path, path: &Path) -> Result<Place> {
    let folder = match path.parent() {
        Some(parent) if path.is_file() => parent,
        _ => path,
    };
    let checked = Command::new(server)
        .args(["check", "--format", "json", "--exit-zero"])
        .arg(path)
        .current_dir(folder)
        .output()
        .with_context(|| format!("cannot start {}", server.display()))?;
    // What could not be checked is the editor's to show: without findings the folder itself is opened.
    let findings = serde_json::from_slice(&checked.stdout).unwrap_or_default();
    Ok(place(folder, path, findings))
}

fn place(folder: &Path, path: &Path, findings: Vec<Finding>) -> Place {
    const WORST_FIRST: [&str; 4] = ["error", "warning", "info", "hint"];
    let rank = |finding: &Finding| {
        WORST_FIRST
            .iter()
            .position(|name| *name == finding.severity)
    };
    let worst = findings
        .into_iter()
        .min_by_key(|finding| rank(finding).unwrap_or(usize::MAX));
    let file = match worst {
        Some(finding) => Some((folder.join(finding.path), finding.line, finding.column)),
        None if path.is_file() => Some((path.to_path_buf(), 1, 1)),
        None => None,
    };
    Place {
        folder: folder.to_path_buf(),
        file,
    }
}

fn start(editor: &Editor, server: &Path, place: &Place, profile: &Profile) -> Result<()> {
    match editor.kind {
        Kind::VsCode => {
            profile.write_vscode(server)?;
            let mut install = vscode(editor, profile);
            run(install
                .arg("--install-extension")
                .arg(extension::package(None)?)
                .arg("--force"))?;
            run(&mut vscode_on(vscode(editor, profile), place))
        }
        Kind::Neovim => {
            profile.write_neovim()?;
            run(&mut neovim_on(
                terminal_editor(editor, server, profile)?,
                place,
            ))
        }
        Kind::Helix => {
            profile.write_helix()?;
            run(&mut helix_on(
                terminal_editor(editor, server, profile)?,
                place,
            ))
        }
    }
}

fn vscode(editor: &Editor, profile: &Profile) -> Command {
    let mut command = Command::new(&editor.program);
    command
        .arg("--user-data-dir")
        .arg(profile.folder.join("data"));
    command
        .arg("--extensions-dir")
        .arg(profile.folder.join("extensions"));
    command
}

fn vscode_on(mut command: Command, place: &Place) -> Command {
    command.args(["--new-window", "--wait"]).arg(&place.folder);
    if let Some((file, line, column)) = &place.file {
        command
            .arg("--goto")
            .arg(format!("{}:{line}:{column}", file.display()));
    }
    command
}

/// An editor that finds its whole configuration in the profile, and this build's server first on `PATH`.
fn terminal_editor(editor: &Editor, server: &Path, profile: &Profile) -> Result<Command> {
    let mut command = Command::new(&editor.program);
    command.env("PATH", path_with(server.parent().unwrap_or(server))?);
    for variable in [
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
        "XDG_CACHE_HOME",
    ] {
        command.env(variable, profile.folder.join(variable));
    }
    command.env("NVIM_APPNAME", "nvim");
    // Helix looks for its runtime files beside the configuration that it does not see now.
    if let Some(home) = env::var_os("HOME") {
        let runtime = Path::new(&home).join(".config/helix/runtime");
        if env::var_os("HELIX_RUNTIME").is_none() && runtime.is_dir() {
            command.env("HELIX_RUNTIME", runtime);
        }
    }
    Ok(command)
}

fn neovim_on(mut command: Command, place: &Place) -> Command {
    command.current_dir(&place.folder);
    match &place.file {
        Some((file, line, column)) => {
            command
                .arg(format!("+call cursor({line}, {column})"))
                .arg(file);
        }
        None => {
            command.arg(".");
        }
    }
    command
}

fn helix_on(mut command: Command, place: &Place) -> Command {
    command.current_dir(&place.folder);
    match &place.file {
        Some((file, line, column)) => command.arg(format!("{}:{line}:{column}", file.display())),
        None => command.arg("."),
    };
    command
}

/// A folder for an editor's configuration and data that is removed with the value.
struct Profile {
    folder: PathBuf,
}

impl Profile {
    fn create() -> Result<Self> {
        let folder = root().join(format!("target/open-{}", process::id()));
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Self { folder })
    }

    fn write_vscode(&self, server: &Path) -> Result<()> {
        let settings = serde_json::json!({
            "backendMaster.path": server,
            "security.workspace.trust.enabled": false,
            "telemetry.telemetryLevel": "off",
            "update.mode": "none",
            "workbench.startupEditor": "none",
        });
        self.write("data/User/settings.json", &settings.to_string())
    }

    fn write_neovim(&self) -> Result<()> {
        let shipped = root().join("editors/neovim");
        let configuration = format!(
            "vim.opt.runtimepath:prepend({})\nvim.lsp.enable('backend_master')\n\
             vim.diagnostic.config({{ virtual_text = true }})\n",
            serde_json::to_string(&shipped)?
        );
        self.write("XDG_CONFIG_HOME/nvim/init.lua", &configuration)
    }

    fn write_helix(&self) -> Result<()> {
        let shipped = fs::read_to_string(root().join("editors/helix/languages.toml"))?;
        self.write("XDG_CONFIG_HOME/helix/languages.toml", &shipped)?;
        let shown = "[editor]\nend-of-line-diagnostics = \"hint\"\n";
        self.write("XDG_CONFIG_HOME/helix/config.toml", shown)
    }

    fn write(&self, inside: &str, text: &str) -> Result<()> {
        let file = self.folder.join(inside);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        // What cannot be removed lies in `target`, where it disturbs nobody.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(path: &str, line: usize, severity: &str) -> Finding {
        Finding {
            path: path.into(),
            line,
            column: 5,
            severity: severity.to_owned(),
        }
    }

    fn words(command: &Command) -> Vec<String> {
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned())
            .collect()
    }

    fn at_a_file() -> Place {
        Place {
            folder: "/shop".into(),
            file: Some(("/shop/a.py".into(), 7, 5)),
        }
    }

    #[test]
    fn the_editor_opens_at_the_first_of_the_worst_findings() {
        let findings = vec![
            finding("hint.py", 1, "hint"),
            finding("first.py", 2, "error"),
            finding("second.py", 3, "error"),
        ];
        let place = place(Path::new("/shop"), Path::new("/shop"), findings);
        assert_eq!(place.file, Some(("/shop/first.py".into(), 2, 5)));
    }

    #[test]
    fn without_a_finding_the_editor_opens_what_was_asked_for() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(place(folder, folder, Vec::new()).file, None);
        let opened = place(folder, &file, Vec::new()).file;
        assert_eq!(opened, Some((file, 1, 1)));
    }

    #[test]
    fn each_editor_is_told_the_place_in_its_own_words() {
        let command = || Command::new("editor");
        let place = at_a_file();
        assert_eq!(
            words(&vscode_on(command(), &place)),
            [
                "--new-window",
                "--wait",
                "/shop",
                "--goto",
                "/shop/a.py:7:5"
            ]
        );
        assert_eq!(
            words(&neovim_on(command(), &place)),
            ["+call cursor(7, 5)", "/shop/a.py"]
        );
        assert_eq!(words(&helix_on(command(), &place)), ["/shop/a.py:7:5"]);
    }

    #[test]
    fn the_users_own_configuration_is_out_of_sight() {
        let profile = Profile {
            folder: "/profile".into(),
        };
        let editor = Editor {
            kind: Kind::VsCode,
            program: "code".into(),
        };
        assert_eq!(
            words(&vscode(&editor, &profile)),
            [
                "--user-data-dir",
                "/profile/data",
                "--extensions-dir",
                "/profile/extensions"
            ]
        );
        let command =
            terminal_editor(&editor, Path::new("/build/backend-master"), &profile).unwrap();
        let variable = |name: &str| {
            let mut pairs = command.get_envs();
            pairs
                .find_map(|(key, value)| (key == name).then_some(value?))
                .map(|value| value.to_owned())
        };
        assert_eq!(
            variable("XDG_CONFIG_HOME"),
            Some("/profile/XDG_CONFIG_HOME".into())
        );
        let path = variable("PATH").unwrap();
        assert_eq!(env::split_paths(&path).next(), Some("/build".into()));
    }

    #[test]
    fn a_profile_goes_when_it_is_dropped() {
        let profile = Profile::create().unwrap();
        let folder = profile.folder.clone();
        profile
            .write_vscode(Path::new("/build/backend-master"))
            .unwrap();
        assert!(folder.join("data/User/settings.json").exists());
        drop(profile);
        assert!(!folder.exists());
    }
}
