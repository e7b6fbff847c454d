import { describe, expect, it } from "vitest";
import { NotebookFullError } from "../src/notes/errors";
import { Note } from "../src/notes/note";
import type { NoteRepository } from "../src/notes/note-repository";
import { writeNote } from "../src/notes/write-note";

class MemoryNotes implements NoteRepository {
  constructor(readonly notes: Note[] = []) {}

  async list(notebook: string): Promise<Note[]> {
    return this.notes.filter((note) => note.notebook === notebook);
  }

  async find(id: number): Promise<Note | null> {
    return this.notes.find((note) => note.id === id) ?? null;
  }

  async save(note: Note): Promise<void> {
    this.notes.push(note);
  }
}

describe("writeNote", () => {
  it("keeps the note", async () => {
    const notes = new MemoryNotes();
    await writeNote(notes, "kitchen", "buy salt");
    expect(notes.notes).toHaveLength(1);
  });

  it("refuses a full notebook", async () => {
    const full = Array.from({ length: 100 }, (_, id) => new Note(id, "kitchen", "salt"));
    await expect(writeNote(new MemoryNotes(full), "kitchen", "pepper")).rejects.toThrow(NotebookFullError);
  });
});
