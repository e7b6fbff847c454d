import { INestApplication, VersioningType } from "@nestjs/common";
import { Test } from "@nestjs/testing";
import request from "supertest";
import { AppModule } from "../src/app.module";
import { PrismaService } from "../src/prisma/prisma.service";

describe("patients", () => {
  let app: INestApplication;

  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(PrismaService)
      .useValue({ patient: { findUnique: jest.fn().mockResolvedValue(null), create: jest.fn() } })
      .compile();
    app = module.createNestApplication();
    app.setGlobalPrefix("api", { exclude: ["health"] });
    app.enableVersioning({ type: VersioningType.URI, defaultVersion: "1" });
    await app.init();
  });

  afterAll(() => app.close());

  it("register without an account", async () => {
    const response = await request(app.getHttpServer())
      .post("/api/v1/patients")
      .send({ name: "Ada", email: "ada@example.org", bornOn: "1980-12-10" });
    expect(response.status).toBe(201);
  });

  it("are shown to those who signed in alone", async () => {
    await request(app.getHttpServer()).get("/api/v1/patients/p1").expect(401);
  });
});
