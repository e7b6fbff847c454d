// Proves the generated tests of the projects beside this file: writes them into copies and runs them for real.
//
//     node prove.mjs --binary BACKEND_MASTER --modules NODE_MODULES [--fast] [NAME...]
//
// NODE_MODULES holds what `package.json` beside this file names. In each copy `generate tests --write` is run, and then:
// the file is where it belongs, nothing else was touched, a second run changes nothing, the project's own compiler
// accepts it, and its own runner is green without a skip. Without `--fast` the outcomes of `expected.toml` are broken
// one by one, and then the symbol in many small ways; all of the outcomes and nine tenths of the rest must turn red.
// Ends with 1 where a project misses the bar. Never writes into the projects themselves.

import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const HERE = dirname(fileURLToPath(import.meta.url));
const KILLED_AT_LEAST = 0.9;
const RUNNERS = {
  vitest: () => ["node_modules/vitest/vitest.mjs", "run", "--reporter=json", "--outputFile=report.json"],
  jest: () => ["node_modules/jest/bin/jest.js", "--json", "--outputFile=report.json"],
  node: (test) => ["--import", "tsx", "--test", "--test-reporter=tap", test],
};

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { binary: { type: "string" }, modules: { type: "string" }, fast: { type: "boolean", default: false } },
});
const binary = resolve(options.binary);
const modules = resolve(options.modules);
const ts = createRequire(join(modules, "x.js"))("typescript");

const names = positionals.length > 0 ? positionals : await projects();
let good = 0;
for (const name of names) {
  const result = await prove(name);
  good += result.problems.length === 0 ? 1 : 0;
  console.log(`${name.padEnd(14)} ${result.tests} tests  outcomes ${result.outcomes}  killed ${result.killed}`);
  for (const problem of result.problems) console.log(`    ${problem}`);
  for (const survivor of result.survivors) console.log(`    survives, line ${survivor}`);
}
console.log(`${good} of ${names.length} use cases meet the bar`);
process.exitCode = good === names.length ? 0 : 1;

async function projects() {
  const found = [];
  for (const name of (await readdir(HERE)).sort()) {
    if (await exists(join(HERE, name, "expected.toml"))) found.push(name);
  }
  return found;
}

async function prove(name) {
  const result = { problems: [], survivors: [], tests: 0, outcomes: "-", killed: "-" };
  const expected = readToml(await readFile(join(HERE, name, "expected.toml"), "utf8"));
  const folder = await mkdtemp(join(tmpdir(), "prove-"));
  const project = join(folder, name);
  try {
    await cp(join(HERE, name), project, { recursive: true });
    await symlink(modules, join(project, "node_modules"));
    await proveIn(project, expected, result);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return result;
}

async function proveIn(project, expected, result) {
  const before = await contents(project);
  const generate = ["generate", "tests", expected.target, "--symbol", expected.symbol, "--write"];
  const first = await run(binary, generate, project);
  if (first.code !== 0) return void result.problems.push(`generate ended with ${first.code}: ${first.output}`);
  const after = await contents(project);
  await run(binary, generate, project);
  if (!same(after, await contents(project))) result.problems.push("the second run changed something");
  if (!after.has(expected.test_file)) return void result.problems.push(`no ${expected.test_file}: ${first.output}`);
  for (const [path, text] of after) {
    const old = before.get(path);
    const isNew = old === undefined && path !== expected.test_file;
    const isChanged = old !== undefined && old !== text && path !== expected.test_file;
    if (isNew || isChanged) result.problems.push(`${path} was touched`);
  }
  if (first.output.includes("not covered")) result.problems.push(first.output.trim());
  const types = await run(process.execPath, ["node_modules/typescript/bin/tsc", "--noEmit"], project);
  if (types.code !== 0) result.problems.push(`types: ${types.output.trim()}`);
  const suite = await runSuite(project, expected);
  result.tests = suite.passed;
  if (suite.code !== 0 || suite.failed > 0 || suite.skipped > 0 || suite.passed === 0) {
    return void result.problems.push(`not green: ${JSON.stringify(suite)}`);
  }
  if (!options.fast) await measure(project, expected, result);
}

async function runSuite(project, expected) {
  const { code, output } = await run(process.execPath, RUNNERS[expected.runner](expected.test_file), project);
  if (expected.runner === "node") {
    const count = (what) => Number(new RegExp(`^# ${what} (\\d+)`, "m").exec(output)?.[1] ?? 0);
    // A `describe` counts as a test of its own there.
    return { code, passed: count("pass"), failed: count("fail"), skipped: count("skipped") + count("todo") };
  }
  const path = join(project, "report.json");
  if (!(await exists(path))) return { code, passed: 0, failed: 0, skipped: 0, output };
  const report = JSON.parse(await readFile(path, "utf8"));
  await rm(path);
  const skipped = report.numPendingTests + report.numTodoTests;
  return { code, passed: report.numPassedTests, failed: report.numFailedTests, skipped };
}

// --- breaking ---------------------------------------------------------------------------------------------------------

async function measure(project, expected, result) {
  const path = join(project, expected.target);
  const source = await readFile(path, "utf8");
  const isRed = async (edit) => {
    await writeFile(path, source.slice(0, edit.start) + edit.text + source.slice(edit.end));
    const { code } = await run(process.execPath, RUNNERS[expected.runner](expected.test_file), project);
    await writeFile(path, source);
    return code !== 0;
  };
  let asserted = 0;
  for (const outcome of expected.outcomes) {
    const edit = broken(source, outcome);
    if (edit === undefined) result.problems.push(`outcome not in the source: ${outcome.id}`);
    else if (await isRed(edit)) asserted += 1;
    else result.problems.push(`outcome not asserted: ${outcome.id}`);
  }
  result.outcomes = `${asserted}/${expected.outcomes.length}`;
  const mutants = edits(source, expected);
  let killed = 0;
  for (const edit of mutants) {
    if (await isRed(edit)) killed += 1;
    else result.survivors.push(`${edit.line}: ${edit.kind}: ${source.slice(edit.start, edit.end)} -> ${edit.text}`);
  }
  result.killed = `${killed}/${mutants.length}`;
  if (killed < KILLED_AT_LEAST * mutants.length) result.problems.push(`${result.killed} mutants killed`);
}

function broken(source, outcome) {
  let start = -1;
  for (let nth = outcome.occurrence ?? 1; nth > 0; nth -= 1) start = source.indexOf(outcome.exit, start + 1);
  if (start < 0) return undefined;
  const end = start + outcome.exit.length;
  if (outcome.change) return { start, end, text: outcome.exit.replace(outcome.change.from, outcome.change.to) };
  if (outcome.exit.startsWith("throw")) return { start, end, text: "throw new Error('broken');" };
  if (outcome.exit.startsWith("return")) return { start, end, text: "return 'broken' as never;" };
  return { start, end, text: "" };
}

function edits(source, expected) {
  const file = ts.createSourceFile(expected.target, source, ts.ScriptTarget.Latest, true);
  const found = [];
  const put = (kind, node, text) => {
    const start = node.getStart(file);
    const line = file.getLineAndCharacterOfPosition(start).line + 1;
    found.push({ kind, line, start, end: node.getEnd(), text });
  };
  const shifted = { "<": "<=", "<=": "<", ">": ">=", ">=": ">" };
  const visit = (node) => {
    const text = (part) => part.getText(file);
    if (ts.isIfStatement(node) || ts.isWhileStatement(node)) put("negated", node.expression, `!(${text(node.expression)})`);
    if (ts.isConditionalExpression(node)) put("negated", node.condition, `!(${text(node.condition)})`);
    if (ts.isThrowStatement(node)) put("dropped throw", node, ";");
    if (ts.isExpressionStatement(node) && isCall(node.expression)) put("dropped call", node, ";");
    if (ts.isReturnStatement(node) && node.expression) {
      const flips = { true: "false", false: "true" };
      put("swapped return", node.expression, flips[text(node.expression)] ?? "(undefined as never)");
    }
    if (ts.isBinaryExpression(node)) {
      const sign = text(node.operatorToken);
      if (shifted[sign]) put("shifted boundary", node.operatorToken, shifted[sign]);
    }
    if (ts.isNumericLiteral(node)) put("changed constant", node, String(Number(node.text) + 1));
    if (ts.isStringLiteral(node) && !isProse(node)) put("changed constant", node, JSON.stringify(`${node.text}x`));
    ts.forEachChild(node, visit);
  };
  const [owner, method] = expected.symbol.split(".");
  ts.forEachChild(file, (node) => {
    const named = node.name?.text === owner;
    const bound = ts.isVariableStatement(node) && node.declarationList.declarations.some((each) => each.name.text === owner);
    if (!named && !bound) return;
    if (!ts.isClassDeclaration(node)) return visit(node);
    for (const member of node.members) {
      if (member.body && !ts.isConstructorDeclaration(member) && (!method || member.name.text === method)) visit(member.body);
    }
  });
  return found;
}

function isCall(node) {
  return ts.isCallExpression(ts.isAwaitExpression(node) ? node.expression : node);
}

/** Whether a text is a type, a key or what an error says. */
function isProse(node) {
  const { parent } = node;
  return ts.isLiteralTypeNode(parent) || ts.isPropertyAssignment(parent) && parent.name === node || ts.isNewExpression(parent);
}

// --- files ------------------------------------------------------------------------------------------------------------

async function contents(folder) {
  const found = new Map();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const name = relative(folder, path);
    if (entry.isFile() && !name.startsWith("node_modules")) found.set(name, await readFile(path, "utf8"));
  }
  return found;
}

function same(left, right) {
  return left.size === right.size && [...left].every(([path, text]) => right.get(path) === text);
}

async function exists(path) {
  return stat(path).then(() => true, () => false);
}

function run(command, args, cwd) {
  return new Promise((done) => {
    execFile(command, args, { cwd, timeout: 120_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      done({ code, output: stdout + stderr });
    });
  });
}

/** The part of TOML that `expected.toml` is written in: texts, numbers, inline tables and lists of tables. */
function readToml(text) {
  const whole = {};
  let at = whole;
  for (const line of text.split("\n")) {
    const table = /^\[\[(\w+)\]\]$/.exec(line.trim());
    if (table) {
      at = {};
      (whole[table[1]] ??= []).push(at);
      continue;
    }
    const entry = /^(\w+) = (.+)$/.exec(line.trim());
    if (entry) at[entry[1]] = readValue(entry[2]);
  }
  return whole;
}

function readValue(text) {
  if (text.startsWith("'")) return text.slice(1, -1);
  if (text.startsWith('"')) return JSON.parse(text);
  if (!text.startsWith("{")) return Number(text);
  const entries = {};
  for (const [, key, value] of text.matchAll(/(\w+) = ('[^']*'|"(?:[^"\\]|\\.)*")/g)) entries[key] = readValue(value);
  return entries;
}
