export class NoteNotFoundError extends Error {}

export class NotebookFullError extends Error {}
