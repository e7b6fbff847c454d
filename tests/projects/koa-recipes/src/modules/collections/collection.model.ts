import mongoose from "mongoose";

const collectionSchema = new mongoose.Schema({ ownerId: String, name: String, recipeIds: [String] });

export default mongoose.model("Collection", collectionSchema);
