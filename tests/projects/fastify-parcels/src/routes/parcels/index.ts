import { Type, type Static } from "@sinclair/typebox";
import type { FastifyPluginAsync } from "fastify";
import { requireUser } from "../../plugins/authentication.js";

const RegisterBody = Type.Object({
  number: Type.String(),
  recipient: Type.String({ minLength: 1 }),
  weightInGrams: Type.Integer({ minimum: 1 }),
});

const parcels: FastifyPluginAsync = async (app) => {
  app.post<{ Body: Static<typeof RegisterBody> }>(
    "/",
    { schema: { body: RegisterBody }, preHandler: requireUser },
    async function register(request, reply) {
      const parcel = await app.parts.registerParcel.execute(request.body);
      return reply.code(201).send({ number: parcel.number.value });
    },
  );

  app.get<{ Params: { number: string } }>("/:number/status", async function status(request) {
    return { status: await app.parts.trackParcel.execute(request.params.number) };
  });
};

export default parcels;
