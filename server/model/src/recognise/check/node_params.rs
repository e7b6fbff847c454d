//! Routers of JavaScript that functions take apart, are given by a type of the caller's and give in a list.

use super::endpoints::{check, guarded};
use super::workspace::Workspace;
use crate::things::EndpointKind;

#[test]
fn all_that_is_given_is_taken_apart() {
    check(
        r#"
//- app.ts
import Koa from "koa";
import Router from "koa-router";
import mount from "koa-mount";
import users from "./users";
import orders from "./orders";

const routers = (tenant) => {
  const first: Router = new Router();
  users(first, tenant);
  const second: Router = new Router();
  orders(second, tenant);
  return [first, second];
};
function api(tenant): Koa {
  const inner = new Koa();
  for (const router of routers(tenant)) {
    inner.use(router.routes()).use(router.allowedMethods());
  }
  return inner;
}
const app = new Koa();
app.use(mount("/api", api({})));
app.listen(80);

//- users.ts
import type Router from "koa-router";
export default function users<T extends Router>(...[router, { queries }]: Parameters<Init<T>>) {
  router.get("/users", list);
}
function list() {}

//- orders.ts
import type Router from "koa-router";
export default function orders<T extends Router>(router: T, tenant: unknown) {
  router.get("/orders", all);
}
function all() {}
"#,
        &["/api/orders GET all", "/api/users GET list"],
    );
}

#[test]
fn what_asks_before_all_methods_of_one_path() {
    let workspace = Workspace::of_text(
        r#"
//- app.js
const express = require("express");
const app = express();
app.route("/users").options(none).all(authenticate).get(list).post(save);
app.route("/any").all(any);
app.listen(80);
function authenticate(req, res, next) {
  if (!req.headers.authorization) return res.status(401).end();
  next();
}
function list() {}
function save() {}
function none() {}
function any() {}
"#,
    );
    assert_eq!(
        guarded(&workspace.things()),
        ["any -", "list authenticate", "none -", "save authenticate"]
    );
}

#[test]
fn connections_that_stay_open() {
    let workspace = Workspace::of_text(
        r#"
//- app.js
const express = require("express");
const app = express();
require("express-ws")(app);
require("./agents")(app);
app.listen(80);

//- agents.js
module.exports = (app) => { app.ws("/agents/:id", (socket, req) => {}); };
"#,
    );
    let things = workspace.things();
    let found: Vec<_> = { things.endpoints.iter() }
        .map(|each| (each.kind, each.path.value().map(|path| path.to_string())))
        .collect();
    assert_eq!(found, [(EndpointKind::Ws, Some("/agents/{id}".to_owned()))]);
}
