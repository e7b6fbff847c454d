// Neovim with the configuration that is shipped, against the server that was built.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  BAD, BAD_CODES, codesOf, copyProject, environment, faultsOfRepair, faultsOfTests, given, GOOD, REPAIR, ROOT, testFiles,
  USE_CASE,
} from './support.mjs';

const DRIVER = fileURLToPath(new URL('neovim.lua', import.meta.url));

function drive(project, request) {
  const asked = { config: join(ROOT, 'editors/neovim'), ...request, file: join(project, request.file) };
  const ran = spawnSync(given('NEOVIM'), ['--clean', '-l', DRIVER, JSON.stringify(asked)], {
    cwd: project,
    env: { ...environment(), XDG_STATE_HOME: join(project, '.state') },
    encoding: 'utf8',
    timeout: 120_000,
  });
  assert.equal(ran.status, 0, ran.stdout + ran.stderr);
  return JSON.parse(ran.stdout);
}

test('Neovim shows the findings of the bad example, and repairs one', (t) => {
  const project = copyProject(t);
  const { findings } = drive(project, { file: BAD });
  assert.deepEqual(codesOf(findings), BAD_CODES);
  assert.ok(findings.every(({ source }) => source === 'backend-master'));

  drive(project, { file: BAD, at: [REPAIR.line, REPAIR.column], action: REPAIR.title });
  const { findings: left } = drive(project, { file: BAD });
  assert.deepEqual(faultsOfRepair(project, codesOf(left)), []);
});

test('Neovim generates tests of the good example that pass', (t) => {
  const project = copyProject(t);
  const made = drive(project, { file: GOOD, at: [USE_CASE.line, USE_CASE.column], action: 'Generate tests' });
  assert.deepEqual(codesOf(made.findings), []);
  const files = testFiles(project);
  assert.equal(files.length, 1, JSON.stringify(made, null, 2));
  assert.deepEqual(faultsOfTests(project, files[0]), []);
});
