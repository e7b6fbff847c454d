//! Use cases, and the ways to them from endpoints and tests, in small real code.

use super::workspace::Workspace;

/// What is found, in this order: the names of use cases, `GET /path > name` for what an endpoint calls, and
/// `test > name` for what a test drives.
pub(super) fn check(fixture: &str, expected: &[&str]) {
    let things = Workspace::of_text(fixture).things();
    let cases = things.use_cases.iter();
    let mut found: Vec<String> = cases.map(|case| case.element.name.to_string()).collect();
    for endpoint in &things.endpoints {
        let path = endpoint.path.value().unwrap();
        let links = endpoint.use_cases.iter();
        found.extend(links.map(|link| format!("{} {path} > {}", endpoint.method, link.name)));
    }
    for test in &things.tests {
        for covered in &test.covers {
            let mut cases = things.use_cases.iter();
            if cases.any(|case| case.element.place == covered.place) {
                found.push(format!("{} > {}", test.element.name, covered.name));
            }
        }
    }
    assert_eq!(found, expected);
}

#[test]
fn a_message_leads_to_the_one_that_takes_it() {
    check(
        r#"
//- application/users.py
from dataclasses import dataclass
from bus import Handler


@dataclass(frozen=True)
class CreateUser:
    name: str


@dataclass(frozen=True)
class RenameUser:
    name: str


class CreateUserHandler(Handler):
    def __init__(self, users: "UserRepository") -> None:
        self._users = users

    async def __call__(self, command: CreateUser) -> int:
        return await self._users.add(command.name)


class RenameUserHandler(Handler):
    def __init__(self, users: "UserRepository") -> None:
        self._users = users

    async def __call__(self, command: RenameUser) -> int:
        return await self._users.add(command.name)


class UserRepository:
    async def add(self, name: str) -> int: ...

//- api.py
from fastapi import Depends, FastAPI
from bus import Mediator, get_mediator
from application.users import CreateUser, RenameUser

app = FastAPI()


@app.post("/users")
async def create(command: CreateUser, mediator: Mediator = Depends(get_mediator)):
    return await mediator.send(command)


@app.put("/users/{name}")
async def rename(name: str, mediator: Mediator = Depends(get_mediator)):
    command = RenameUser(name=name)
    await mediator.send(command)


@app.get("/users")
async def show(mediator: Mediator = Depends(get_mediator)):
    mediator.log(RenameUser(name="x"))

//- tests/test_users.py
from bus import Mediator
from application.users import CreateUser


async def test_creates(mediator: Mediator):
    await mediator.send(CreateUser(name="ada"))
"#,
        &[
            "CreateUserHandler",
            "RenameUserHandler",
            "POST /users > CreateUserHandler",
            "PUT /users/{name} > RenameUserHandler",
            "test_creates > CreateUserHandler",
        ],
    );
}

#[test]
fn helpers_of_tests_drive_for_them() {
    check(
        r#"
//- people/interactors.py
class RegisterInteractor:
    def __init__(self, person_repo):
        self.person_repo = person_repo

    def set_params(self, name):
        self.name = name
        return self

    def execute(self):
        return self.person_repo.add(self.name)


class ListInteractor:
    def __init__(self, person_repo):
        self.person_repo = person_repo

    def execute(self):
        return self.person_repo.all()

//- people/tests/test_interactors.py
from people.interactors import ListInteractor, RegisterInteractor


class TestRegister:
    def test_registers(self):
        TestRegister.ScenarioMaker() \
            .given_a_name() \
            .when_interactor_is_executed() \
            .then_the_result_should_be_right()

    class ScenarioMaker:
        def given_a_name(self):
            self.name = "ada"
            return self

        def when_interactor_is_executed(self):
            self.result = RegisterInteractor(None).set_params(self.name).execute()
            return self

        def then_the_result_should_be_right(self):
            assert self.result
            return self


def fill():
    RegisterInteractor(None).set_params("ada").execute()


def test_lists():
    fill()
    assert ListInteractor(None).execute()
"#,
        &[
            "RegisterInteractor",
            "ListInteractor",
            "TestRegister.test_registers > RegisterInteractor",
            "test_lists > ListInteractor",
        ],
    );
}

#[test]
fn services_with_an_interface_of_their_own() {
    check(
        r#"
//- Cargo.toml
[package]
name = "todo"

//- src/main.rs
mod domain;
mod services;
mod api;

async fn main() {
    let service = services::TodoServiceImpl::new(store());
    let app = api::app(std::sync::Arc::new(api::Container { todos: std::sync::Arc::new(service) }));
    axum::serve(listener(), app).await;
}

//- src/domain/mod.rs
pub trait TodoRepository: Send + Sync {
    fn add(&self, title: String) -> i64;
}
pub trait TodoService: Send + Sync {
    fn create(&self, title: String) -> i64;
    fn count(&self) -> i64;
}

//- src/services/mod.rs
use crate::domain::{TodoRepository, TodoService};
use std::sync::Arc;

pub struct TodoServiceImpl {
    repository: Arc<dyn TodoRepository>,
}

impl TodoServiceImpl {
    pub fn new(repository: Arc<dyn TodoRepository>) -> Self {
        Self { repository }
    }
}

impl TodoService for TodoServiceImpl {
    fn create(&self, title: String) -> i64 {
        self.repository.add(title)
    }
    fn count(&self) -> i64 {
        0
    }
}

//- src/api/mod.rs
use crate::domain::{TodoRepository, TodoService};
use axum::{extract::State, routing::{get, post}, Router};
use std::sync::Arc;

pub struct Container {
    pub todos: Arc<dyn TodoService>,
}

async fn create(State(container): State<Arc<Container>>) -> String {
    let cloned = container.todos.clone();
    cloned.create("x".to_string()).to_string()
}

async fn count(State(container): State<Arc<Container>>) -> String {
    container.todos.count().to_string()
}

pub fn app(container: Arc<Container>) -> Router {
    Router::new().route("/todos", post(create)).route("/todos", get(count)).with_state(container)
}

pub fn serve(repository: Arc<dyn TodoRepository>) {
    start(repository.clone());
}
"#,
        &[
            "TodoServiceImpl.create",
            "TodoServiceImpl.count",
            "POST /todos > TodoServiceImpl.create",
            "GET /todos > TodoServiceImpl.count",
        ],
    );
}

#[test]
fn handlers_behind_an_interface() {
    check(
        r#"
//- go.mod
module shop

//- session/port.go
package session

type Store interface {
	Create(id string) error
	Drop(id string) error
}

type UseCase interface {
	Create(id string) error
	Drop(id string) error
}

type Handlers interface {
	Create() echo.HandlerFunc
}

//- session/usecase/session.go
package usecase

import "shop/session"

type sessionUC struct {
	store session.Store
}

func NewSession(store session.Store) session.UseCase {
	return &sessionUC{store: store}
}

func (u *sessionUC) Create(id string) error { return u.store.Create(id) }

func (u *sessionUC) Drop(id string) error { return u.store.Drop(id) }

func (u *sessionUC) Key(id string) string { return "session:" + id }

//- session/usecase/mock.go
package usecase

import "github.com/stretchr/testify/mock"

type SessionUseCaseMock struct {
	mock.Mock
}

func (m *SessionUseCaseMock) Create(id string) error { return m.Called(id).Error(0) }

func (m *SessionUseCaseMock) Drop(id string) error { return m.Called(id).Error(0) }

//- session/usecase/session_test.go
package usecase

import "testing"

func TestDrop(t *testing.T) {
	uc := NewSession(nil)
	uc.Drop("1")
}

//- session/http/handlers.go
package http

import (
	"shop/session"

	"github.com/labstack/echo/v4"
)

type handlers struct {
	uc session.UseCase
}

func NewHandlers(uc session.UseCase) session.Handlers {
	return &handlers{uc: uc}
}

func (h *handlers) Create() echo.HandlerFunc {
	return func(c echo.Context) error {
		return h.uc.Create(c.Param("id"))
	}
}

func Map(group *echo.Group, h session.Handlers) {
	group.POST("/:id", h.Create())
}

//- main.go
package main

import (
	"shop/session/http"
	"shop/session/usecase"

	"github.com/labstack/echo/v4"
)

func main() {
	e := echo.New()
	http.Map(e.Group("/sessions"), http.NewHandlers(usecase.NewSession(nil)))
}
"#,
        &[
            "sessionUC.Create",
            "sessionUC.Drop",
            "POST /sessions/{id} > sessionUC.Create",
            "TestDrop > sessionUC.Drop",
        ],
    );
}

#[test]
fn what_stands_around_use_cases_is_none() {
    check(
        r#"
//- src/core/ports.ts
export interface UserRepositoryPort { find(id: string): Promise<string>; }
export interface UseCase<P, R> { execute(port: P): Promise<R>; }
export interface Transactional<P, R> extends UseCase<P, R> { onCommit?(): void; }
export interface GetUserUseCase extends UseCase<string, string> {}
export interface DropUserUseCase extends Transactional<string, string> {}

//- src/core/usecase/GetUserService.ts
import { GetUserUseCase, UserRepositoryPort } from "../ports";

export class GetUserService implements GetUserUseCase {
  constructor(private readonly users: UserRepositoryPort) {}
  public async execute(id: string): Promise<string> { return this.users.find(id); }
}

//- src/core/usecase/DropUserService.ts
import { DropUserUseCase, UserRepositoryPort } from "../ports";

export class DropUserService implements DropUserUseCase {
  constructor(private readonly users: UserRepositoryPort) {}
  public async execute(id: string): Promise<string> { return this.users.find(id); }
}

//- src/transaction/TransactionalWrapper.ts
import { Transactional, UseCase } from "../core/ports";

export class TransactionalWrapper<P, R> implements UseCase<P, R> {
  constructor(private readonly useCase: Transactional<P, R>) {}
  public async execute(port: P): Promise<R> { return this.useCase.execute(port); }
}

//- src/application/http/JwtStrategy.ts
import { UserRepositoryPort } from "../../core/ports";

export class JwtStrategy {
  constructor(private readonly users: UserRepositoryPort) {}
  public async validate(id: string): Promise<string> { return id; }
}

//- src/infrastructure/EventBus.ts
import { UserRepositoryPort } from "../core/ports";

export class EventBus {
  constructor(private readonly users: UserRepositoryPort) {}
  public async publish(id: string): Promise<string> { return this.users.find(id); }
}

//- src/users.controller.ts
import { Controller, Get, Delete, Inject, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { DropUserUseCase, GetUserUseCase } from "./core/ports";

@Controller("users")
export class UsersController {
  constructor(
    @Inject("Get") private readonly getUser: GetUserUseCase,
    @Inject("Drop") private readonly dropUser: DropUserUseCase,
  ) {}
  @Get(":id") async show(): Promise<string> { return this.getUser.execute("1"); }
  @Delete(":id") async drop(): Promise<string> { return this.dropUser.execute("1"); }
}

@Module({ controllers: [UsersController] })
export class AppModule {}

async function main() {
  const app = await NestFactory.create(AppModule);
  await app.listen(3000);
}
main();

//- test/get-user.spec.ts
import { DropUserService } from "../src/core/usecase/DropUserService";
import { DropUserUseCase } from "../src/core/ports";
import { Test } from "@nestjs/testing";

describe("users", () => {
  let dropUser: DropUserUseCase;
  beforeAll(async () => {
    const module = await Test.createTestingModule({ providers: [] }).compile();
    dropUser = module.get<DropUserUseCase>("Drop");
  });
  it("drops", async () => {
    await dropUser.execute("1");
  });
});
"#,
        &[
            "DropUserService",
            "GetUserService",
            "GET /users/{id} > GetUserService",
            "DELETE /users/{id} > DropUserService",
            "users > drops > DropUserService",
        ],
    );
}

#[test]
fn services_that_only_use_cases_work_with() {
    check(
        r#"
//- domain/repo.py
from abc import ABC, abstractmethod


class UserRepo(ABC):
    @abstractmethod
    def add(self, name: str) -> None: ...

//- domain/service.py
from domain.repo import UserRepo


class UserService:
    def __init__(self, user_repo: UserRepo) -> None:
        self._user_repo = user_repo

    def create_user(self, name: str) -> None:
        self._user_repo.add(name)

    def rename_user(self, name: str) -> None:
        self._user_repo.add(name)

//- application/create_user.py
from domain.service import UserService


class CreateUser:
    def __init__(self, user_service: UserService) -> None:
        self._user_service = user_service

    def execute(self, name: str) -> None:
        self._user_service.create_user(name)
"#,
        &["CreateUser"],
    );
}

#[test]
fn abstract_classes_of_the_same_form() {
    check(
        r#"
//- src/core/use-cases/cat-create.ts
import { CatEntity, ICatRepository } from "../cat";

export type CatCreateInput = { name: string };
export class CatCreateUsecase {
  constructor(private readonly cats: ICatRepository) {}
  async execute(input: CatCreateInput): Promise<CatEntity> { return this.cats.add(input.name); }
}

//- src/core/use-cases/cat-delete.ts
import { CatEntity, ICatRepository } from "../cat";

export type CatDeleteInput = { id: string };
export class CatDeleteUsecase {
  constructor(private readonly cats: ICatRepository) {}
  async execute(input: CatDeleteInput): Promise<CatEntity> { return this.cats.drop(input.id); }
}

//- src/core/cat.ts
export class CatEntity { name!: string; }
export abstract class ICatRepository {
  abstract add(name: string): Promise<CatEntity>;
  abstract drop(id: string): Promise<CatEntity>;
}

//- src/modules/adapter.ts
import { CatEntity } from "../core/cat";
import { CatCreateInput } from "../core/use-cases/cat-create";
import { CatDeleteInput } from "../core/use-cases/cat-delete";

export abstract class ICatCreateAdapter {
  abstract execute(input: CatCreateInput): Promise<CatEntity>;
}
export abstract class ICatDeleteAdapter {
  abstract execute(input: CatDeleteInput): Promise<CatEntity>;
}

//- src/main.ts
import { Controller, Delete, Module, Param, Post } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { ICatCreateAdapter, ICatDeleteAdapter } from "./modules/adapter";

@Controller("cats")
export class CatController {
  constructor(
    private readonly createUsecase: ICatCreateAdapter,
    private readonly deleteUsecase: ICatDeleteAdapter,
  ) {}
  @Post() async create() { return this.createUsecase.execute({ name: "x" }); }
  @Delete(":id") async drop(@Param("id") id: string) { return this.deleteUsecase.execute({ id }); }
}

@Module({ controllers: [CatController] })
export class AppModule {}

async function main() {
  const app = await NestFactory.create(AppModule);
  await app.listen(3000);
}
main();

//- tools/warm.py
def warm() -> None: ...

//- src/core/use-cases/__tests__/cat-delete.spec.ts
import { Test } from "@nestjs/testing";
import { ICatDeleteAdapter } from "../../../modules/adapter";

describe("cat", () => {
  let usecase: ICatDeleteAdapter;
  beforeEach(async () => {
    const app = await Test.createTestingModule({ providers: [] }).compile();
    usecase = app.get(ICatDeleteAdapter);
  });
  test("drops", async () => {
    await usecase.execute({ id: "1" });
  });
});
"#,
        &[
            "CatCreateUsecase",
            "CatDeleteUsecase",
            "POST /cats > CatCreateUsecase",
            "DELETE /cats/{id} > CatDeleteUsecase",
            "cat > drops > CatDeleteUsecase",
        ],
    );
}

#[test]
fn packages_in_folders_of_their_name() {
    check(
        r#"
//- orders/setup.py
from setuptools import setup

//- orders/orders/__init__.py
from orders.application.placing import PlacingOrder

//- orders/orders/application/__init__.py

//- orders/orders/application/placing.py
class PlacingOrder:
    def __init__(self, orders: "OrdersRepository") -> None:
        self.orders = orders

    def execute(self, amount: int) -> None:
        self.orders.save(amount)

//- web/setup.py
from setuptools import setup

//- web/web/__init__.py

//- web/web/app.py
from flask import Flask
from orders import PlacingOrder

app = Flask(__name__)


@app.post("/orders")
def place(placing: PlacingOrder):
    placing.execute(1)
    return "", 204
"#,
        &["PlacingOrder", "POST /orders > PlacingOrder"],
    );
}

#[test]
fn functions_that_only_give_functions() {
    check(
        r#"
//- application/services/auth.js
export default function authService(service) {
  const encrypt = (password) => service.encrypt(password);
  const compare = (password, hash) => service.compare(password, hash);
  return { encrypt, compare };
}

//- application/use_cases/login.js
export default function login(email, users) {
  return users.find(email);
}
"#,
        &["login"],
    );
}

#[test]
fn what_a_session_gives_is_part_of_it() {
    check(
        r#"
//- gym/service.py
from pymongo.database import Database


class ClassService:
    def __init__(self, database: Database) -> None:
        self._collection = database.get_collection("classes")

    def get(self, name: str) -> dict:
        return self._collection.find_one({"name": name})

    def drop(self, name: str) -> None:
        self._collection.delete_one({"name": name})

//- application/parser.py
from abc import ABC, abstractmethod


class Parser(ABC):
    @abstractmethod
    def parse(self, text: str) -> str: ...


class CsvParser(Parser):
    def parse(self, text: str) -> str:
        return text

//- app.py
from fastapi import FastAPI
from gym.service import ClassService

app = FastAPI()


@app.get("/classes/{name}")
def show(name: str):
    service = ClassService(None)
    return service.get(name)


@app.delete("/classes/{name}")
def drop(name: str):
    ClassService(None).drop(name)
"#,
        &[
            "ClassService.get",
            "ClassService.drop",
            "GET /classes/{name} > ClassService.get",
            "DELETE /classes/{name} > ClassService.drop",
        ],
    );
}

#[test]
fn services_with_type_parameters() {
    check(
        r#"
//- Cargo.toml
[package]
name = "blog"

//- src/main.rs
mod domain;
use axum::{extract::State, routing::post, Router};
use domain::ports::BlogService;
use std::sync::Arc;

struct AppState<BS: BlogService> {
    blog: Arc<BS>,
}

async fn create_author<BS: BlogService>(State(state): State<AppState<BS>>) -> String {
    state.blog.create_author("ada".to_string()).to_string()
}

async fn main() {
    let app = Router::new().route("/authors", post(create_author::<domain::service::Service<Sqlite>>));
    axum::serve(listener(), app).await;
}

//- src/domain/mod.rs
pub mod ports;
pub mod service;

//- src/domain/ports.rs
pub trait BlogRepository: Send {
    fn add(&self, name: String) -> i64;
}
pub trait BlogService: Send {
    fn create_author(&self, name: String) -> i64;
}

//- src/domain/service.rs
use crate::domain::ports::{BlogRepository, BlogService};

pub struct Service<R>
where
    R: BlogRepository,
{
    repo: R,
}

impl<R> BlogService for Service<R>
where
    R: BlogRepository,
{
    fn create_author(&self, name: String) -> i64 {
        self.repo.add(name)
    }
}
"#,
        &["Service", "POST /authors > Service"],
    );
}

#[test]
fn a_service_with_the_methods_of_its_repositories() {
    let things = Workspace::of_text(
        r#"
//- repositories/__init__.py
//- repositories/base.py
from abc import abstractmethod
from typing import Generic, TypeVar
M = TypeVar("M")

class BaseRepository(Generic[M]):
    @abstractmethod
    def create(self, instance: M) -> M: ...
    @abstractmethod
    def get(self, id: int) -> M: ...

//- repositories/authors.py
from sqlalchemy.orm import Session

class AuthorRepository:
    def __init__(self, db: Session) -> None:
        self.db = db
    def create(self, author):
        self.db.add(author)
        self.db.commit()
        return author
    def get(self, author):
        return self.db.get(author)

//- services/__init__.py
//- services/authors.py
from repositories.authors import AuthorRepository

class AuthorService:
    def __init__(self, authors: AuthorRepository) -> None:
        self.authors = authors
    def create(self, author):
        return self.authors.create(author)
    def get(self, author):
        return self.authors.get(author)
"#,
    )
    .things();
    let mut names: Vec<&str> = things
        .use_cases
        .iter()
        .map(|case| case.element.name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["AuthorService.create", "AuthorService.get"]);
    let repositories: Vec<&str> = things
        .repositories
        .iter()
        .map(|repository| repository.element.name.as_str())
        .collect();
    assert!(!repositories.contains(&"AuthorService"));
}
