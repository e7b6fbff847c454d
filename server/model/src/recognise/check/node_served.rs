//! Applications that a command serves, that are put together from folders and from modules of parts, on real
//! frameworks.

use super::endpoints::check;
use super::workspace::Workspace;

#[test]
fn a_plugin_that_a_command_serves() {
    check(
        r#"
//- package.json
{
  "dependencies": { "fastify": "5", "fastify-cli": "7" },
  "scripts": {
    "start": "npm run build && env-cmd local.env fastify start -l info --prefix=/v1 dist/app.js",
    "other": "fastify print-routes src/other.ts"
  }
}

//- src/app.ts
export default async function (fastify, opts) {
  fastify.get("/health", up);
  fastify.register(users, { prefix: "/users" });
}
async function users(fastify) {
  fastify.get("/", list);
}
function up() {}
function list() {}

//- src/other.ts
import Fastify from "fastify";
export default async function (fastify, opts) {
  fastify.get("/never", list);
}
function list() {}
"#,
        &["/v1/health GET up", "/v1/users GET list", "? GET list"],
    );
}

#[test]
fn files_of_the_own_folder_are_loaded_one_by_one() {
    check(
        r#"
//- app.js
const Koa = require("koa");
const router = require("./routes");
const app = new Koa();
app.use(router.routes());
app.listen(80);

//- routes/index.js
const fs = require("fs");
const path = require("path");
const Router = require("@koa/router");
const router = new Router();
fs
  .readdirSync(__dirname)
  .filter(function (file) { return file.slice(-3) === ".js"; })
  .forEach(function (file) {
    let route = require(path.join(__dirname, file));
    router.use(route.routes(), route.allowedMethods());
  });
module.exports = router;

//- routes/users.js
const Router = require("@koa/router");
const router = new Router({ prefix: "/users" });
router.get("/", list);
module.exports = router;
function list() {}
"#,
        &["/users GET list"],
    );
}

#[test]
fn plugins_whose_type_cannot_be_told_and_folders_that_give_no_prefix() {
    check(
        r#"
//- a/deep/users.ts
export default async function users(app: AppInstance) {
  app.withTypeProvider<Provider>().get("/users", list);
}
function list() {}

//- server.ts
import Fastify from "fastify";
import AutoLoad from "@fastify/autoload";
import path from "node:path";
async function start() {
  const app = Fastify();
  await app.register(AutoLoad, { dir: path.join(__dirname, "a"), dirNameRoutePrefix: false });
  await app.listen({ port: 80 });
}
start();
"#,
        &["/users GET list"],
    );
}

#[test]
fn controllers_that_a_module_exports_stand_below_the_path_of_theirs() {
    check(
        r#"
//- main.ts
import { NestFactory, RouterModule } from "@nestjs/core";
import { applyDecorators, Controller, Get, Module, Version } from "@nestjs/common";
import * as controllers from "./controllers";

const Logged = ({ context, ...options }) => applyDecorators(Controller(options));

@Logged({ context: "x", path: "logs" })
class Logs {
  @Get() all() {}
}
@Module({ controllers: Object.values(controllers) })
class Shop {}
@Module({ controllers: [Logs], imports: [Shop, RouterModule.register([{ path: "shop", module: Shop }])] })
class AppModule {}
async function start() {
  const app = await NestFactory.create(AppModule);
  app.enableVersioning();
  await app.listen(80);
}
start();

//- controllers/index.ts
export * from "./users";

//- controllers/users.ts
import { Controller, Get, Version } from "@nestjs/common";
@Controller("users")
export class Users {
  @Get() list() {}
  @Version("1") @Get("me") me() {}
}
"#,
        &[
            "/logs GET Logs.all",
            "/shop/users GET Users.list",
            "/v1/shop/users/me GET Users.me",
        ],
    );
}

#[test]
fn a_controller_that_no_module_is_seen_to_have_may_stand_anywhere() {
    let workspace = Workspace::of_text(
        r#"
//- main.ts
import { NestFactory, RouterModule } from "@nestjs/core";
import { Controller, Get, Module } from "@nestjs/common";
@Controller("users")
class Users {
  @Get() list() {}
}
@Module({ controllers: load() })
class Shop {}
@Module({ imports: [Shop, RouterModule.register([{ path: "shop", module: Shop }])] })
class AppModule {}
async function start() {
  const app = await NestFactory.create(AppModule);
  await app.listen(80);
}
start();
"#,
    );
    let things = workspace.things();
    let mut endpoints = things.endpoints.iter();
    assert!(endpoints.all(|each| each.path.value().is_none()));
    assert!(!things.unresolved.is_empty());
}

#[test]
fn options_that_are_put_together_and_prefixes_that_a_file_exports() {
    check(
        r#"
//- package.json
{ "scripts": { "start": "fastify start app.js" } }

//- app.js
const path = require("path");
const AutoLoad = require("fastify-autoload");
module.exports = function (fastify, opts, next) {
  fastify.register(AutoLoad, {
    dir: path.join(__dirname, "services"),
    options: Object.assign({ prefix: "/api" }, opts),
  });
  next();
};

//- services/todo.js
module.exports = async function (fastify, opts) {
  fastify.get("/", list);
};
module.exports.autoPrefix = "/todo";
function list() {}
"#,
        &["/api/todo GET list"],
    );
}
