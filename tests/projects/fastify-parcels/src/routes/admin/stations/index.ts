import type { FastifyPluginAsync } from "fastify";

export const autoPrefix = "/stations";

const stations: FastifyPluginAsync = async (app) => {
  app.get("/", listStations);
  app.delete<{ Params: { id: string } }>("/:id", closeStation);
};

async function listStations(): Promise<string[]> {
  return ["Kassel", "Ulm"];
}

async function closeStation(): Promise<{ closed: boolean }> {
  return { closed: true };
}

export default stations;
