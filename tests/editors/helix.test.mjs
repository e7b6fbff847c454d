// Helix with the configuration that is shipped, against the server that was built.

import assert from 'node:assert/strict';
import test from 'node:test';
import { openHelix } from './helix.mjs';
import {
  BAD, BAD_CODES, codesOf, copyProject, faultsOfRepair, faultsOfTests, GOOD, REPAIR, testFiles, until, USE_CASE,
} from './support.mjs';

test('Helix shows the findings of the bad example, and repairs one', async (t) => {
  const project = copyProject(t);
  const helix = await openHelix(t, project, BAD);
  await helix.waitForFindings();
  assert.deepEqual(codesOf(await helix.findings()), BAD_CODES);

  await helix.goTo(REPAIR);
  await helix.act(REPAIR.title);
  assert.deepEqual(faultsOfRepair(project, codesOf(await helix.findings())), []);
});

test('Helix generates tests of the good example that pass', async (t) => {
  const project = copyProject(t);
  const helix = await openHelix(t, project, GOOD);
  await helix.goTo(USE_CASE);
  await helix.act('Generate tests');
  await until('the file of tests', () => testFiles(project).length > 0);
  const files = testFiles(project);
  assert.equal(files.length, 1);
  assert.deepEqual(faultsOfTests(project, files[0]), []);
});
