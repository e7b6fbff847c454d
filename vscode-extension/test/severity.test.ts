import assert from 'node:assert/strict';
import { test } from 'node:test';
import { severityOf } from '../src/severity';

for (const [line, severity] of [
  ['2026-01-02T03:04:05.678901Z  WARN lsp: slow request', 'warn'],
  [' INFO lsp: started', 'info'],
  ['ERROR lsp: a request panicked', 'error'],
  ['thread main panicked', 'info'],
  ['nothing to do with ERROR', 'info'],
  ['', 'info'],
] as const) {
  test(`\`${line}\` is of severity ${severity}`, () => assert.equal(severityOf(line), severity));
}
