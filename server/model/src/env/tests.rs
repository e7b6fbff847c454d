use std::sync::Arc;

use super::*;
use crate::testing::{env, facts, module, show_origin, show_target};

/// Resolves each path at the top level of the text.
fn check(text: &str, expected: &[(&str, &str)]) {
    let env = env(text);
    for (path, expected) in expected {
        assert_eq!(
            show_target(&env, &env.resolve(path)),
            *expected,
            "{path} in\n{text}"
        );
    }
}

#[test]
fn imports_and_aliases() {
    check(
        "import datetime as dt\nfrom datetime import datetime as D\nimport os.path\nimport a.b\nimport a.c\n",
        &[
            ("dt.datetime.utcnow", "datetime.datetime.utcnow"),
            ("D.utcnow", "datetime.datetime.utcnow"),
            ("os.path.exists", "os.path.exists"),
            ("os.remove", "os.remove"),
            ("a.b.f", "a.b.f"),
            ("a.c.g", "a.c.g"),
            ("datetime", "unknown: the name is not bound in this file"),
        ],
    );
}

#[test]
fn relative_imports_start_at_the_module() {
    let text = "from . import models\nfrom .models import Order as O\nfrom ..users import User\nfrom ... import top\nfrom .... import above\n";
    check(
        text,
        &[
            ("models.Order", "shop.orders.models.Order"),
            ("O", "shop.orders.models.Order"),
            ("User", "shop.users.User"),
            ("top", "top"),
            (
                "above",
                "unknown: the relative import leads out of the package",
            ),
        ],
    );
    let package = Module {
        name: Name::new("shop.orders"),
        is_package: true,
    };
    let env = FileEnv::new(facts(text), Some(package));
    assert_eq!(
        show_target(&env, &env.resolve("O")),
        "shop.orders.models.Order"
    );
    let env = FileEnv::new(facts(text), None);
    assert_eq!(show_target(&env, &env.resolve("O")), ".models.Order");
    assert_eq!(show_target(&env, &env.resolve("User")), "..users.User");
    assert_eq!(
        show_target(&env, &env.resolve("models.Order")),
        ".models.Order"
    );
}

#[test]
fn names_bound_twice_are_unknown_unless_they_agree() {
    check(
        "try:\n    import ujson as json\nexcept ImportError:\n    import json\n\ntry:\n    import redis\nexcept ImportError:\n    redis = None\n\nif True:\n    from typing import Any\nelse:\n    from typing import Any\n\nrouter = make()\nrouter = wrap(router)\n",
        &[
            (
                "json.loads",
                "unknown: the name is bound to different things",
            ),
            ("redis.Redis", "redis.Redis"),
            ("Any", "typing.Any"),
            ("router", "unknown: the name is bound to different things"),
        ],
    );
}

#[test]
fn declarations_and_aliases_of_them() {
    check(
        "import time\nfrom requests import get as fetch\nsleep = time.sleep\nget = fetch\nlimit = 3\nsame = limit\nclass User:\n    def name(self): ...\ndef make(): ...\nBase = User\ntick = tock\ntock = tick\n",
        &[
            ("sleep", "time.sleep"),
            ("get", "requests.get"),
            ("limit", "here limit"),
            ("same", "here same"),
            ("User", "here User"),
            ("User.name", "here User.name"),
            ("make", "here make"),
            ("Base", "here User"),
            ("tick", "here tick"),
        ],
    );
}

#[test]
fn builtins_give_way_to_the_file() {
    check(
        "def open(path): ...\nfrom os import *\n",
        &[
            ("open", "here open"),
            ("hash", "unknown: a star import may bind the name"),
        ],
    );
    check(
        "x = 1\n",
        &[
            ("open", "builtin open"),
            ("dict.fromkeys", "builtin dict.fromkeys"),
            ("ValueError", "builtin ValueError"),
            ("nothing", "unknown: the name is not bound in this file"),
        ],
    );
}

#[test]
fn values_know_their_class() {
    check(
        "import logging\nimport httpx\nimport redis\nfrom sqlalchemy import create_engine\nfrom sqlalchemy.orm import sessionmaker\nfrom pathlib import Path\nlogger = logging.getLogger(__name__)\nclient = httpx.Client()\nengine = create_engine('x')\nSession = sessionmaker(bind=engine)\nr = redis.from_url('x')\nclass Repo:\n    @classmethod\n    def new(cls) -> 'Repo': ...\n    def find(self) -> str: ...\nrepo = Repo.new()\nannotated: httpx.AsyncClient = build()\n",
        &[
            ("logger.error", "member error of logging.getLogger()"),
            ("client", "here client"),
            ("client.get", "member get of httpx.Client"),
            ("engine.connect()", "value of sqlalchemy.Connection"),
            ("Session()", "value of sqlalchemy.orm.Session"),
            (
                "Session().execute",
                "member execute of sqlalchemy.orm.Session",
            ),
            ("r.get", "member get of redis.Redis"),
            ("Path().read_text", "member read_text of pathlib.Path"),
            ("open().read", "member read of builtin open()"),
            ("repo.find", "member find of here Repo"),
            ("repo.find()", "value of builtin str"),
            ("annotated.get", "member get of httpx.AsyncClient"),
        ],
    );
}

#[test]
fn annotations_name_classes() {
    let text = "from typing import Annotated, Any, Optional, Sequence\nfrom fastapi import Depends\nfrom sqlalchemy.orm import Session\nclass User: ...\nSessionDep = Annotated[Session, Depends(get)]\nMaybe = User | None\ndef f(a: SessionDep, b: Maybe, c: Optional[User], d: User | None, e: Annotated[Session, Depends(x)], f: list[User], g: 'User', h: int | str, i: Any, j: type[User], k: Sequence[User], l: dict[str, int]): ...\n";
    let env = env(text);
    let function = env.functions().next().unwrap();
    let shown: Vec<String> = function
        .function
        .signature
        .params
        .iter()
        .map(|param| {
            let ty = param.ty.as_ref().unwrap();
            let of = env
                .origin_of(ty)
                .map_or("-".to_owned(), |of| show_origin(&env, &of));
            let element = env.element_of(ty).map_or(String::new(), |of| {
                format!(" of {}", show_origin(&env, &of))
            });
            format!("{}: {of}{element}", param.name)
        })
        .collect();
    assert_eq!(
        shown,
        [
            "a: sqlalchemy.orm.Session",
            "b: here User",
            "c: here User",
            "d: here User",
            "e: sqlalchemy.orm.Session",
            "f: builtin list of here User",
            "g: here User",
            "h: -",
            "i: -",
            "j: -",
            "k: typing.Sequence of here User",
            "l: builtin dict of builtin str",
        ]
    );
}

#[test]
fn attributes_of_classes() {
    let text = "import httpx\nfrom app.repo import Repo\nclass Base:\n    name: str\n    def __init__(self, repo: Repo):\n        self._repo = repo\nclass Service(Base):\n    timeout = 3\n    cache: dict[str, int] = {}\n    def __init__(self, client: httpx.Client, other):\n        self.client = client\n        self.other = other\n        self.own = httpx.Client()\n        self.later = None\n        self.twice = httpx.Client()\n    def open(self):\n        self.later = httpx.AsyncClient()\n        self.twice = httpx.AsyncClient()\n    @property\n    def repo(self) -> Repo: ...\n    def method(self) -> Repo: ...\n";
    let env = env(text);
    let service = env.declared("Service").unwrap();
    let class = env.class(service).unwrap();
    let cases = [
        ("client", "httpx.Client"),
        ("own", "httpx.Client"),
        ("later", "httpx.AsyncClient"),
        ("twice", "-"),
        ("other", "-"),
        ("name", "builtin str"),
        ("_repo", "app.repo.Repo"),
        ("repo", "app.repo.Repo"),
        ("method", "-"),
        ("timeout", "builtin int"),
        ("cache", "builtin dict"),
        ("absent", "-"),
    ];
    for (name, expected) in cases {
        let of = class
            .attribute(name)
            .map_or("-".to_owned(), |of| show_origin(&env, &of));
        assert_eq!(of, expected, "{name}");
    }
    assert!(class.is_complete());
    assert_eq!(class.methods().count(), 4);
    assert!(class.member("_repo").is_none() && class.member("name").is_some());
}

#[test]
fn what_a_star_import_takes() {
    let cases: &[(&str, Option<&[&str]>)] = &[
        (
            "import os\n_x = 1\ny = 2\ndef f(): ...\n",
            Some(&["f", "os", "y"]),
        ),
        ("__all__ = ['a', 'b']\na = 1\nc = 2\n", Some(&["a", "b"])),
        ("__all__ = names()\n", None),
        ("from x import *\n", None),
    ];
    for (text, expected) in cases {
        let exported = env(text).exported();
        let names = exported
            .as_ref()
            .map(|names| names.iter().map(Name::as_str).collect::<Vec<_>>());
        assert_eq!(names.as_deref(), *expected, "{text}");
    }
}

/// Replaces `from` in the text and says whether the hash changed, keeping the items that did not change.
fn hash_changes(from: &str, to: &str) -> bool {
    let text = "import os\nfrom a import b\nLIMIT = 3\nclass User:\n    name: str = 'x'\n    def __init__(self, repo: int):\n        self.repo = repo\n    def get(self, id: int) -> str:\n        return str(id)\ndef f(a, *, b=1):\n    x = 1\n    return x\nif LIMIT:\n    g = f(1)\n";
    assert!(text.contains(from), "{from}");
    let old = env(text);
    let new = facts(&text.replacen(from, to, 1));
    let updated = old.updated(Arc::clone(&new));
    let fresh = FileEnv::new(new, Some(module("shop.orders.service")));
    assert_eq!(updated.hash(), fresh.hash(), "{from} -> {to}");
    assert_eq!(
        updated.declarations().collect::<Vec<_>>(),
        fresh.declarations().collect::<Vec<_>>()
    );
    updated.hash() != old.hash()
}

#[test]
fn the_hash_follows_what_others_see() {
    let same = [
        ("return x", "return x + 1"),
        ("    x = 1\n", "    y = 1  # longer\n"),
        ("return str(id)", "return 'a'"),
        ("LIMIT = 3", "LIMIT   =   3"),
    ];
    for (from, to) in same {
        assert!(!hash_changes(from, to), "{from} -> {to}");
    }
    let different = [
        ("import os", "import sys"),
        ("LIMIT = 3", "LIMIT = 4"),
        ("b=1", "b=2"),
        ("id: int", "id: str"),
        ("-> str", "-> int"),
        ("name: str", "name: int"),
        ("'x'", "'y'"),
        ("self.repo = repo", "self.repo = None"),
        ("def f(", "async def f("),
        ("class User:", "class User(Base):"),
        ("g = f(1)", "g = f(2)"),
        ("    def get", "    @property\n    def get"),
    ];
    for (from, to) in different {
        assert!(hash_changes(from, to), "{from} -> {to}");
    }
    let module_matters = FileEnv::new(facts("x = 1\n"), Some(module("a"))).hash()
        != FileEnv::new(facts("x = 1\n"), Some(module("b"))).hash();
    assert!(module_matters);
}

#[test]
fn an_edit_in_a_body_shares_the_names_and_hashes_one_item() {
    let text: String = (0..1_500)
        .map(|at| format!("def f{at}(a: int) -> int:\n    return a + {at}\n\n"))
        .collect();
    let before = facts(&text);
    let env = FileEnv::new(Arc::clone(&before), None);
    let mut after = FileFacts::clone(&before);
    let edited = facts("def f700(a: int) -> int:\n    return a - 1\n");
    after.items[700].facts = Arc::clone(&edited.items[0].facts);
    let after = Arc::new(after);
    assert_eq!(env.item_hashes_of(&after).1, 1);
    let updated = env.updated(after);
    assert!(Arc::ptr_eq(&env.names, &updated.names));
    assert_eq!(env.hash(), updated.hash());
}

#[test]
fn members_that_move_to_another_class_are_seen() {
    let old = env("class A:\n    def f(self): ...\nclass B:\n    x: int\n    def g(self): ...\n");
    let mut moved = FileFacts::clone(old.facts());
    let at = moved
        .items
        .iter()
        .rposition(|item| item.parent.is_some())
        .unwrap();
    moved.items[at].parent = Some(0);
    let updated = old.updated(Arc::new(moved));
    let class = updated.class(updated.declared("A").unwrap()).unwrap();
    assert_eq!(class.methods().count(), 2);
}

#[test]
fn names_that_lead_to_each_other_end() {
    let text = "a = b.x()\nb = a.y()\nclass A(B().base):\n    one = A().two\n    def __init__(self):\n        self.p = self.q.x()\n        self.q = self.p.y()\n        self.many = self.many.x()\n        self.many = self.p.x()\n        self.many = self.q.x()\n        self.many = A().many\n    def f(self) -> C: ...\nclass B(A().base):\n    base = A().one\nC = Optional[D]\nD = C\nE = E[0]\n";
    let env = env(text);
    for path in [
        "a.x",
        "b.y()",
        "A().p.x",
        "A().q",
        "A().many.x()",
        "A().f().g",
        "B().base.one",
        "C",
        "E().x",
    ] {
        assert!(!matches!(env.resolve(path), Target::Imported(_)), "{path}");
    }
    let ring: String = (0..400)
        .map(|at| {
            format!(
                "class C{at}(C{}.x):\n    def __init__(self):\n        self.n = C{}().n.m\n",
                at + 1,
                at + 1
            )
        })
        .collect();
    let env = FileEnv::new(facts(&ring), None);
    for class in env.classes() {
        assert_eq!(class.attribute("n"), None);
    }
}

#[test]
fn broken_text_never_hangs() {
    let text = "from . import (a,\nclass User(Base[int], metaclass=M):\n    x: Annotated[int, 3] = f(1)\n    def g(self, a: list[\n@dec(x\ndef h(): ...\n";
    for end in 0..text.len() {
        let env = env(&text[..end]);
        for name in ["a", "User", "h", "User.g().x"] {
            let _ = env.resolve(name);
        }
        for class in env.classes() {
            let _ = class.attribute("x");
        }
    }
    let deep = format!(
        "x: {}int{} = 1\n",
        "list[".repeat(20_000),
        "]".repeat(20_000)
    );
    let _ = env(&deep).value_of(LocalSymbol {
        item: 0,
        part: Part::Binding(0),
    });
    let chain = format!("x = a{}\n", ".b()".repeat(20_000));
    let _ = env(&chain).resolve("x.y");
}

#[test]
fn modules_of_the_platform_are_the_same_with_their_scheme() {
    let text = "import fs, { readFileSync } from \"node:fs\";\nconst { exec } = require(\"node:child_process\");\n";
    let facts = syntax::extract(syntax::language::Language::JavaScript, text);
    let env = FileEnv::new(Arc::new(facts), None);
    let cases = [
        ("fs.statSync", "fs.statSync"),
        ("readFileSync", "fs.readFileSync"),
        ("exec", "child_process.exec"),
    ];
    for (path, expected) in cases {
        assert_eq!(show_target(&env, &env.resolve(path)), expected, "{path}");
    }
}
