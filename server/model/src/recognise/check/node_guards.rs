//! What stands before handlers of JavaScript, and before which of them, on real frameworks.

use super::endpoints::guarded;
use super::workspace::Workspace;

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
