import { NotebookFullError } from "./errors";
import { Note } from "./note";
import type { NoteRepository } from "./note-repository";

const LIMIT = 100;

export async function writeNote(repository: NoteRepository, notebook: string, text: string): Promise<Note> {
  const known = await repository.list(notebook);
  if (known.length >= LIMIT) {
    throw new NotebookFullError(notebook);
  }
  const note = new Note(null, notebook, text);
  await repository.save(note);
  return note;
}
