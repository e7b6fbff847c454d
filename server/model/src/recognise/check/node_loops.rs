//! Routers of JavaScript that maps hold, that modules export and that lie in a folder, on real frameworks.

use super::endpoints::check;

#[test]
fn maps_of_routers_are_looped_over() {
    check(
        r#"
//- app.js
const express = require("express");
const _ = require("lodash");
const modules = require("./modules");
const app = express();
const byEntry = { "/a": require("./users") };
const byKey = { "/b": require("./users") };
const within = { "/c": require("./users") };
const values = { d: require("./users") };
Object.entries(byEntry).forEach(([path, router]) => app.use(path, router));
Object.keys(byKey).forEach((path) => { app.use(path, byKey[path]); });
for (const path in within) { app.use(path, within[path]); }
for (const router of Object.values(values)) { app.use("/d", router); }
_.each(modules, (make, name) => { app.use(name, make(app)); });
app.listen(80);

//- users.js
const router = require("express").Router();
router.get("/users", list);
module.exports = router;
function list() {}

//- modules/index.js
const orders = require("./orders");
module.exports = { orders };

//- modules/orders.js
module.exports = (app) => {
  app.get("/orders", all);
  return (req, res, next) => next();
};
function all() {}
"#,
        &[
            "/a/users GET list",
            "/b/users GET list",
            "/c/users GET list",
            "/d/users GET list",
            "/orders GET all",
        ],
    );
}

#[test]
fn what_a_module_exports_is_looped_over() {
    check(
        r#"
//- app.js
import express from "express";
import * as routes from "./routes/index.js";
const app = express();
Object.values(routes).forEach((router) => app.use("/api", router));
app.listen(80);

//- routes/index.js
export { users } from "./users.js";
export * from "./orders.js";

//- routes/users.js
import { Router } from "express";
export const users = Router();
users.get("/users", list);
function list() {}

//- routes/orders.js
import { Router } from "express";
export const orders = Router();
orders.get("/orders", all);
function all() {}
"#,
        &["/api/orders GET all", "/api/users GET list"],
    );
}

#[test]
fn files_of_a_folder_are_loaded_one_by_one() {
    check(
        r#"
//- app.js
const fs = require("fs");
const path = require("path");
const glob = require("glob");
const express = require("express");
const app = express();
const folder = path.join(__dirname, "routes");
fs.readdirSync(folder).filter((file) => file !== "x").forEach((file) => {
  const router = require(path.join(folder, file));
  app.use("/api", router);
});
const files = fs.readdirSync("./plain");
files.map((file) => require("./plain/" + file)(app));
glob.sync("./deep/**/*.routes.js").forEach((file) => { require(file)(app); });
app.listen(80);

//- routes/users.js
const router = require("express").Router();
router.get("/users", list);
module.exports = router;
function list() {}

//- plain/orders.js
module.exports = (app) => { app.get("/orders", all); };
function all() {}

//- deep/pets/pets.routes.js
module.exports = (app) => { app.get("/pets", pets); };
function pets() {}

//- deep/pets/pets.js
module.exports = (app) => { app.get("/never", pets); };
function pets() {}
"#,
        &[
            "/api/users GET list",
            "/orders GET all",
            "/pets GET pets",
            "? GET pets",
        ],
    );
}

#[test]
fn routers_that_a_map_holds_are_mounted_by_their_names() {
    check(
        r#"
//- app.js
import express from "express";
import routes from "./routes/index.js";
import { more, around } from "./routes/more.js";
const app = express();
app.use("/users", routes.users);
app.use("/orders", more.inner.orders);
app.use("/lost", around.it);
app.listen(80);

//- routes/index.js
import users from "./users.js";
export default { users };

//- routes/more.js
import express from "express";
const orders = express.Router();
orders.get("/", all);
export const more = { inner: { orders } };
export const around = { it: around.it };
function all() {}

//- routes/users.js
import { Router } from "express";
const router = Router();
router.get("/", list);
export default router;
function list() {}
"#,
        &["/orders GET all", "/users GET list"],
    );
}
