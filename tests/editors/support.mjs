// What the tests of all three editors share: the project they open, and what must come of it.
// Knows no editor.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The rules that must speak on `app/users/bad.py`, in the order of their codes. */
export const BAD_CODES = ['BM101', 'BM102', 'BM102', 'BM102', 'BM201', 'BM202', 'BM506'];

/** A part of the title of the repair that is chosen, where it is offered, and the codes that it settles. */
export const REPAIR = { title: 'Raise `', line: 4, column: 5, settles: ['BM201', 'BM202'] };

export const BAD = 'app/users/bad.py';
export const GOOD = 'app/users/good.py';

/** Line and column, counted from 1, of the function's name in `GOOD`. */
export const USE_CASE = { line: 6, column: 11 };

/** A value that `cargo xtask test` hands over. */
export function given(name) {
  const value = process.env[`BACKEND_MASTER_TEST_${name}`];
  if (!value) {
    throw new Error(`BACKEND_MASTER_TEST_${name} is not set: these tests are run by \`cargo xtask test\``);
  }
  return value;
}

/** The environment in which `backend-master` is the server under test. */
export function environment() {
  const folder = dirname(given('SERVER'));
  return { ...process.env, PATH: [folder, process.env.PATH].join(delimiter) };
}

/** Gives a function that takes what is to be done when the test ends: the last one given is done first. */
export function endings(test) {
  const steps = [];
  test.after(async () => {
    for (const step of steps.reverse()) {
      await step();
    }
  });
  return (step) => steps.push(step);
}

/** A copy of the project that the test may change; it goes when the test ends. */
export function copyProject(test) {
  const work = realpathSync(mkdtempSync(join(tmpdir(), 'backend-master-')));
  test.after(() => rmSync(work, { recursive: true, force: true, maxRetries: 5 }));
  const folder = join(work, 'members');
  cpSync(fileURLToPath(new URL('project', import.meta.url)), folder, { recursive: true });
  return folder;
}

/** Codes in sorted order, to be compared with `BAD_CODES`. Hints are a matter of taste and left out. */
export function codesOf(diagnostics) {
  return diagnostics
    .filter(({ severity }) => severity !== 'hint')
    .map(({ code }) => code)
    .sort();
}

/** The files of generated tests below `tests/`. */
export function testFiles(project) {
  return readdirSync(join(project, 'tests'), { recursive: true })
    .filter((file) => /(^|[\\/])test_[^\\/]*\.py$/.test(file))
    .map((file) => join(project, 'tests', file));
}

/** Why a generated file is not what it should be; empty where it is. */
export function faultsOfTests(project, file) {
  const text = readFileSync(file, 'utf8');
  const faults = [];
  if (!/pytest\.raises\(UserAlreadyExistsError/.test(text)) {
    faults.push('no test asserts the error that is raised');
  }
  const ran = spawnSync(given('PYTHON'), ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', file], {
    cwd: project,
    encoding: 'utf8',
  });
  const passed = Number(/(\d+) passed/.exec(ran.stdout)?.[1] ?? 0);
  if (ran.status !== 0 || passed < 2) {
    faults.push(`pytest ended with ${ran.status} and ${passed} passed tests:\n${ran.stdout}${ran.stderr}`);
  }
  return faults.length === 0 ? [] : [...faults, text];
}

/** Why the repaired example is not what it should be; empty where it is. */
export function faultsOfRepair(project, codes) {
  const file = join(project, BAD);
  const text = readFileSync(file, 'utf8');
  const faults = [];
  const left = BAD_CODES.filter((code) => !REPAIR.settles.includes(code));
  if (codes.join() !== left.join()) {
    faults.push(`the findings left are ${codes}, and not ${left}`);
  }
  if (!/except Exception as (\w+):\n +raise \w+Error\(.*\) from \1\n/.test(text)) {
    faults.push('no error is raised from the one that was swallowed');
  }
  const parse = 'import ast, sys; ast.parse(open(sys.argv[1], encoding="utf-8").read())';
  const parsed = spawnSync(given('PYTHON'), ['-c', parse, file], { encoding: 'utf8' });
  if (parsed.status !== 0) {
    faults.push(parsed.stderr);
  }
  return faults.length === 0 ? [] : [...faults, text];
}

/** Asks again and again until the answer is truthy. */
export async function until(what, probe, milliseconds = 30_000) {
  const end = Date.now() + milliseconds;
  for (;;) {
    const answer = await probe();
    if (answer) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`timed out waiting for ${what}`);
    }
    await pause(100);
  }
}

export function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** Asks until the answer has been the same for a while, and gives it. */
export async function settled(probe, quiet = 1000, milliseconds = 30_000) {
  let last = await probe();
  let since = Date.now();
  await until('a screen that no longer changes', async () => {
    const now = await probe();
    if (JSON.stringify(now) !== JSON.stringify(last)) {
      last = now;
      since = Date.now();
    }
    return Date.now() - since > quiet;
  }, milliseconds);
  return last;
}
