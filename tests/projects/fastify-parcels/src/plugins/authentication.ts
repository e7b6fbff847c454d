import jwt from "@fastify/jwt";
import type { FastifyReply, FastifyRequest } from "fastify";
import fp from "fastify-plugin";

export async function requireUser(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  try {
    await request.jwtVerify();
  } catch {
    await reply.code(401).send({ message: "sign in first" });
  }
}

export default fp(async (app) => {
  await app.register(jwt, { secret: process.env.JWT_SECRET ?? "only for development" });
});
