import Database from "better-sqlite3";

export const database = new Database(process.env.DATABASE ?? ":memory:");

database.exec("create table if not exists notes (id integer primary key, notebook text, text text)");
