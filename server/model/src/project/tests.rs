use super::*;
use crate::place::Known;

fn read(files: &[(&str, &str)]) -> Manifests {
    let texts: Vec<ManifestText> = files
        .iter()
        .map(|(path, text)| ManifestText { path, text })
        .collect();
    Manifests::read(&texts)
}

fn dependencies(manifests: &Manifests, folder: &str) -> Vec<String> {
    let folder = &manifests.folders[folder];
    folder
        .dependencies
        .iter()
        .map(|dependency| {
            let extras: Vec<&str> = dependency.extras.iter().map(Name::as_str).collect();
            let extras = if extras.is_empty() {
                String::new()
            } else {
                format!("[{}]", extras.join(","))
            };
            let mark = if dependency.optional { "?" } else { "" };
            format!("{}{extras}{}{mark}", dependency.name, dependency.version)
        })
        .collect()
}

#[test]
fn dependencies_of_every_manifest() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "pyproject.toml",
            "[project]\nrequires-python = '>=3.11'\ndependencies = ['FastAPI >= 0.110, <1', 'uvicorn[standard]', \"x; python_version < '3'\", 'y @ https://e.x/y.whl']\n[project.optional-dependencies]\ntest = ['pytest_asyncio==0.23']\n[dependency-groups]\ndev = ['ruff', {include-group = 'x'}]\n",
            &[
                "fastapi>=0.110,<1",
                "uvicorn[standard]",
                "x",
                "y@https://e.x/y.whl",
                "pytest-asyncio==0.23?",
                "ruff?",
            ],
        ),
        (
            "pyproject.toml",
            "[tool.poetry.dependencies]\npython = '^3.12'\nfastapi = '^0.110'\nargon2-cffi = { version = '*', optional = true }\n[tool.poetry.group.dev.dependencies]\npytest = '*'\n",
            &["argon2-cffi?", "fastapi^0.110", "pytest?"],
        ),
        (
            "requirements.txt",
            "# all\n-r base.txt\nrequests==2.31 \\\n    --hash=sha256:abc\n\nhttpx[http2]>=0.27 # client\n--index-url x\nhttps://e.x/z.whl\n./local\n",
            &["requests==2.31", "httpx[http2]>=0.27"],
        ),
        ("requirements-dev.txt", "pytest\n", &["pytest?"]),
        (
            "setup.cfg",
            "[metadata]\nname = x\n[options]\npython_requires = >=3.9\ninstall_requires =\n    flask>=3\n    redis\n[options.extras_require]\ntest = pytest\n",
            &["flask>=3", "redis", "pytest?"],
        ),
        (
            "Pipfile",
            "[packages]\nflask = '*'\n[dev-packages]\npytest = {version = '>=8'}\n[requires]\npython_version = '3.12'\n",
            &["flask", "pytest>=8?"],
        ),
    ];
    for (path, text, expected) in cases {
        let manifests = read(&[(path, text)]);
        assert_eq!(dependencies(&manifests, ""), *expected, "{path}: {text}");
    }
}

#[test]
fn a_broken_manifest_gives_what_can_be_read() {
    let text = "[project]\ndependencies = ['fastapi']\n[tool.pytest.ini_options]\nasyncio_mode = 'auto'\n[tool.ruff\nselect = [\n";
    let manifests = read(&[("pyproject.toml", text)]);
    assert_eq!(dependencies(&manifests, ""), ["fastapi"]);
    assert_eq!(
        manifests
            .pytest("tests/test_x.py")
            .and_then(|pytest| pytest.asyncio_mode.clone())
            .as_deref(),
        Some("auto")
    );
    assert_eq!(manifests.folders[""].broken.len(), 1);
    assert!(manifests.folders[""].broken[0].1.starts_with("line "));
}

#[test]
fn every_truncation_of_a_manifest_is_read() {
    let text = "[project]\ndependencies = ['fastapi>=1', \"b\"]\n[tool.poetry]\npackages = [{include = 'x', from = 'lib'}]\n[tool.setuptools]\npackage-dir = {'' = 'src'}\n[[tool.mypy.overrides]]\nmodule = 'é'\n";
    for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
        for path in [
            "pyproject.toml",
            "Pipfile",
            "setup.cfg",
            "requirements.txt",
            "ruff.toml",
        ] {
            let _ = read(&[(path, &text[..end])]);
        }
    }
    let deep = "a = ".to_owned() + &"[".repeat(20_000);
    let _ = read(&[("pyproject.toml", &deep)]);
}

#[test]
fn the_nearest_manifest_speaks_for_a_file() {
    let manifests = read(&[
        (
            "pyproject.toml",
            "[dependency-groups]\ndev = ['pytest']\n[tool.ruff.lint]\nselect = ['E', 'ASYNC']\n",
        ),
        (
            "services/users/pyproject.toml",
            "[project]\ndependencies = ['fastapi']\n",
        ),
        ("services/orders/requirements/base.txt", "flask\n"),
    ]);
    let has = |path: &str, name: &str| manifests.dependency(path, name).is_some();
    assert!(has("services/users/app/main.py", "fastapi"));
    assert!(has("services/users/app/main.py", "pytest"));
    assert!(!has("services/orders/app.py", "fastapi"));
    assert!(has("services/orders/app.py", "Flask"));
    assert!(!has("tools/x.py", "flask"));
    let linters = manifests.linters("services/users/app/main.py");
    assert_eq!(linters.len(), 1);
    assert_eq!(
        linters[0].selected,
        Known::Is(vec!["E".into(), "ASYNC".into()])
    );
    assert_eq!(
        manifests.layout().roots,
        ["", "services/orders", "services/users"]
    );
}

#[test]
fn roots_of_packages() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "a/pyproject.toml",
            "[tool.setuptools.package-dir]\n'' = 'lib'\n",
            &["a", "a/lib"],
        ),
        (
            "pyproject.toml",
            "[tool.setuptools.packages.find]\nwhere = ['code']\n",
            &["", "code"],
        ),
        (
            "pyproject.toml",
            "[tool.poetry]\npackages = [{include = 'shop', from = 'source'}]\n",
            &["", "source"],
        ),
        (
            "pyproject.toml",
            "[tool.hatch.build.targets.wheel]\npackages = ['py/shop']\n",
            &["", "py"],
        ),
        (
            "pyproject.toml",
            "[tool.pytest.ini_options]\npythonpath = '. backend'\n",
            &["", "backend"],
        ),
        (
            "pyproject.toml",
            "[tool.pyright]\nextraPaths = ['../out', '/abs', 'in/../x']\n",
            &["", "x"],
        ),
        (
            "setup.cfg",
            "[metadata]\nname = x\n[options]\npackage_dir =\n    = src\n",
            &["", "src"],
        ),
        ("pytest.ini", "[pytest]\npythonpath = src\n", &[]),
    ];
    for (path, text, expected) in cases {
        assert_eq!(
            read(&[(path, text)]).layout().roots,
            *expected,
            "{path}: {text}"
        );
    }
}

#[test]
fn pytest_reads_one_configuration() {
    let manifests = read(&[
        ("setup.cfg", "[tool:pytest]\nasyncio_mode = legacy\n"),
        (
            "pyproject.toml",
            "[tool.pytest.ini_options]\nasyncio_mode = 'auto'\ntestpaths = ['tests']\n",
        ),
        ("tox.ini", "[pytest]\nasyncio_mode = strict\n"),
    ]);
    let pytest = manifests.pytest("x.py").unwrap();
    assert_eq!(pytest.asyncio_mode.as_deref(), Some("auto"));
    assert_eq!(pytest.test_paths, ["tests"]);
    let manifests = read(&[
        (
            "pyproject.toml",
            "[tool.pytest.ini_options]\nasyncio_mode = 'auto'\n",
        ),
        (
            "pytest.ini",
            "[pytest]\npython_files = test_*.py check_*.py\n",
        ),
    ]);
    let pytest = manifests.pytest("x.py").unwrap();
    assert_eq!(pytest.asyncio_mode, None);
    assert_eq!(pytest.python_files, ["test_*.py", "check_*.py"]);
}

/// A manifest's path and text, and the linters in it.
type Case<'t> = (&'t str, &'t str, &'t [(&'t str, LinterSource)]);

#[test]
fn linters_are_seen_where_they_are_run() {
    use LinterSource::{Ci, Configuration, PreCommit, Task};
    let cases: &[Case] = &[
        (
            "pyproject.toml",
            "[tool.mypy]\nstrict = true\n[tool.black]\n",
            &[("mypy", Configuration)],
        ),
        (
            "pyproject.toml",
            "[tool.ruff]\n",
            &[("ruff", Configuration)],
        ),
        (
            "ruff.toml",
            "line-length = 100\n",
            &[("ruff", Configuration)],
        ),
        (".flake8", "[flake8]\n", &[("flake8", Configuration)]),
        (
            "setup.cfg",
            "[flake8]\nmax-line-length = 100\n[mypy-celery.*]\nignore = 1\n",
            &[("flake8", Configuration), ("mypy", Configuration)],
        ),
        ("pyrightconfig.json", "{}", &[("pyright", Configuration)]),
        (
            ".pre-commit-config.yaml",
            "repos:\n- repo: https://github.com/astral-sh/ruff-pre-commit\n  hooks:\n  - id: ruff-format\n",
            &[("ruff", PreCommit)],
        ),
        (
            ".github/workflows/ci.yml",
            "steps:\n  # - run: flake8\n  - run: uv run pylint app # and bandit\n",
            &[("pylint", Ci)],
        ),
        (
            "app/eslint.config.mjs",
            "export default [];",
            &[("eslint", Configuration)],
        ),
        (
            "package.json",
            "{\"eslintConfig\": {}}",
            &[("eslint", Configuration)],
        ),
        ("app/biome.json", "{}", &[("biome", Configuration)]),
        (
            ".golangci.yaml",
            "run:\n",
            &[("golangci-lint", Configuration)],
        ),
        (
            "Cargo.toml",
            "[lints.clippy]\nall = \"warn\"\n",
            &[("clippy", Configuration)],
        ),
        (
            ".github/workflows/go.yml",
            "steps:\n- uses: golangci/golangci-lint-action@v6\n- run: cargo clippy\n",
            &[("clippy", Ci), ("golangci-lint", Ci)],
        ),
        (
            "Makefile",
            "lint:\n\tpython -m mypy app\n\techo try empty\n",
            &[("mypy", Task)],
        ),
    ];
    for (path, text, expected) in cases {
        let manifests = read(&[(path, text)]);
        let found: Vec<(&str, LinterSource)> = manifests
            .linters("app/x.py")
            .iter()
            .map(|linter| (linter.name.as_str(), linter.source))
            .collect();
        assert_eq!(found, *expected, "{path}: {text}");
    }
}

#[test]
fn other_files_are_no_manifests() {
    for path in [
        "main.py",
        "docs/notes.txt",
        "composer.json",
        "workflows/ci.yml",
    ] {
        assert!(!Manifests::is_manifest(path), "{path}");
    }
    for path in [
        "a/requirements.txt",
        "requirements/dev.txt",
        "x/.github/workflows/a.yaml",
        "dev-requirements.txt",
        "prisma/schema.prisma",
        "prisma/schema/user.prisma",
    ] {
        assert!(Manifests::is_manifest(path), "{path}");
    }
}

#[test]
fn packages_of_other_languages() {
    let manifests = read(&[
        (
            "web/package.json",
            r#"{ "name": "@acme/web", "main": "./dist/main.js", "dependencies": { "express": "^5.0.0" } }"#,
        ),
        (
            "web/tsconfig.json",
            r#"{ // names
  "compilerOptions": { "baseUrl": "src", "paths": { "@/*": ["./*"], }, },
}"#,
        ),
        (
            "api/go.mod",
            "module github.com/acme/api // the API\n\ngo 1.23\n\nrequire (\n\tgithub.com/gin-gonic/gin v1.10.0\n\tgolang.org/x/net v0.30.0 // indirect\n)\n",
        ),
        (
            "core/Cargo.toml",
            "[package]\nname = \"shop-core\"\n\n[dependencies]\naxum = { version = \"0.8\", features = [\"macros\"] }\n",
        ),
    ]);
    let layout = manifests.layout();
    let packages: Vec<String> = layout
        .packages
        .iter()
        .map(|package| {
            format!(
                "{} in {}: {:?}",
                package.name, package.folder, package.entries
            )
        })
        .collect();
    assert_eq!(
        packages,
        [
            "github.com/acme/api in api: []",
            r#"shop_core in core: [("lib", "core/src/lib.rs"), ("bin", "core/src/main.rs")]"#,
            r#"@acme/web in web: [(".", "web/dist/main.js")]"#,
        ]
    );
    let aliases: Vec<String> = layout
        .aliases
        .iter()
        .map(|alias| format!("{} in {}: {:?}", alias.pattern, alias.folder, alias.targets))
        .collect();
    assert_eq!(
        aliases,
        [r#"@/* in web: ["web/src/*"]"#, r#"* in web: ["web/src/*"]"#]
    );
    let version = |path: &str, name: &str| {
        let dependency = manifests.dependency(path, name);
        dependency.map(|dependency| dependency.version.to_string())
    };
    assert_eq!(
        version("web/src/app.ts", "express").as_deref(),
        Some("^5.0.0")
    );
    assert_eq!(
        version("api/main.go", "github.com/gin-gonic/gin").as_deref(),
        Some("v1.10.0")
    );
    assert_eq!(version("core/src/lib.rs", "axum").as_deref(), Some("0.8"));
}

const SCHEMA: &str = r#"generator client {
  provider = "prisma-client-js"
}

// model Draft {
/* model Gone {
   id Int } */
/// Who writes.
model User {
  id        Int     @id @default(autoincrement())
  email     String? @unique /* model Inner { */
  braces    Json    @default("{ \" } // ä")
  posts     Post[]  // model Said {
  model     Model
  place     Unsupported("circle")?

  @@map("users")
  @@index([email, id])
}

enum Role {
  USER
  model
}

type Address {
  street String
}

  model Post{
    /* über */ author User @relation(fields: [authorId], references: [id])
    authorId Int
  }
model Empty {}
"#;

/// `name span: field type, ...` of each model; spans as the texts they cover.
fn models(manifests: &Manifests, text: &str) -> Vec<String> {
    let models = manifests.schemas().flat_map(|schema| &schema.models);
    let told = models.map(|model| {
        let first = text[model.whole.range()].lines().next();
        let last = text[model.whole.range()].lines().last();
        assert_eq!(text[model.span.range()], *model.name);
        let fields = model.fields.iter();
        let fields = fields.map(|field| format!("{} {}", field.name, &text[field.ty.span.range()]));
        let fields: Vec<String> = fields.collect();
        format!(
            "{}..{}: {}",
            first.unwrap_or_default(),
            last.unwrap_or_default().trim(),
            fields.join(", ")
        )
    });
    told.collect()
}

#[test]
fn models_of_a_schema() {
    let manifests = read(&[("prisma/schema.prisma", SCHEMA)]);
    assert_eq!(
        models(&manifests, SCHEMA),
        [
            "model User {..}: id Int, email String?, braces Json, posts Post[], model Model, place Unsupported",
            "model Post{..}: author User, authorId Int",
            "model Empty {}..model Empty {}: ",
        ]
    );
    let files = [
        ("db/schema/user.prisma", "model User {\n  id Int @id\n}\n"),
        (
            "db/schema/post.prisma",
            "model Post {\r\n  id Int @id\r\n}\r\n",
        ),
        ("db/schema/main.prisma", "datasource db {\n}\n"),
        ("db/main.prisma", "model Team {\n}"),
    ];
    let manifests = read(&files);
    let found = manifests.schemas().map(|schema| {
        let names: Vec<&str> = schema.models.iter().map(|it| it.name.as_str()).collect();
        format!("{}: {}", schema.path, names.join(" "))
    });
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            "db/main.prisma: Team",
            "db/schema/main.prisma: ",
            "db/schema/post.prisma: Post",
            "db/schema/user.prisma: User",
        ]
    );
}

#[test]
fn broken_schemas_give_what_stands_in_them() {
    let broken = "model User {\n  id Int @default(\"\n  na\n\nmodel Post {\n  id\n} }\nmodel {\nmodel\n}\nmodel 1 {\n}\nmodels A {\n}\nmodel Last {\n  id Int";
    assert_eq!(
        models(&read(&[("schema.prisma", broken)]), broken),
        [
            "model User {..na: id Int",
            "model Post {..}: ",
            "model Last {..id Int: id Int"
        ]
    );
    let whole = ["User", "Post", "Empty"];
    for (end, _) in SCHEMA.char_indices() {
        let text = &SCHEMA[..end];
        let manifests = read(&[("schema.prisma", text)]);
        let _ = models(&manifests, text);
        let found = manifests.schemas().flat_map(|schema| &schema.models);
        let found: Vec<&str> = found.map(|model| model.name.as_str()).collect();
        assert!(whole.starts_with(&found), "{found:?} of {text}");
    }
}
