//! Functions of JavaScript by which a module registers with shorter words, and applications under types of another
//! package, on real frameworks.

use super::endpoints::check;

#[test]
fn a_function_registers_what_it_is_called_with() {
    check(
        r#"
//- app.js
import express, { Router } from "express";
const app = express();
const router = Router();
function both(path, handler) {
  router.route(path).get(handler).put(handler);
}
const post = (path, handler) => router.post(path, handler);
both("/users/:id", one);
both("/users", two);
["pets", "shops"].length;
const kinds = ["pets", "shops"];
kinds.forEach((kind) => { post(`/${kind}`, one); });
app.use("/api", router);
app.listen(80);
function one(req, res) {}
function two(req, res) {}
"#,
        &[
            "/api/pets POST one",
            "/api/shops POST one",
            "/api/users GET two",
            "/api/users PUT two",
            "/api/users/{id} GET one",
            "/api/users/{id} PUT one",
        ],
    );
}

#[test]
fn a_function_in_another_registers_on_its_application() {
    check(
        r#"
//- app.js
const express = require("express");
const app = express();
require("./routes")(app, "/v1");
app.listen(80);

//- routes.js
module.exports = (app, prefix) => {
  const get = (path, handler) => app.get(prefix + path, handler);
  function post(path, handler) { app.post(path, handler); }
  get("/users", list);
  get("/pets", pets);
  post("/users", add);
};
function list() {}
function pets() {}
function add() {}
"#,
        &["/users POST add", "/v1/pets GET pets", "/v1/users GET list"],
    );
}

#[test]
fn a_function_mounts_what_it_is_called_with() {
    check(
        r#"
//- app.js
const express = require("express");
const app = express();
function put(where, router) { app.use(where, router); }
function putLast(router) { app.use("/last", router); }
put("/a", require("./users"));
put("/b", require("./users"));
putLast(require("./users"));
app.listen(80);

//- users.js
const router = require("express").Router();
router.get("/users", list);
module.exports = router;
function list() {}
"#,
        &[
            "/a/users GET list",
            "/b/users GET list",
            "/last/users GET list",
        ],
    );
}

#[test]
fn a_path_that_no_caller_gives_is_unknown() {
    check(
        r#"
//- app.js
const express = require("express");
const app = express();
function add(path, handler) { app.get(path, handler); }
function other(path, handler) { app.post(path, handler); }
other(process.argv[2], list);
app.listen(80);
function list() {}
"#,
        &["? GET handler", "? POST list"],
    );
}

#[test]
fn applications_have_types_of_other_packages() {
    check(
        r#"
//- app.ts
import fastify, { FastifyInstance } from "fastify";
import { Ours } from "shared/src/types";
import users from "./users";

export async function register(given: Ours, options: Options) {
  const server = given.withTypeProvider<Provider>();
  await Promise.all([
    server.register((inner) => routes(inner, options)),
    options.extra ? server.register(users, { prefix: "/extra" }) : null,
  ]);
  return server;
}

async function routes(app: FastifyInstance, options: Options) {
  await app.register(
    async (inner: Ours) => { await inner.register(users, { prefix: "/users" }); },
    { prefix: "/api" },
  );
}

async function build(options: Options) {
  const app = fastify(settings());
  await register(app, options);
  return app;
}
export default build;

//- users.ts
import { Ours } from "shared/src/types";
export default async function users(app: Ours) { app.get("/", list); }
function list() {}

//- client.ts
import { Client } from "shared/src/client";
export function read(client: Client) { return client.get("/never", list); }
function list() {}
"#,
        &["/api/users GET list", "/extra GET list"],
    );
}

#[test]
fn a_folder_is_loaded_by_what_its_modules_export() {
    check(
        r#"
//- app.ts
import express, { Express, Router } from "express";
import { readdirSync } from "fs";
import { join } from "path";
const app = express();
setup(app);
app.listen(80);
function setup(app: Express): void {
  const router = Router();
  app.use("/api", router);
  readdirSync(join(__dirname, "./routes")).map(async (file) => {
    if (!file.endsWith(".map")) {
      (await import(`./routes/${file}`)).default(router);
    }
  });
}

//- routes/users.ts
import { Router } from "express";
export default (router: Router): void => { router.get("/users", list); };
function list() {}
"#,
        &["/api/users GET list"],
    );
}

#[test]
fn a_module_is_handed_on_to_who_makes_routers_with_it() {
    check(
        r#"
//- app.js
import express from "express";
import routes from "./routes.js";
const app = express();
routes(app, express);
app.listen(80);

//- routes.js
import users from "./users.js";
export default function routes(app, express) { app.use("/api", users(express)); }

//- users.js
export default function users(express) {
  const router = express.Router();
  router.route("/users").get(list);
  return router;
}
function list() {}
"#,
        &["/api/users GET list"],
    );
}
