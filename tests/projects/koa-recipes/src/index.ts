import mongoose from "mongoose";
import { createApp } from "./app";

async function main(): Promise<void> {
  await mongoose.connect(process.env.MONGO_URL ?? "mongodb://localhost/recipes");
  createApp().listen(Number(process.env.PORT ?? 3000));
}

void main();
