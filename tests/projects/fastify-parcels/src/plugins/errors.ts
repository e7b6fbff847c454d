import fp from "fastify-plugin";
import {
  AlreadyDeliveredError,
  InvalidTrackingNumberError,
  ParcelNotFoundError,
  TooHeavyError,
} from "../domain/errors.js";

export default fp(async (app) => {
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof ParcelNotFoundError) {
      return reply.code(404).send({ message: error.message });
    }
    if (error instanceof AlreadyDeliveredError) {
      return reply.code(409).send({ message: error.message });
    }
    if (error instanceof InvalidTrackingNumberError || error instanceof TooHeavyError) {
      return reply.code(422).send({ message: error.message });
    }
    return reply.send(error);
  });
});
