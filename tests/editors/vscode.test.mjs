// VS Code with the packed extension, against the server that was built.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import {
  BAD, BAD_CODES, copyProject, faultsOfRepair, faultsOfTests, given, GOOD, REPAIR, testFiles, until, USE_CASE,
} from './support.mjs';
import { openVsCode } from './vscode.mjs';

test('VS Code shows the findings of the bad example, repairs one, and generates tests of the good one', async (t) => {
  const project = copyProject(t);
  const vscode = await openVsCode(t, project, { 'backendMaster.path': given('SERVER') });

  await vscode.open(BAD);
  assert.deepEqual(codesOf(await vscode.waitForProblems()), BAD_CODES);

  await vscode.goTo(REPAIR);
  await vscode.act(REPAIR.title, 'repair');
  assert.deepEqual(faultsOfRepair(project, codesOf(await vscode.problems())), []);

  await vscode.open(GOOD);
  await vscode.goTo(USE_CASE);
  await vscode.act('Generate tests', 'generate');
  await until('the file of tests', () => testFiles(project).length > 0);
  const files = testFiles(project);
  assert.equal(files.length, 1);
  assert.deepEqual(faultsOfTests(project, files[0]), []);
});

test('VS Code opens the page of the rule that a finding names', async (t) => {
  const project = copyProject(t);
  const vscode = await openVsCode(t, project, { 'backendMaster.path': given('SERVER') });
  await vscode.open(BAD);
  await vscode.waitForProblems();
  const { href, seen } = await vscode.follow('BM101');
  assert.equal(href, 'backend-master:/BM101.md');
  const { stdout } = spawnSync(given('SERVER'), ['explain', 'BM101'], { encoding: 'utf8' });
  const title = stdout.split('\n').find((line) => line.startsWith('# '));
  assert.ok(title && seen.includes(title), `no line \`${title}\` among\n${seen.join('\n')}`);
});

test('VS Code says what to do where the server is missing', async (t) => {
  const project = copyProject(t);
  const vscode = await openVsCode(t, project, { 'backendMaster.path': join(project, 'no-such-server') });
  await vscode.open(GOOD);
  await until('the message', async () => (await vscode.notifications()).length > 0);
  const [message] = await vscode.notifications();
  assert.match(message, /backendMaster\.path.*no-such-server.*no executable file/);
});

test('VS Code starts the user\'s server and no other one in a workspace that is not trusted, and tells it so', async (t) => {
  const project = copyProject(t);
  const started = join(project, 'started');
  script(join(project, 'planted'), `touch '${started}'`);
  mkdirSync(join(project, '.vscode'));
  writeFileSync(
    join(project, '.vscode/settings.json'),
    JSON.stringify({ 'backendMaster.path': join(project, 'planted'), 'backendMaster.args': ['--planted'] }),
  );
  const heard = join(project, 'heard');
  const listening = join(project, 'listening');
  script(listening, `tee '${heard}' | '${given('SERVER')}' "$@"`);

  const vscode = await openVsCode(t, project, { 'backendMaster.path': listening }, false);
  await vscode.open(BAD);
  assert.deepEqual(codesOf(await vscode.waitForProblems()), BAD_CODES);
  assert.match(readFileSync(heard, 'utf8'), /"initializationOptions":\{"trusted":false/);
  assert.ok(!existsSync(started), 'the workspace chose what is started');
});

function script(file, line) {
  writeFileSync(file, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}

/** The codes in the rows of the Problems panel, hints left out. */
function codesOf(rows) {
  return rows
    .filter((row) => !/^Hint\b/i.test(row))
    .map((row) => /backend-master(BM\d{3})/.exec(row)?.[1] ?? row)
    .sort();
}
