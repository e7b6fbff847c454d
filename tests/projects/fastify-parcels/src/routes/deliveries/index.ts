import type { FastifyInstance } from "fastify";
import { requireUser } from "../../plugins/authentication.js";
import { tours } from "./tours.js";

interface DeliveryBody {
  signedBy: string;
}

export default async function deliveries(app: FastifyInstance): Promise<void> {
  app.addHook("onRequest", requireUser);

  app.route<{ Params: { number: string }; Body: DeliveryBody }>({
    method: ["POST", "PUT"],
    url: "/:number",
    handler: async function deliver(request, reply) {
      await app.parts.deliverParcel.execute(request.params.number, request.body.signedBy);
      return reply.code(204).send();
    },
  });

  app.register(tours, { prefix: "/tours" });
}
