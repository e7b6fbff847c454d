//! Routers that classes of TypeScript keep, give and make their paths for, on real frameworks.

use super::endpoints::check;
use super::workspace::Workspace;

#[test]
fn routers_that_methods_and_getters_give() {
    check(
        r#"
//- app.ts
import express, { Router } from "express";
import { Users } from "./users";
class Pets {
  private readonly own = Router();
  constructor() { this.own.get("/pets", list); }
  get router() { return this.own; }
}
class Shops {
  static get routes(): Router {
    const router = Router();
    router.get("/shops", list);
    return router;
  }
}
const app = express();
app.use("/a", new Users().get());
app.use("/b", new Pets().router);
app.use("/c", Shops.routes);
app.listen(80);
function list() {}

//- base.ts
import { Router } from "express";
export abstract class Base {
  protected router: Router;
  constructor(protected path: string) {
    this.router = Router();
    this.init();
  }
  abstract init(): void;
  get() { return this.router; }
}

//- users.ts
import { Base } from "./base";
export class Users extends Base {
  constructor() { super("/users"); }
  init() { this.router.get(this.path + "/list", list); }
}
function list() {}
"#,
        &[
            "/a/users/list GET list",
            "/b/pets GET list",
            "/c/shops GET list",
        ],
    );
}

#[test]
fn lists_of_values_that_are_made_in_another_file() {
    check(
        r#"
//- server.ts
import { App } from "./app";
import { Users } from "./users";
new App([new Users("/users")]).listen();

//- app.ts
import express from "express";
export class App {
  public app: express.Application;
  constructor(controllers: any[]) {
    this.app = express();
    this.mount(controllers);
  }
  private mount(controllers: any[]) {
    controllers.forEach((controller) => { this.app.use("/api", controller.router); });
  }
  listen() { this.app.listen(80); }
}

//- users.ts
import { Router } from "express";
export class Users {
  public path: string;
  public router = Router();
  constructor(path: string) {
    this.path = path;
    this.router.get(`${this.path}/list`, list);
  }
}
function list() {}
"#,
        &["/api/users/list GET list"],
    );
}

#[test]
fn a_path_that_everything_can_see() {
    check(
        r#"
//- index.js
const Server = require("./server");
const BASE = process.env.BASE ?? "/shop";
const server = new Server(80, BASE);
server.start();

//- server.js
const express = require("express");
class Server {
  constructor(port, base) {
    global.Base = base;
  }
  start() {
    const app = express();
    const router = express.Router();
    app.use(global.Base, router);
    router.get("/status", status);
    app.listen(80);
  }
}
function status() {}
module.exports = Server;
"#,
        &["/shop/status GET status"],
    );
}

#[test]
fn what_is_called_a_path_is_no_middleware() {
    let workspace = Workspace::of_text(
        r#"
//- app.js
const express = require("express");
const config = load();
const app = express();
app.use(config.basePath, require("./users"));
app.use(config.get("api.prefix"), require("./users"));
const { apiURL } = config;
const api = `/${apiURL}`;
app.use(api, require("./users"));
app.listen(80);

//- users.js
const router = require("express").Router();
router.get("/users", list);
module.exports = router;
function list() {}
"#,
    );
    let things = workspace.things();
    let mut endpoints = things.endpoints.iter();
    assert!(endpoints.all(|each| each.path.value().is_none()));
    assert!(!things.unresolved.is_empty());
}

#[test]
fn a_router_of_what_a_field_holds() {
    check(
        r#"
//- app.js
const express = require("express");
const Api = require("./api");
class Server {
  constructor() {
    this.api = new Api(this);
  }
  start() {
    const app = express();
    app.use("/api", this.api.router);
    app.listen(80);
  }
}
new Server().start();

//- api.js
const express = require("express");
class Api {
  constructor(server) {
    this.router = express();
    this.router.get("/users", list);
  }
}
function list() {}
module.exports = Api;
"#,
        &["/api/users GET list"],
    );
}
