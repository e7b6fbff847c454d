import { NoteNotFoundError } from "./errors";
import type { NoteRepository } from "./note-repository";

export async function rewriteNote(repository: NoteRepository, id: number, text: string): Promise<void> {
  const note = await repository.find(id);
  if (!note) {
    throw new NoteNotFoundError(String(id));
  }
  note.rewrite(text);
  await repository.save(note);
}
