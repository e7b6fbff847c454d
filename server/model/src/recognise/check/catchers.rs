//! Statuses of errors that handlers do not answer themselves: those that functions for all errors answer.

use super::workspace::Workspace;

/// Checks the status of each error class; `?` where it is not known.
fn check(project: &str, expected: &[&str]) {
    let things = Workspace::of_text(project).things();
    let mut found: Vec<String> = things
        .errors
        .iter()
        .map(|error| match error.status.value() {
            Some(status) => format!("{} {status}", error.element.name),
            None => format!("{} ?", error.element.name),
        })
        .collect();
    found.sort();
    assert_eq!(found, expected);
}

/// Checks the statuses of errors that each endpoint answers.
fn check_endpoints(project: &str, expected: &[&str]) {
    let things = Workspace::of_text(project).things();
    let mut found: Vec<String> = things
        .endpoints
        .iter()
        .map(|endpoint| {
            let path = endpoint.path.value().map_or("?", |path| path.as_str());
            format!("{path} {:?}", endpoint.error_statuses)
        })
        .collect();
    found.sort();
    assert_eq!(found, expected);
}

const ERRORS: &str = r#"
//- errors.ts
export class AppError extends Error {
  statusCode: number;
  constructor(message: string, statusCode = 500) { super(message); this.statusCode = statusCode; }
}
export class NotFound extends AppError { constructor() { super("no", 404); } }
export class Failed extends AppError { constructor() { super("failed"); } }
export class Conflict extends Error { statusCode = 409; }
export class Gone extends Error {
  constructor() { super("gone"); this.statusCode = 410; }
}
export class Kept extends Error {
  constructor(message: string, public readonly statusCode: number) { super(message); }
}
export class Locked extends Kept { constructor() { super("locked", 423); } }
export class Other extends Error {}
"#;

/// Of all classes of `ERRORS` no status is known.
const NOTHING_TOLD: [&str; 8] = [
    "AppError ?",
    "Conflict ?",
    "Failed ?",
    "Gone ?",
    "Kept ?",
    "Locked ?",
    "NotFound ?",
    "Other ?",
];

#[test]
fn parts_of_errors_that_a_middleware_reads() {
    let app = r#"
//- app.ts
import express from "express";
import { NotFound, Failed, AppError } from "./errors";
import { ask, fail, find, lose } from "./find";
const app = express();
app.get("/found", (req, res) => { res.json(find()); });
app.get("/thrown", (req, res) => { throw new AppError("no", 401); });
app.get("/untold", (req, res) => { throw new AppError("no", req.query.status); });
app.get("/asked", (req, res) => { ask(); });
app.get("/lost", (req, res) => { lose(req.query.status); });
app.get("/fallen", (req, res) => { fail(); });
app.get("/failed", (req, res) => { throw new Failed(); });
app.use((req, res, next) => { res.status(404).json({}); });
app.use((err, req, res, next) => {
  if (res.headersSent) { return next(err); }
  res.status(err.statusCode || 500).json({ message: err.message || "failed" });
});

//- find.ts
import { AppError, NotFound } from "./errors";
export function find() { throw new NotFound(); }
export function ask() { throw new AppError("no", 402); }
export function lose(status: number) { throw new AppError("no", status); }
export function fail() { throw new AppError("no"); }
"#;
    let project = format!("{ERRORS}{app}");
    check(
        &project,
        &[
            "AppError 500",
            "Conflict 409",
            "Failed 500",
            "Gone 410",
            "Kept ?",
            "Locked 423",
            "NotFound 404",
            "Other ?",
        ],
    );
    check_endpoints(
        &project,
        &[
            "/asked [402]",
            "/failed [500]",
            "/fallen [500]",
            "/found [404]",
            "/lost []",
            "/thrown [401]",
            "/untold []",
        ],
    );
}

#[test]
fn nobody_answers() {
    let app = r#"
//- app.ts
import express from "express";
const app = express();
app.use((req, res, next) => { res.status(404).json({}); });
"#;
    check(&format!("{ERRORS}{app}"), &NOTHING_TOLD);
}

#[test]
fn classes_that_a_middleware_tells_apart() {
    let app = r#"
//- app.ts
import express from "express";
import { handle } from "./handle";
const app = express();
app.use(handle());

//- handle.ts
import { Request, Response, NextFunction } from "express";
import { AppError, Conflict, Gone, Locked, Other } from "./errors";
export const handle = () => (error: Error, req: Request, res: Response, next: NextFunction) => {
  let status = 500;
  if (error instanceof Conflict) {
    return res.status(412).json({});
  } else if (error instanceof AppError) {
    status = error.statusCode;
  } else if (error instanceof Gone) {
    status = 404;
  } else if (error instanceof Locked) {
    status = lookup(error);
  } else if (error instanceof Other) {
    return next(error);
  }
  return res.status(status).json({});
};
"#;
    check(
        &format!("{ERRORS}{app}"),
        &[
            "AppError 500",
            "Conflict 412",
            "Failed 500",
            "Gone 404",
            "Kept 500",
            "Locked ?",
            "NotFound 404",
            "Other ?",
        ],
    );
}

#[test]
fn answers_that_depend_on_more_than_the_class() {
    let app = r#"
//- app.ts
import express from "express";
const app = express();
app.use((err, req, res, next) => {
  if (err.code === "E1") { return res.status(400).json({}); }
  return res.status(err.statusCode).json({});
});
"#;
    check(&format!("{ERRORS}{app}"), &NOTHING_TOLD);
}

#[test]
fn what_stands_around_other_middlewares() {
    let app = r#"
//- app.ts
import Koa from "koa";
import { Gone, Other } from "./errors";
const app = new Koa();
app.use(async (ctx, next) => {
  try {
    await next();
  } catch (err) {
    if (err instanceof Gone) { ctx.throw(418); }
    ctx.status = err.statusCode || 500;
    ctx.body = { message: err.message };
  }
});
app.use(async (ctx, next) => {
  ctx.status = 503;
  await next();
});
"#;
    check(
        &format!("{ERRORS}{app}"),
        &[
            "AppError 500",
            "Conflict 409",
            "Failed 500",
            "Gone ?",
            "Kept ?",
            "Locked 423",
            "NotFound 404",
            "Other ?",
        ],
    );
}

#[test]
fn handlers_of_an_application() {
    let app = r#"
//- app.ts
import Fastify from "fastify";
import { Gone, Other } from "./errors";
const app = Fastify();
app.setErrorHandler((error, request, reply) => {
  if (error instanceof Gone) { return reply.code(404).send(); }
  if (error instanceof Other) { return reply.status(422).send(); }
  reply.code(error.statusCode ?? 500).send();
});
"#;
    check(
        &format!("{ERRORS}{app}"),
        &[
            "AppError 500",
            "Conflict 409",
            "Failed 500",
            "Gone 404",
            "Kept ?",
            "Locked 423",
            "NotFound 404",
            "Other 422",
        ],
    );
}

#[test]
fn filters_of_classes() {
    check(
        r#"
//- filter.ts
import { ArgumentsHost, Catch, ExceptionFilter, HttpException, HttpStatus } from "@nestjs/common";
export class Missing extends Error {}
export class Closed extends Error {}
export class Free extends Error {}
export class Denied extends HttpException {
  constructor() { super("no", HttpStatus.FORBIDDEN); }
}
@Catch(Missing)
export class MissingFilter implements ExceptionFilter {
  catch(exception: Missing, host: ArgumentsHost) {
    const response = host.switchToHttp().getResponse();
    response.status(404).json({});
  }
}
@Catch(Closed, Denied)
export class ClosedFilter implements ExceptionFilter {
  catch(exception: Error, host: ArgumentsHost) {
    const reply = host.switchToHttp().getResponse();
    reply.code(HttpStatus.LOCKED).send();
  }
}
"#,
        &["Closed 423", "Denied 423", "Free ?", "Missing 404"],
    );
}

#[test]
fn errors_of_libraries() {
    check_endpoints(
        r#"
//- app.ts
import express from "express";
import createError from "http-errors";
import Boom, { forbidden } from "@hapi/boom";
const errors = require("http-errors");
const app = express();
app.get("/made", (req, res) => { throw createError(404, "no"); });
app.get("/named", (req, res) => { throw createError.NotFound("no"); });
app.get("/class", (req, res) => { throw new errors.Conflict("no"); });
app.get("/boom", (req, res) => { throw Boom.notFound("no"); });
app.get("/denied", (req, res) => { throw forbidden("no"); });
app.get("/lost", (req, res) => { throw createError(req.query.status); });
"#,
        &[
            "/boom [404]",
            "/class [409]",
            "/denied [403]",
            "/lost []",
            "/made [404]",
            "/named [404]",
        ],
    );
}

#[test]
fn errors_of_an_application_with_classes() {
    check_endpoints(
        r#"
//- app.controller.ts
import { BadRequestException, Controller, ForbiddenException, Get, HttpException, HttpStatus, NotFoundException } from "@nestjs/common";
export class Missing extends NotFoundException {
  constructor(id: string) { super(`no ${id}`); }
}
export class Users {
  find(id: string) { throw new Missing(id); }
  ask() { throw new BadRequestException(); }
}
@Controller("users")
export class UsersController {
  constructor(private readonly users: Users) {}
  @Get("found") found() { return this.users.find("1"); }
  @Get("asked") asked() { return this.users.ask(); }
  @Get("denied") denied() { throw new ForbiddenException("no"); }
  @Get("told") told() { throw new HttpException("no", HttpStatus.CONFLICT); }
  @Get("lost") lost() { throw new HttpException("no", this.status()); }
  @Get("free") free() { throw new Error("no"); }
}
"#,
        &[
            "/users/asked [400]",
            "/users/denied [403]",
            "/users/found [404]",
            "/users/free []",
            "/users/lost []",
            "/users/told [409]",
        ],
    );
}

#[test]
fn errors_of_plugins() {
    check_endpoints(
        r#"
//- app.ts
import Fastify from "fastify";
import sensible from "@fastify/sensible";
const fastify = Fastify();
fastify.register(sensible);
fastify.get("/missing", async (request, reply) => { throw fastify.httpErrors.notFound("no"); });
fastify.get("/told", async (request, reply) => { return reply.code(403).send(); });
"#,
        &["/missing [404]", "/told [403]"],
    );
}

#[test]
fn statuses_of_success_that_decorators_tell() {
    let things = Workspace::of_text(
        r#"
//- app.controller.ts
import { Controller, Delete, HttpCode, HttpStatus, Post } from "@nestjs/common";
@Controller("users")
export class UsersController {
  @Delete() @HttpCode(204) remove() {}
  @Post("ask") @HttpCode(HttpStatus.ACCEPTED) ask() {}
  @Post() create() {}
}
"#,
    )
    .things();
    let mut found: Vec<(&str, Option<u16>)> = things
        .endpoints
        .iter()
        .map(|endpoint| (endpoint.handler.name.as_str(), endpoint.status()))
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("UsersController.ask", Some(202)),
            ("UsersController.create", Some(201)),
            ("UsersController.remove", Some(204)),
        ]
    );
}
