use std::sync::Arc;

use super::*;
use crate::testing::{
    facts, files, index, index_with_roots, path_of, set, show, show_class, show_symbol, symbol,
};

/// Resolves paths in the file `from`.
fn check_in(index: &Index, from: &str, expected: &[(&str, &str)]) {
    let file = index
        .file_at(from)
        .unwrap_or_else(|| panic!("no file {from}"))
        .id;
    for (path, expected) in expected {
        let resolved = index.resolve(file, path);
        assert_eq!(show(index, &resolved), *expected, "{path} in {from}");
    }
}

/// Resolves paths in the last file of the fixture.
fn check(fixture: &str, expected: &[(&str, &str)]) {
    let (last, _) = files(fixture).pop().unwrap();
    check_in(&index(fixture), &last, expected);
}

#[test]
fn imports_between_files() {
    check(
        "//- shop/__init__.py
//- shop/users/__init__.py
//- shop/users/models.py
class User:
    def name(self) -> str: ...
def make() -> User: ...
current = make()
//- shop/users/service.py
from .models import User as U, make, current
from . import models
from ..users import models as again
import shop.users.models
import shop.users.models as m
from shop.users.models import User, missing
from shop import nothing
import requests
from fastapi import FastAPI
app = FastAPI()
",
        &[
            ("U", "shop/users/models.py:User"),
            ("U.name", "shop/users/models.py:User.name"),
            ("make().name", "shop/users/models.py:User.name"),
            ("current.name", "shop/users/models.py:User.name"),
            ("models", "module shop/users/models.py"),
            ("models.User", "shop/users/models.py:User"),
            ("again.User", "shop/users/models.py:User"),
            ("shop.users.models.User", "shop/users/models.py:User"),
            ("m.User", "shop/users/models.py:User"),
            (
                "missing",
                "unknown: `shop/users/models.py` binds no name `missing`",
            ),
            (
                "nothing",
                "unknown: `shop/__init__.py` binds no name `nothing`",
            ),
            ("requests.get", "requests.get"),
            ("app", "shop/users/service.py:app"),
            ("app.get", "fastapi.FastAPI.get"),
            ("U().name().upper", "str.upper"),
            ("open", "open"),
        ],
    );
}

#[test]
fn re_exports_and_star_imports() {
    check(
        "//- pkg/__init__.py
from .api import *
from .api import _hidden as shown
from pkg.deep import Deep
from .api import listed as renamed
//- pkg/api.py
__all__ = ['listed', 'Model']
from .base import Model
def listed(): ...
def unlisted(): ...
def _hidden(): ...
//- pkg/base.py
class Model: ...
//- pkg/deep/__init__.py
from .er import *
//- pkg/deep/er.py
from .est import Deep
_private = 1
//- pkg/deep/est.py
class Deep: ...
//- opaque.py
from library import *
from pkg.base import *
//- main.py
from pkg import listed, unlisted, shown, Deep, renamed, Model, api
from opaque import Model as Opaque, other
from pkg.deep import _private
from pkg import *
",
        &[
            ("listed", "pkg/api.py:listed"),
            (
                "unlisted",
                "unknown: `pkg/__init__.py` binds no name `unlisted`",
            ),
            ("shown", "pkg/api.py:_hidden"),
            ("Deep", "pkg/deep/est.py:Deep"),
            ("renamed", "pkg/api.py:listed"),
            ("Model", "pkg/base.py:Model"),
            ("api", "module pkg/api.py"),
            ("Opaque", "pkg/base.py:Model"),
            (
                "other",
                "unknown: a star import in `opaque.py` may bind `other`",
            ),
            (
                "_private",
                "unknown: `pkg/deep/__init__.py` binds no name `_private`",
            ),
            ("print", "print"),
        ],
    );
}

#[test]
fn a_module_and_a_name_of_the_package_are_told_apart() {
    check(
        "//- app/__init__.py
from .router import router
from .worker import run as worker
//- app/router.py
from fastapi import APIRouter
router = APIRouter()
def helper(): ...
//- app/worker.py
def run(): ...
//- main.py
from app import router, worker
from app.router import helper, router as again
import app.worker
import app.router as module
",
        &[
            ("router", "app/router.py:router"),
            ("helper", "app/router.py:helper"),
            ("again", "app/router.py:router"),
            ("worker", "app/worker.py:run"),
            ("app.worker.run", "app/worker.py:run"),
            ("module.helper", "app/router.py:helper"),
        ],
    );
}

#[test]
fn cycles_end() {
    check(
        "//- a.py
from b import x
from b import *
y = x
//- b.py
from a import x
from a import *
//- c.py
from c import z
import c
class A(B): ...
class B(A): ...
class C(C): ...
//- main.py
from a import x, y, anything
from c import z, A, C
import c
",
        &[
            ("x", "unknown: the chain of names is too long"),
            ("z", "unknown: `c.py` binds no name `z`"),
            ("c.c.c.A", "c.py:A"),
            (
                "A.missing",
                "unknown: the class has no member `missing` that could be found",
            ),
            (
                "C.missing",
                "unknown: the class has no member `missing` that could be found",
            ),
        ],
    );
}

#[test]
fn relative_imports_beyond_the_root() {
    check(
        "//- top.py
x = 1
//- app/__init__.py
//- app/main.py
from .. import top
from ..top import x
from ... import above
",
        &[
            ("top", "module top.py"),
            ("x", "top.py:x"),
            (
                "above",
                "unknown: the relative import leads out of the package",
            ),
        ],
    );
}

#[test]
fn roots_of_packages() {
    let fixture = "//- src/shop/__init__.py
//- src/shop/core.py
def f(): ...
//- backend/app/__init__.py
//- backend/app/core.py
def f(): ...
//- services/users/core/db.py
def users(): ...
//- services/users/main.py
from core.db import users
from core import db
//- services/orders/core/db.py
def orders(): ...
//- services/orders/main.py
from core.db import orders, users
from shop.core import f
from app import core
from src.shop.core import f as g
//- tools/helper.py
def help_(): ...
//- tools/run.py
from helper import help_
import logging
//- logging/__init__.py
//- queue/readme.py
//- other.py
import queue
import logging
from core.db import users
from helper import help_
from space.inner import x
from space import inner
//- space/inner.py
x = 1
";
    let index = index_with_roots(fixture, &["services/users", "services/orders"]);
    check_in(
        &index,
        "services/users/main.py",
        &[
            ("users", "services/users/core/db.py:users"),
            ("db.users", "services/users/core/db.py:users"),
        ],
    );
    check_in(
        &index,
        "services/orders/main.py",
        &[
            ("orders", "services/orders/core/db.py:orders"),
            (
                "users",
                "unknown: `services/orders/core/db.py` binds no name `users`",
            ),
            ("f", "src/shop/core.py:f"),
            ("g", "src/shop/core.py:f"),
            ("core.f", "backend/app/core.py:f"),
        ],
    );
    check_in(
        &index,
        "tools/run.py",
        &[("help_", "tools/helper.py:help_")],
    );
    check_in(
        &index,
        "other.py",
        &[
            ("queue.Queue", "queue.Queue"),
            (
                "logging.info",
                "unknown: `logging/__init__.py` binds no name `info`",
            ),
            ("users", "unknown: several modules are called `core.db`"),
            ("help_", "helper.help_"),
            ("x", "space/inner.py:x"),
            ("inner.x", "space/inner.py:x"),
        ],
    );
    let module = |path: &str| {
        let module = index.file_at(path).unwrap().env.module().cloned();
        module.map(|module| module.name.to_string())
    };
    assert_eq!(module("src/shop/core.py").as_deref(), Some("shop.core"));
    assert_eq!(module("src/shop/__init__.py").as_deref(), Some("shop"));
    assert_eq!(
        module("services/users/core/db.py").as_deref(),
        Some("core.db")
    );
    assert_eq!(module("space/inner.py").as_deref(), Some("space.inner"));
}

#[test]
fn classes_across_files() {
    let index = index(
        "//- base.py
from sqlalchemy.orm import DeclarativeBase
from abc import ABC
class Base(DeclarativeBase): ...
class Named:
    name: str
    def label(self) -> str: ...
class Port(ABC):
    def find(self): ...
//- errors.py
class DomainError(Exception): ...
class NotFound(DomainError, KeyError): ...
//- models.py
from base import Base, Named as N
import base
from typing import Generic, TypeVar
T = TypeVar('T')
class User(N, Base):
    id: int
    def label(self): ...
class Admin(User): ...
class Repo(base.Port, Generic[T]): ...
class UserRepo(Repo[User]):
    def find(self): ...
class Odd(unknown()): ...
",
    );
    let class = |name: &str| symbol(&index, "models.py", name);
    let ancestors = |symbol| {
        let ancestors = index.ancestors(symbol);
        let names: Vec<String> = ancestors
            .classes
            .iter()
            .map(|class| show_class(&index, class))
            .collect();
        format!(
            "{}{}",
            names.join(", "),
            if ancestors.complete { "" } else { ", ..." }
        )
    };
    assert_eq!(
        ancestors(class("Admin")),
        "models.py:Admin, models.py:User, base.py:Named, base.py:Base, sqlalchemy.orm.DeclarativeBase, ..."
    );
    assert_eq!(
        ancestors(class("UserRepo")),
        "models.py:UserRepo, models.py:Repo, base.py:Port, abc.ABC, typing.Generic"
    );
    assert_eq!(ancestors(class("Odd")), "models.py:Odd, ...");
    assert_eq!(
        ancestors(symbol(&index, "errors.py", "NotFound")),
        "errors.py:NotFound, errors.py:DomainError, Exception, KeyError, LookupError, Exception, BaseException"
            .replace("Exception, KeyError", "KeyError")
    );
    let subclass = |symbol, path| index.is_subclass_of(symbol, path);
    assert_eq!(
        subclass(class("Admin"), "sqlalchemy.orm.DeclarativeBase"),
        Some(true)
    );
    assert_eq!(subclass(class("Admin"), "pydantic.BaseModel"), None);
    assert_eq!(
        subclass(class("UserRepo"), "pydantic.BaseModel"),
        Some(false)
    );
    assert_eq!(
        subclass(symbol(&index, "errors.py", "NotFound"), "LookupError"),
        Some(true)
    );
    assert_eq!(
        subclass(symbol(&index, "errors.py", "NotFound"), "OSError"),
        Some(false)
    );
    let port = symbol(&index, "base.py", "Port");
    assert_eq!(index.derives_from(class("UserRepo"), port), Some(true));
    assert_eq!(index.derives_from(class("Odd"), port), None);
    let members: Vec<String> = index
        .members(class("Admin"))
        .into_iter()
        .map(|(_, symbol)| show_symbol(&index, symbol))
        .collect();
    assert_eq!(
        members,
        [
            "models.py:User.id",
            "models.py:User.label",
            "base.py:Named.name"
        ]
    );
    let method = index.method(class("UserRepo"), "find").unwrap();
    assert_eq!(show_symbol(&index, method), "models.py:UserRepo.find");
}

#[test]
fn attributes_lead_to_other_files() {
    let fixture = "//- app/__init__.py
//- app/repo.py
import httpx
class Session:
    def execute(self): ...
class Repo:
    session: Session
    def __init__(self):
        self.http = httpx.AsyncClient()
    @property
    def link(self) -> Session: ...
    def find(self) -> 'User': ...
    def __call__(self) -> Session: ...
class User:
    def save(self): ...
//- app/db.py
from sqlalchemy.orm import sessionmaker
from sqlalchemy import create_engine
from typing import Annotated
from .repo import Repo
SessionLocal = sessionmaker(bind=create_engine('x'))
RepoDep = Annotated[Repo, 'x']
def get_repo() -> Repo: ...
//- app/service.py
from .repo import Repo
from .db import SessionLocal, RepoDep, get_repo
from . import db
class Service:
    def __init__(self, repo: Repo, dep: RepoDep):
        self.repo = repo
        self.dep = dep
    def run(self, given: RepoDep):
        local = get_repo()
        session = SessionLocal()
        self.repo.find()
        self.repo.find().save()
        self.repo.session.execute()
        self.repo.link.execute()
        self.repo.http.get()
        self.repo().execute()
        self.dep.find()
        given.find()
        local.find()
        session.commit()
        db.get_repo().find()
        Service().run()
        self.missing.find()
        unknown.find()
";
    let index = index(fixture);
    let run = symbol(&index, "app/service.py", "Service.run");
    let summary = index.function(run).unwrap();
    let shown: Vec<String> = summary
        .calls
        .iter()
        .map(|call| {
            format!(
                "{}: {}",
                call.callee,
                show(&index, &index.resolve_in(run, &call.callee))
            )
        })
        .collect();
    let expected = [
        "get_repo: app/db.py:get_repo",
        "SessionLocal: app/db.py:SessionLocal",
        "self.repo.find: app/repo.py:Repo.find",
        "self.repo.find().save: app/repo.py:User.save",
        "self.repo.find: app/repo.py:Repo.find",
        "self.repo.session.execute: app/repo.py:Session.execute",
        "self.repo.link.execute: app/repo.py:Session.execute",
        "self.repo.http.get: httpx.AsyncClient.get",
        "self.repo().execute: app/repo.py:Session.execute",
        "self.repo: value of app/repo.py:Repo",
        "self.dep.find: app/repo.py:Repo.find",
        "given.find: app/repo.py:Repo.find",
        "local.find: app/repo.py:Repo.find",
        "session.commit: sqlalchemy.orm.Session.commit",
        "db.get_repo().find: app/repo.py:Repo.find",
        "db.get_repo: app/db.py:get_repo",
        "Service().run: app/service.py:Service.run",
        "Service: app/service.py:Service",
        "self.missing.find: unknown: the class has no member `missing` that could be found",
        "unknown.find: unknown: the name is not bound in this file",
    ];
    for line in expected {
        assert!(
            shown.iter().any(|own| own == line),
            "{line} is not in {shown:#?}"
        );
    }
    assert_eq!(shown.len(), expected.len());
}

#[test]
fn classes_of_values_across_files() {
    check(
        "//- base.py
from typing import Generic, NewType, Self, TypeVar
from sqlalchemy.ext.asyncio import AsyncSession as _AsyncSession
M = TypeVar('M')
AsyncSession = NewType('AsyncSession', _AsyncSession)
class Base(Generic[M]):
    @classmethod
    def from_session(cls, session) -> Self: ...
    @property
    def same(self) -> Self: ...
    def first(self) -> M: ...
    def chain(self) -> 'Base': ...
//- users.py
from base import Base
class User: ...
class Repo(Base[User]):
    def by_email(self): ...
type Alias = Repo
Short = Repo | None
//- main.py
from users import Repo, Alias, Short
from base import Base, AsyncSession
import users
session: AsyncSession = make()
",
        &[
            ("Repo.from_session().by_email", "users.py:Repo.by_email"),
            (
                "Repo.from_session().same.by_email",
                "users.py:Repo.by_email",
            ),
            (
                "Repo.from_session().from_session().by_email",
                "users.py:Repo.by_email",
            ),
            (
                "Base.from_session().from_session",
                "base.py:Base.from_session",
            ),
            (
                "Base.from_session().by_email",
                "unknown: the class has no member `by_email` that could be found",
            ),
            ("Repo().chain().first", "base.py:Base.first"),
            (
                "Repo().first().x",
                "unknown: the class of the value could not be told",
            ),
            ("Repo[].from_session().by_email", "users.py:Repo.by_email"),
            ("users.Repo[]().by_email", "users.py:Repo.by_email"),
            ("Alias().by_email", "users.py:Repo.by_email"),
            ("Short().by_email", "users.py:Repo.by_email"),
            (
                "session.commit",
                "sqlalchemy.ext.asyncio.AsyncSession.commit",
            ),
            (
                "session.execute().scalars().all",
                "sqlalchemy.ext.asyncio.AsyncSession.execute().scalars().all",
            ),
        ],
    );
}

#[test]
fn what_functions_do_through_their_calls() {
    let index = index(
        "//- net.py
import requests, time
from sqlalchemy.orm import Session
def load():
    return requests.get('x')
def nap():
    time.sleep(1)
    load()
def save(db: Session):
    db.add(1)
    db.commit()
def later():
    def inner():
        load()
    return inner
def seven(): six()
def six(): five()
def five(): four()
def four(): three()
def three(): two()
def two(): one()
def one(): load()
def ping(): pong()
def pong(): ping(); load()
class Client:
    def __init__(self):
        load()
    async def fetch(self):
        await self.go()
    async def go(self): ...
def build():
    return Client()
def asks():
    mystery.call()
//- main.py
from net import nap
async def handler():
    nap()
",
    );
    let cases = [
        ("net.py", "load", "requests.get through 1, io, blocks"),
        (
            "net.py",
            "nap",
            "time.sleep through 1, requests.get through 2, io, blocks",
        ),
        (
            "net.py",
            "save",
            "sqlalchemy.orm.Session.add through 1, sqlalchemy.orm.Session.commit through 1, io, blocks, writes",
        ),
        ("net.py", "later", ""),
        ("net.py", "six", "requests.get through 7, io, blocks"),
        ("net.py", "seven", ""),
        ("net.py", "ping", "requests.get through 3, io, blocks"),
        ("net.py", "build", "requests.get through 3, io, blocks"),
        ("net.py", "Client.fetch", "async, awaits"),
        (
            "net.py",
            "asks",
            "call of `mystery.call`: the name is not bound in this file",
        ),
        (
            "main.py",
            "handler",
            "time.sleep through 2, requests.get through 3, async, io, blocks",
        ),
    ];
    for (path, name, expected) in cases {
        assert_eq!(done_by(&index, path, name), expected, "{name}");
    }
}

/// What a function does and what of it cannot be told, in words.
fn done_by(index: &Index, path: &str, name: &str) -> String {
    let summary = index.call_summary(symbol(index, path, name));
    let mut words: Vec<String> = summary
        .effects
        .iter()
        .map(|at| format!("{} through {}", at.path, at.through.len()))
        .collect();
    let flags = [
        (summary.is_async, "async"),
        (summary.awaits, "awaits"),
        (summary.does_io(), "io"),
        (summary.blocks(), "blocks"),
        (summary.writes(), "writes"),
    ];
    words.extend(
        flags
            .iter()
            .filter(|(on, _)| *on)
            .map(|(_, word)| (*word).to_owned()),
    );
    words.extend(
        summary
            .unresolved
            .iter()
            .map(|unresolved| unresolved.why.to_string()),
    );
    words.join(", ")
}

#[test]
fn what_functions_of_scripts_do_through_their_calls() {
    let index = index(
        "//- net.ts
import axios from 'axios';
import fs from 'node:fs';
import { readFile } from 'fs/promises';
import Redis from 'ioredis';
const redis = new Redis();
export async function load() {
  return await axios.get('x');
}
export function read() {
  return fs.readFileSync('x');
}
export async function readLater() {
  return readFile('x');
}
export async function keep(name: string) {
  await redis.set(name, '1');
}
export function later() {
  return () => read();
}
export class Client {
  constructor(private readonly cache: Redis) {}
  async find(name: string) {
    return this.cache.get(name);
  }
  async fetch() {
    await this.find('x');
    await load();
  }
}
//- app.ts
import { Client, keep, read } from './net';
const legacy = require('./legacy');
export async function handler(client: Client) {
  read();
  await client.fetch();
  await keep('x');
}
export function old() {
  return legacy.remove('x');
}
export function plain(name: string) {
  return name.trim();
}
//- legacy.js
const { unlinkSync } = require('fs');
exports.remove = (path) => {
  unlinkSync(path);
};
",
    );
    let cases = [
        ("net.ts", "load", "axios.get through 1, async, awaits, io"),
        ("net.ts", "read", "fs.readFileSync through 1, io, blocks"),
        (
            "net.ts",
            "readLater",
            "fs/promises.readFile through 1, async, io",
        ),
        (
            "net.ts",
            "keep",
            "ioredis.Redis.set through 1, async, awaits, io, writes",
        ),
        ("net.ts", "later", ""),
        (
            "net.ts",
            "Client.fetch",
            "ioredis.Redis.get through 2, axios.get through 2, async, awaits, io",
        ),
        (
            "app.ts",
            "handler",
            "fs.readFileSync through 2, ioredis.Redis.set through 2, ioredis.Redis.get through 3, \
             axios.get through 3, async, awaits, io, blocks, writes",
        ),
        (
            "app.ts",
            "old",
            "fs.unlinkSync through 2, io, blocks, writes",
        ),
        (
            "app.ts",
            "plain",
            "call of `name.trim`: the value of the local name is not told",
        ),
    ];
    for (path, name, expected) in cases {
        assert_eq!(done_by(&index, path, name), expected, "{name}");
    }
}

#[test]
fn errors_that_leave_a_function_of_scripts() {
    let index = index(
        "//- errors.ts
export class DomainError extends Error {}
export class NotFound extends DomainError {}
export class Locked extends DomainError {}
//- repo.ts
import { NotFound } from './errors';
export async function find(id: string) {
  if (!id) throw new RangeError('id');
  throw new NotFound(id);
}
//- use.ts
import { Locked, NotFound } from './errors';
import * as repo from './repo';
export async function plain() {
  await repo.find('1');
}
export async function everything() {
  try {
    await repo.find('1');
  } catch (error) {
    return null;
  }
}
export async function translated() {
  try {
    await repo.find('1');
  } catch (error) {
    throw new Locked();
  }
}
export function nested() {
  return () => { throw new NotFound(); };
}
",
    );
    let cases = [
        ("plain", "NotFound, RangeError"),
        ("everything", ""),
        ("translated", "Locked"),
        ("nested", ""),
    ];
    for (name, expected) in cases {
        let links = index.raised_errors(symbol(&index, "use.ts", name));
        let mut shown: Vec<String> = links.iter().map(|link| link.name.to_string()).collect();
        shown.sort();
        assert_eq!(shown.join(", "), expected, "{name}");
    }
}

#[test]
fn errors_that_leave_a_function() {
    let index = index(
        "//- errors.py
class DomainError(Exception): ...
class NotFound(DomainError): ...
class Locked(DomainError): ...
def locked() -> Locked: ...
//- repo.py
from errors import NotFound
import errors
def find(id):
    if not id:
        raise ValueError('id')
    raise errors.NotFound(id)
def lock():
    raise errors.locked()
//- use.py
from errors import DomainError, NotFound, Locked
import repo
def plain():
    repo.find(1)
def guarded():
    try:
        repo.find(1)
    except NotFound:
        pass
def by_base():
    try:
        repo.find(1)
    except (KeyError, DomainError):
        return None
def everything():
    try:
        repo.find(1)
        raise Locked()
    except Exception:
        return None
def bare():
    try:
        repo.find(1)
    except:
        return None
def translated():
    try:
        repo.find(1)
    except NotFound as error:
        raise Locked() from error
def again():
    try:
        repo.find(1)
    except NotFound:
        raise
def own():
    try:
        raise NotFound()
    except ValueError:
        pass
def handler():
    try:
        pass
    except ValueError:
        raise Locked()
def made():
    repo.lock()
def nested():
    def inner():
        raise NotFound()
    return inner
def loop():
    loop()
    plain()
def strange():
    raise something
def else_():
    try:
        pass
    except NotFound:
        pass
    else:
        repo.find(1)
",
    );
    let cases = [
        ("plain", "ValueError (external), errors.NotFound"),
        ("guarded", "ValueError (external)"),
        ("by_base", "ValueError (external)"),
        ("everything", ""),
        ("bare", ""),
        ("translated", "Locked, ValueError (external)"),
        ("again", "NotFound, ValueError (external)"),
        ("own", "NotFound"),
        ("handler", "Locked"),
        ("made", "errors.locked"),
        ("nested", ""),
        ("loop", "ValueError (external), errors.NotFound"),
        ("strange", ""),
        ("else_", "ValueError (external), errors.NotFound"),
    ];
    for (name, expected) in cases {
        let links = index.raised_errors(symbol(&index, "use.py", name));
        let shown: Vec<String> = links
            .iter()
            .map(|link| match &link.to {
                crate::place::Known::Is(place) => {
                    assert_eq!(path_of(&index, place.file), "errors.py");
                    link.name.to_string()
                }
                crate::place::Known::Absent => format!("{} (external)", link.name),
                crate::place::Known::Unknown(why) => format!("{} ({why})", link.name),
            })
            .collect();
        assert_eq!(shown.join(", "), expected, "{name}");
    }
    let strange = index.call_summary(symbol(&index, "use.py", "strange"));
    assert_eq!(strange.unresolved.len(), 1);
}

#[test]
fn importers_and_dependents() {
    let index = index(
        "//- app/__init__.py
from .models import User
//- app/models.py
class User: ...
//- app/service.py
from . import models
//- app/late.py
def f():
    from app.models import User
//- app/dotted.py
import app.models
//- main.py
from app import User
//- other.py
from other_models import User
import models
",
    );
    let importers = |path: &str| -> Vec<String> {
        let found = index.importers(index.file_at(path).unwrap().id);
        found.iter().map(|id| path_of(&index, *id)).collect()
    };
    assert_eq!(
        importers("app/models.py"),
        [
            "app/__init__.py",
            "app/dotted.py",
            "app/late.py",
            "app/service.py"
        ]
    );
    assert_eq!(importers("app/__init__.py"), ["app/service.py", "main.py"]);
    let mut dependents: Vec<String> = index
        .dependents(index.file_at("app/models.py").unwrap().id)
        .iter()
        .map(|id| path_of(&index, *id))
        .collect();
    dependents.sort();
    assert_eq!(
        dependents,
        [
            "app/__init__.py",
            "app/dotted.py",
            "app/late.py",
            "app/service.py",
            "main.py"
        ]
    );
}

#[test]
fn declarations_by_name() {
    let index = index(
        "//- app/repo.py
class UserRepository: ...
class Twice: ...
def make(): ...
//- app/other.py
class Twice: ...
def Port(): ...
//- tests/fakes.py
class UserRepository: ...
",
    );
    let single = |name: &str| {
        index
            .single_class(name)
            .map(|symbol| show_symbol(&index, symbol))
    };
    assert_eq!(
        single("UserRepository").as_deref(),
        Some("app/repo.py:UserRepository")
    );
    assert_eq!(single("Twice"), None);
    assert_eq!(single("make"), None);
    assert_eq!(index.declared("UserRepository").len(), 2);
    assert_eq!(index.declared("nothing").len(), 0);
}

#[test]
fn an_index_that_grew_equals_a_fresh_one() {
    let steps: &[(u32, &str, Option<&str>)] = &[
        (0, "app/models.py", Some("class User: ...\n")),
        (
            1,
            "main.py",
            Some(
                "from app.models import User, Order\nfrom app import models\nfrom app.sub import x\nu = User()\n",
            ),
        ),
        (2, "app/__init__.py", Some("")),
        (
            0,
            "app/models.py",
            Some("class Order: ...\nclass User:\n    def f(self): ...\n"),
        ),
        (3, "app/sub/__init__.py", Some("from .x import x\n")),
        (4, "app/sub/x.py", Some("x = 1\n")),
        (4, "app/sub/x.py", Some("import y\nx = y.z\n")),
        (2, "app/__init__.py", None),
        (0, "app/models.py", Some("from app.sub import x as User\n")),
        (4, "app/sub/x.py", None),
        (5, "setup.py", Some("")),
        (6, "app/setup.py", Some("")),
        (6, "app/setup.py", None),
    ];
    let mut grown = Index::default();
    let mut now: Vec<(u32, &str, &str)> = Vec::new();
    for (id, path, text) in steps {
        now.retain(|(known, _, _)| known != id);
        let change = match text {
            Some(text) => {
                now.push((*id, path, text));
                set(*id, path, text)
            }
            None => Change::Remove(FileId(*id)),
        };
        grown = grown.apply(vec![change]);
        let fresh = Index::default().apply(
            now.iter()
                .map(|(id, path, text)| set(*id, path, text))
                .collect(),
        );
        assert_eq!(grown.len(), fresh.len());
        for file in fresh.files() {
            let same = grown.file(file.id).unwrap();
            assert_eq!(same.env.module(), file.env.module(), "{}", file.path);
            assert_eq!(same.env.hash(), file.env.hash(), "{}", file.path);
            assert_eq!(
                grown.importers(file.id),
                fresh.importers(file.id),
                "{}",
                file.path
            );
            for name in ["User", "Order", "models.User", "u.f", "x", "x.x", "y.z"] {
                assert_eq!(
                    grown.resolve(file.id, name),
                    fresh.resolve(file.id, name),
                    "{name} in {}",
                    file.path
                );
            }
        }
        for name in ["User", "Order", "x", "u"] {
            assert_eq!(grown.declared(name), fresh.declared(name), "{name}");
        }
    }
}

#[test]
fn answers_are_kept_until_a_file_they_rest_on_changes() {
    let before = index(
        "//- a.py
from b import g
def f():
    g()
//- b.py
import time
def g():
    time.sleep(1)
//- c.py
def h(): ...
",
    );
    let f = symbol(&before, "a.py", "f");
    let (reads, summary) = before.call_summary_with_reads(f);
    assert!(summary.blocks());
    let other = before.apply(vec![set(2, "c.py", "def h():\n    return 1\n")]);
    assert!(other.is_current(&reads));
    assert!(Arc::ptr_eq(&summary, &other.call_summary(f)));
    let changed = other.apply(vec![set(1, "b.py", "def g(): ...\n")]);
    assert!(!changed.is_current(&reads));
    assert!(!changed.call_summary(f).blocks());
    assert!(before.call_summary(f).blocks());
    let grown = before.apply(vec![set(3, "d.py", "")]);
    assert!(!grown.is_current(&reads));
}

/// A workspace of `count` files in packages of twenty, each importing its neighbour.
fn many(count: u32) -> Vec<Change> {
    let text = |at: u32| {
        let previous = at.saturating_sub(1);
        format!(
            "from pkg{}.m{previous} import f{previous}\nclass C{at}:\n    def m(self) -> int:\n        return f{previous}()\ndef f{at}():\n    return f{previous}()\n",
            previous / 20
        )
    };
    let modules = (0..count).map(|at| set(at, &format!("pkg{}/m{at}.py", at / 20), &text(at)));
    let packages =
        (0..count.div_ceil(20)).map(|at| set(count + at, &format!("pkg{at}/__init__.py"), ""));
    modules.chain(packages).collect()
}

#[test]
fn an_edit_copies_only_what_it_touches() {
    let count = 3_000;
    let index = Index::default().apply(many(count));
    assert_eq!(index.len(), 3_150);
    let text = |body: &str| {
        format!(
            "from pkg74.m1499 import f1499\nclass C1500:\n    def m(self) -> int:\n        return f1499()\ndef f1500():\n    {body}\n"
        )
    };
    // A body: the file itself and nothing else.
    let body = index.apply(vec![set(1_500, "pkg75/m1500.py", &text("return 2"))]);
    assert_eq!(body.files.parts_apart(&index.files), 1);
    assert_eq!(body.declared.parts_apart(&index.declared), 0);
    // A new name: its own entry, too.
    let name = index.apply(vec![set(
        1_500,
        "pkg75/m1500.py",
        &text("return 2\nnew_name = 1"),
    )]);
    assert_eq!(name.files.parts_apart(&index.files), 1);
    assert_eq!(name.declared.parts_apart(&index.declared), 1);
    // The same facts: nothing.
    let file = index.file(FileId(7)).unwrap();
    let same = index.apply(vec![Change::Set {
        file: FileId(7),
        path: file.path.clone(),
        role: file.role,
        facts: Arc::clone(file.env.facts()),
    }]);
    assert_eq!(same.files.parts_apart(&index.files), 0);
    assert_eq!(same.file(FileId(7)).map(|file| file.revision), Some(1));
    // Chains of calls over many files stay bounded.
    let last = symbol(&index, "pkg149/m2999.py", "f2999");
    let (reads, summary) = index.call_summary_with_reads(last);
    assert!(summary.unresolved.is_empty());
    assert!(reads.len() < 30, "{}", reads.len());
}

#[test]
fn broken_files_are_files_as_others() {
    let fixture = "//- app/__init__.py
from .models import User
//- app/models.py
from .base import (Base
class User(Base:
    name: str
    def f(self
//- main.py
from app import User
from app.models import *
class A(User): ...
def f(x: User):
    x.name.upper()
";
    let whole = files(fixture);
    for (id, (path, text)) in (0u32..).zip(&whole) {
        let lines: Vec<&str> = text.lines().collect();
        for end in 0..lines.len() {
            let index = index(fixture);
            let index = index.apply(vec![set(id, path, &lines[..end].join("\n"))]);
            for symbol in index.functions() {
                let _ = index.call_summary(symbol);
            }
            for symbol in index.classes() {
                let _ = (index.members(symbol), index.element(symbol));
            }
            for file in index.files() {
                let _ = index.dependents(file.id);
            }
        }
    }
    assert!(facts("").items.is_empty());
}
