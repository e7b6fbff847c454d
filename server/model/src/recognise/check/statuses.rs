//! The statuses of endpoints: of success, and those that are raised, returned or told beside the handler.

use super::workspace::Workspace;

/// `METHOD /path: status of success, others`.
fn check(project: &str, expected: &[&str]) {
    let things = Workspace::of_text(project).things();
    let mut rows: Vec<String> = things
        .endpoints
        .iter()
        .map(|endpoint| {
            let path = endpoint.path.value().map_or("?", |path| path.as_str());
            let status = endpoint
                .status()
                .map_or("?".to_owned(), |it| it.to_string());
            let errors = &endpoint.error_statuses;
            format!("{} {path}: {status} {errors:?}", endpoint.method)
        })
        .collect();
    rows.sort();
    assert_eq!(rows, expected);
}

#[test]
fn told_by_applications_routers_and_routes() {
    check(
        r#"
//- shop/app.py
from fastapi import APIRouter, FastAPI, HTTPException, status
from shop.answers import MISSING

app = FastAPI(responses={500: {"description": "broken"}})
router = APIRouter(prefix="/items", responses={418: {"description": "teapot"}})
plain = APIRouter()

@router.get("/{id}", responses={404: {}, status.HTTP_409_CONFLICT: {}, "4XX": {}, 200: {}})
def one(id: str): ...

@router.post("", status_code=status.HTTP_201_CREATED, responses=MISSING)
def create():
    raise HTTPException(400)

@plain.delete("/plain", status_code=204)
def delete(): ...

app.include_router(router, responses={401: {}})
app.include_router(plain)

//- shop/answers.py
MISSING = {404: {"description": "missing"}}
"#,
        &[
            "DELETE /plain: 204 [500]",
            "GET /items/{id}: 200 [401, 404, 409, 418, 500]",
            "POST /items: 201 [400, 401, 404, 418, 500]",
        ],
    );
}

#[test]
fn of_resources() {
    check(
        r#"
//- shop/app.py
import flask_restx
from flask import Flask
from flask_restful import Api, Resource, abort

app = Flask(__name__)
api = Api(app)
rest = flask_restx.Api(app, prefix="/x")
cats = flask_restx.Namespace("cats")
dogs = rest.namespace("dogs")
rest.add_namespace(cats)

class Users(Resource):
    def get(self):
        abort(404, message="no")
    def post(self):
        return {"id": 1}, 201
    def delete(self):
        return "", 204
    def put(self):
        return {"error": "x"}, 409

api.add_resource(Users, "/users")

@cats.route("/")
@cats.response(401, "who?")
class Cats(flask_restx.Resource):
    @cats.response(404, "Not found")
    @cats.response(200, "Found")
    def get(self): ...

    @cats.doc(responses={403: "Not authorised", 410: "Gone"})
    def post(self):
        cats.abort(409, "x")

@dogs.route("/")
class Dogs(flask_restx.Resource):
    @dogs.response(404, "Not found")
    def get(self): ...
"#,
        &[
            "DELETE /users: 204 []",
            "GET /users: 200 [404]",
            "GET /x/cats/: 200 [401, 404]",
            "GET /x/dogs/: 200 [404]",
            "POST /users: 201 []",
            "POST /x/cats/: 200 [401, 403, 409, 410]",
            "PUT /users: 200 [409]",
        ],
    );
}

#[test]
fn handed_to_what_answers_errors() {
    check(
        r#"
//- app.ts
import express, { NextFunction, Request, Response } from "express";
import createHttpError from "http-errors";
import { unauthorized } from "./errors";
const app = express();

app.get("/one", (req, res, next) => {
  if (!req.user) return next(unauthorized());
  if (!req.query.page) return next(createHttpError(400));
  const missing = createHttpError(404);
  if (!req.query.size) return next(missing);
  next("route");
});

app.get("/two", two);
async function two(req: Request, res: Response, next: NextFunction) {
  try { res.json(await load()); } catch (error) { return next(createHttpError(Code.CONFLICT, "no")); }
}

app.get("/three", three);
function three(req: Request, res: Response, other: Other) { other(createHttpError(410)); res.json({}); }
app.listen(80);

//- errors.ts
import createHttpError from "http-errors";
export function unauthorized(text?: string) { return createHttpError(401, text || "no"); }
"#,
        &[
            "GET /one: ? [400, 401, 404]",
            "GET /three: 200 []",
            "GET /two: 200 [409]",
        ],
    );
}

#[test]
fn told_by_functions_that_are_given_the_answer() {
    check(
        r#"
//- app.js
const express = require("express");
const answers = require("./answers");
const app = express();
app.get("/users", (req, res) => answers.found(res, []));
app.post("/users", (req, res) => answers.made(find(req), res));
app.put("/users", (req, res) => answers.render(res, [], { status: 202 }));
app.patch("/users", (req, res) => answers.render(res, []));
app.delete("/users", (req, res) => {
  remove().then((done) => {
    if (!done) return answers.missing(res, "none");
    answers.told(res, done, 204);
  });
});
app.get("/either", (req, res) => answers.either(res, find(req)));
app.get("/usual", (req, res) => answers.told(res, []));
app.get("/open", (req, res) => answers.told(res, [], status(req)));
app.get("/loop", (req, res) => answers.loop(res));
app.listen(80);

//- answers.js
exports.found = function (res, data) { return res.status(200).json({ data }); };
exports.made = (data, response) => { answer(response, data, 201); };
exports.missing = (res, message) => res.status(404).json({ message });
exports.told = (res, data, statusCode = 206) => res.status(statusCode).json(data);
exports.render = (response, object, options) => {
  const status = options?.status || 200;
  return response.status(status).json(object);
};
exports.either = (res, error) => {
  if (error === "a") return res.status(400).end();
  if (error === "b") return res.status(409).end();
  res.json({});
};
exports.loop = (res) => exports.loop(res);
function answer(out, data, code) { out.status(code).json(data); }
"#,
        &[
            "DELETE /users: 204 [404]",
            "GET /either: 200 []",
            "GET /loop: ? []",
            "GET /open: ? []",
            "GET /users: 200 []",
            "GET /usual: 206 []",
            "PATCH /users: 200 []",
            "POST /users: 201 []",
            "PUT /users: 202 []",
        ],
    );
}

#[test]
fn told_by_marks_that_stand_for_one_status_each() {
    check(
        r#"
//- main.ts
import { NestFactory } from "@nestjs/core";
import { Controller, Get, HttpStatus, Module, Post } from "@nestjs/common";
import { ApiForbiddenResponse, ApiNotFoundResponse, ApiOkResponse, ApiResponse } from "@nestjs/swagger";
class UserDto {}
@ApiForbiddenResponse()
@Controller("users")
class Users {
  @ApiOkResponse({ type: UserDto })
  @ApiNotFoundResponse({ description: "none" })
  @Get() list() { return []; }
  @ApiResponse({ status: HttpStatus.CONFLICT })
  @Post() make() {}
}
@Module({ controllers: [Users] })
class AppModule {}
async function start() {
  const app = await NestFactory.create(AppModule);
  await app.listen(80);
}
start();
"#,
        &["GET /users: 200 [403, 404]", "POST /users: 201 [403, 409]"],
    );
}
