//! What stands before handlers of JavaScript, and before which of them, on real frameworks.

use super::endpoints::guarded;
use super::workspace::Workspace;
use crate::place::Known;
use crate::things::Endpoint;

fn asked(endpoint: &Endpoint) -> &str {
    match endpoint.auth {
        Known::Is(_) => "asked",
        Known::Absent => "-",
        Known::Unknown(_) => "?",
    }
}

#[test]
fn what_is_put_on_a_path_is_asked_below_it_only() {
    let project = r#"
//- app.js
const express = require("express");
const basicAuth = require("express-basic-auth");
const app = express();
jobs(app);
app.use("/admin", requireUser);
app.use("/all/*", requireUser);
app.get("/health", list);
app.get("/admin/users", list);
app.get("/administrators", list);
app.use("/", require("./users"));
app.listen(80);

function jobs(app) {
  app.use("/jobs", (req, res, next) => { if (!req.user) return res.sendStatus(401); next(); }, dashboard.router());
}
function requireUser(req, res, next) {
  if (!req.user) return res.status(401).json({});
  next();
}
function list(req, res) { res.json([]); }

//- users.js
const router = require("express").Router();
router.get("/admin/rooms", list);
router.get("/users", list);
module.exports = router;
function list(req, res) { res.json([]); }
"#;
    assert_eq!(
        guarded(&Workspace::of_text(project).things()),
        [
            "list -",
            "list -",
            "list -",
            "list requireUser",
            "list requireUser"
        ]
    );
}

#[test]
fn who_hands_a_refusal_on_is_asked() {
    let project = r#"
//- app.ts
import express, { NextFunction, Request, Response } from "express";
import { AppError } from "./errors";
const app = express();
const makeVerify = (settings: Settings) => {
  return (req: Request, res: Response, next: NextFunction) => {
    if (!req.headers.authorization) {
      const error = new AppError({ message: "no", status: 401 });
      next(error);
      return;
    }
    next();
  };
};
const verify = makeVerify(load());
const check = (req: Request, res: Response, next: NextFunction) => {
  if (!req.body) return next(new AppError({ message: "no", status: 422 }));
  next();
};
app.get("/open", check, list);
app.get("/closed", verify, list);
app.listen(80);
function list(req, res) { res.json([]); }

//- errors.ts
export class AppError extends Error {
  readonly status: number;
  constructor({ message, status = 500 }: Config) {
    super(message);
    this.status = status;
  }
}
"#;
    assert_eq!(
        guarded(&Workspace::of_text(project).things()),
        ["list -", "list makeVerify"]
    );
}

#[test]
fn a_list_that_a_handler_s_name_stands_for_asks_first() {
    let project = r#"
//- app.js
const express = require("express");
const users = require("./users");
const app = express();
app.get("/users", users.list);
app.get("/open", users.open);
app.listen(80);

//- users.js
const jwt = require("express-jwt");
const auth = jwt({ secret: "x" });
exports.list = [
  auth,
  function (req, res) { res.json([]); },
];
exports.open = [(req, res) => { res.json([]); }];
"#;
    let things = Workspace::of_text(project).things();
    let mut drawn: Vec<String> = { things.endpoints.iter() }
        .map(|each| {
            let path = each.path.value().cloned().unwrap_or_default();
            format!("{path} {} {:?}", asked(each), each.status())
        })
        .collect();
    drawn.sort();
    assert_eq!(drawn, ["/open - Some(200)", "/users asked Some(200)"]);
}

#[test]
fn what_modules_apply_is_asked_before_the_routes_they_say() {
    let project = r#"
//- main.ts
import { NestFactory } from "@nestjs/core";
import {
  Controller, Delete, Get, Injectable, MiddlewareConsumer, Module, NestMiddleware, NestModule, Param, Post,
  RequestMethod, UnauthorizedException,
} from "@nestjs/common";

@Injectable()
class Auth implements NestMiddleware {
  use(req, res, next) {
    if (!req.headers.authorization) throw new UnauthorizedException();
    next();
  }
}
@Injectable()
class Log implements NestMiddleware {
  use(req, res, next) { next(); }
}
@Controller("articles")
class Articles {
  @Get() all() {}
  @Post() make() {}
  @Get("feed") feed() {}
  @Get(":slug") one() {}
  @Delete(":slug") remove() {}
}
@Controller("orders")
class Orders {
  @Get() orders() {}
}
@Controller("shops")
class Shops {
  @Get("open") open() {}
  @Get("closed") closed() {}
}
@Module({ controllers: [Articles, Orders, Shops] })
class AppModule implements NestModule {
  configure(consumer: MiddlewareConsumer) {
    consumer.apply(Log).forRoutes("*");
    consumer.apply(Auth).forRoutes(
      { path: "articles/feed", method: RequestMethod.GET },
      { path: "articles", method: RequestMethod.POST },
      { path: "articles/:slug", method: RequestMethod.DELETE },
      Orders,
    );
    consumer.apply(Log, Auth).exclude({ path: "shops/open", method: RequestMethod.ALL }).forRoutes("shops");
  }
}
async function start() {
  const app = await NestFactory.create(AppModule);
  app.setGlobalPrefix("api");
  await app.listen(80);
}
start();
"#;
    let things = Workspace::of_text(project).things();
    let mut drawn: Vec<String> = { things.endpoints.iter() }
        .map(|each| {
            let path = each.path.value().cloned().unwrap_or_default();
            format!("{} {path} {}", each.method, asked(each))
        })
        .collect();
    drawn.sort();
    assert_eq!(
        drawn,
        [
            "DELETE /api/articles/{slug} asked",
            "GET /api/articles -",
            "GET /api/articles/feed asked",
            "GET /api/articles/{slug} -",
            "GET /api/orders asked",
            "GET /api/shops/closed asked",
            "GET /api/shops/open -",
            "POST /api/articles asked",
        ]
    );
}

#[test]
fn a_router_that_only_asks_asks_before_what_follows_it() {
    let project = r#"
//- app.js
const express = require("express");
const checked = require("./checked");
const app = express();
app.get("/open", list);
app.use(checked);
app.get("/closed", list);
app.listen(80);
function list(req, res) { res.json([]); }

//- checked.js
const express = require("express");
const router = express.Router();
router.use((req, res, next) => {
  if (!req.headers.authorization) return res.status(401).end();
  next();
});
module.exports = router;
"#;
    let things = Workspace::of_text(project).things();
    let mut drawn: Vec<String> = { things.endpoints.iter() }
        .map(|each| {
            let path = each.path.value().cloned().unwrap_or_default();
            format!("{path} {}", asked(each))
        })
        .collect();
    drawn.sort();
    assert_eq!(drawn, ["/closed asked", "/open -"]);
}
