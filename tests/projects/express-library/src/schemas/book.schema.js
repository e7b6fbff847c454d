const { z } = require("zod");

const bookSchema = z.object({
  isbn: z.string().length(13),
  title: z.string().min(1).max(200),
  author: z.string().min(1),
});

module.exports = { bookSchema };
