const { describe, it, mock } = require("node:test");
const assert = require("node:assert/strict");
const request = require("supertest");

const { createApp } = require("../src/app");
const books = require("../src/repositories/books.repository");

describe("books", () => {
  it("are found by title", async () => {
    mock.method(books, "search", async () => [{ isbn: "9780262033848" }]);
    const response = await request(createApp()).get("/api/books?title=algorithms");
    assert.equal(response.status, 200);
  });

  it("are added by librarians alone", async () => {
    const response = await request(createApp()).post("/api/books").send({ isbn: "1" });
    assert.equal(response.status, 401);
  });
});
