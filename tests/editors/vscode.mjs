// The workbench of VS Code in a browser without a screen, with the packed extension installed.
// Never touches the user's own VS Code.

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { endings, given, pause, ROOT, settled, until } from './support.mjs';

const QUIET_SETTINGS = {
  'security.workspace.trust.startupPrompt': 'never',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'npm.autoDetect': 'off',
  'chat.commandCenter.enabled': false,
  'editor.accessibilitySupport': 'off',
  'editor.minimap.enabled': false,
  'editor.lightbulb.enabled': 'on',
  'editor.autoClosingBrackets': 'never',
  'editor.wordBasedSuggestions': 'off',
  'files.autoSave': 'off',
};

/** Starts the workbench on a project, with these settings of the user, who trusts the project or does not. */
export async function openVsCode(test, project, settings, trusted = true) {
  const folder = given('VSCODE');
  const work = mkdtempSync(join(tmpdir(), 'backend-master-vscode-'));
  const atEnd = endings(test);
  atEnd(() => rmSync(work, { recursive: true, force: true, maxRetries: 5 }));
  mkdirSync(join(work, 'data/User'), { recursive: true });
  writeFileSync(join(work, 'data/User/settings.json'), JSON.stringify({ ...QUIET_SETTINGS, ...settings }));

  const entry = join(folder, 'node_modules/code-server/out/node/entry.js');
  const folders = ['--user-data-dir', join(work, 'data'), '--extensions-dir', join(work, 'extensions')];
  const env = { ...process.env, XDG_CONFIG_HOME: work, XDG_DATA_HOME: work };
  const installed = spawnSync(
    process.execPath,
    [entry, ...folders, '--install-extension', given('EXTENSION'), '--force'],
    { env, encoding: 'utf8' },
  );
  if (!/successfully installed/.test(installed.stdout)) {
    throw new Error(`the extension did not install:\n${installed.stdout}${installed.stderr}`);
  }

  const port = await freePort();
  const server = spawn(
    process.execPath,
    [entry, ...folders, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`,
      '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override',
      '--disable-file-downloads', ...(trusted ? ['--disable-workspace-trust'] : [])],
    // Its children are ended with it: they are one group.
    { env, stdio: 'ignore', detached: true },
  );
  atEnd(() => endGroup(server));
  const base = `http://127.0.0.1:${port}`;
  await until('the workbench\'s server', () => fetch(`${base}/healthz`).then(({ ok }) => ok, () => false));

  const { chromium } = createRequire(join(folder, 'package.json'))('playwright-core');
  const browser = await chromium.launch({
    executablePath: given('CHROMIUM'),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  atEnd(() => browser.close());
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  page.setDefaultTimeout(60_000);
  atEnd(() => page.screenshot({ path: join(ROOT, '.setup/pictures/last.png') }));
  await page.goto(`${base}/?folder=${encodeURIComponent(project)}`);
  await page.waitForSelector('.monaco-workbench');
  return new VsCode(page, project);
}

class VsCode {
  constructor(page, project) {
    this.page = page;
    this.project = project;
    this.editor = page.locator('.editor-group-container .monaco-editor[data-uri]').first();
  }

  /** Opens a file of the project, as `Ctrl+P` does. By its whole path: searching for names needs a program more. */
  async open(file) {
    await this.pick('Control+p', join(this.project, file), basename(file));
    await this.page.waitForSelector(`.tab.active[data-resource-name="${basename(file)}"]`);
    await this.editor.locator('.view-line').first().waitFor();
  }

  async goTo({ line, column }) {
    await this.focus();
    await this.pick('Control+g', `:${line}:${column}`, `line ${line}`);
  }

  /** Runs a command of the palette by its whole title. */
  async command(title) {
    await this.pick('F1', `>${title}`, title);
  }

  /** Opens the box at the top, types, and takes its first row once that is the one. */
  async pick(key, text, row) {
    const input = this.page.locator('.quick-input-widget input').first();
    await until('the box to type in', async () => {
      await this.page.keyboard.press(key);
      return input.waitFor({ timeout: 3000 }).then(() => true, () => false);
    });
    await input.fill(text);
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    await until(`the row \`${row}\``, async () => (await rows.allTextContents())[0]?.includes(row));
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  focus() {
    return this.editor.locator('.view-lines').click({ position: { x: 400, y: 5 } });
  }

  /** The rows of the Problems panel: what a screen reader says, which begins with the severity, and what is seen. */
  async problems() {
    if ((await this.page.locator('.markers-panel').count()) === 0) {
      await this.page.keyboard.press('Control+Shift+m');
      await this.page.waitForSelector('.markers-panel');
    }
    return settled(() => this.rows());
  }

  async waitForProblems() {
    await this.problems();
    await until('a problem in the panel', async () => (await this.rows()).length > 0).catch(async (error) => {
      throw new Error(`${error.message}; notifications: ${(await this.notifications()).join(' | ')}`);
    });
    return this.problems();
  }

  notifications() {
    return this.page.locator('.notification-list-item-message').allTextContents();
  }

  rows() {
    return this.page.locator('.markers-panel .monaco-list-row[aria-level="2"]')
      .evaluateAll((rows) => rows.map((row) => `${row.getAttribute('aria-label')} ${row.textContent}`));
  }

  /** Follows the link of the first problem of this code, and gives where it leads and what is seen there. */
  async follow(code) {
    await this.problems();
    const link = this.page.locator('.markers-panel a', { hasText: new RegExp(`^${code}$`) }).first();
    const href = await link.getAttribute('href');
    await link.click();
    await this.page.waitForSelector(`.tab.active[data-resource-name="${code}.md"]`);
    const lines = this.editor.locator('.view-line');
    await lines.first().waitFor();
    // Blanks are drawn as others, so that lines do not break there.
    const seen = (await settled(() => lines.allTextContents())).map((line) => line.replaceAll('\u00a0', ' '));
    return { href, seen };
  }

  /** Opens the menu of code actions and gives its rows. */
  async actions() {
    const rows = this.page.locator('.action-widget .monaco-list-row.action');
    await until('the menu of code actions', async () => {
      await this.page.keyboard.press('Control+.');
      return rows.first().waitFor({ timeout: 3000 }).then(() => true, () => false);
    });
    return (await rows.allTextContents()).map((title) => title.trim());
  }

  /** Chooses the first code action with this in its title, and saves all files; keeps a picture of the menu. */
  async act(title, picture) {
    const offered = await this.actions();
    const index = offered.findIndex((row) => row.includes(title));
    if (index < 0) {
      throw new Error(`no action with \`${title}\` among\n${offered.join('\n')}`);
    }
    await this.picture(picture);
    // By keyboard: something lies over the menu for a while that takes clicks.
    for (let row = 0; row < index; row += 1) {
      await this.page.keyboard.press('ArrowDown');
    }
    await this.page.keyboard.press('Enter');
    await this.page.locator('.action-widget').waitFor({ state: 'hidden' });
    await settled(() => this.editor.locator('.view-lines').textContent());
    await this.command('File: Save All Files');
    await until('the files to be saved', async () => (await this.page.locator('.tab.dirty').count()) === 0);
    return offered[index];
  }

  /** Keeps what is seen as a picture in `.setup/pictures`. */
  async picture(name) {
    await this.page.mouse.move(1270, 300);
    await this.page.screenshot({ path: join(ROOT, '.setup/pictures', `${name}.png`) });
  }
}

function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

async function endGroup(server) {
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    try {
      process.kill(-server.pid, signal);
    } catch {
      return;
    }
    await pause(500);
  }
}
