// Helix in a terminal of its own, read from the screen and driven by keys. Never touches the user's tmux or Helix.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, given, pause, ROOT, settled, until } from './support.mjs';

const CONFIGURATION = `
[editor]
idle-timeout = 50
completion-timeout = 5
auto-pairs = false
popup-border = "all"
[editor.lsp]
auto-signature-help = false
display-inlay-hints = false
`;

const SEVERITIES = { ERROR: 'error', WARN: 'warning', INFO: 'info', HINT: 'hint' };

/** Starts Helix on a file, with the configuration that is shipped. */
export async function openHelix(test, project, file) {
  const work = mkdtempSync(join(tmpdir(), 'backend-master-helix-'));
  const terminal = (...words) =>
    execFileSync(given('TMUX'), ['-S', join(work, 'tmux'), ...words], { env: environmentOf(work), encoding: 'utf8' });
  test.after(() => {
    try {
      terminal('kill-server');
    } catch {
      // It has ended already.
    }
    rmSync(work, { recursive: true, force: true, maxRetries: 5 });
  });
  mkdirSync(join(work, 'helix'));
  cpSync(join(ROOT, 'editors/helix/languages.toml'), join(work, 'helix/languages.toml'));
  writeFileSync(join(work, 'helix/config.toml'), CONFIGURATION);
  const command = [given('HELIX'), join(project, file)].map((word) => `'${word}'`).join(' ');
  terminal('-f', '/dev/null', 'new-session', '-d', '-x', '240', '-y', '50', '-c', project, command);
  const helix = new Helix(terminal);
  await until('Helix', () => helix.screen().some((line) => line.includes(' NOR ')));
  return helix;
}

class Helix {
  constructor(terminal) {
    this.terminal = terminal;
  }

  screen() {
    return this.terminal('capture-pane', '-p').split('\n');
  }

  keys(...names) {
    this.terminal('send-keys', ...names);
  }

  type(text) {
    this.terminal('send-keys', '-l', '--', text);
  }

  /** Waits until the gutter shows a finding. */
  async waitForFindings() {
    await until('a finding in the gutter', () => this.screen().some((line) => /^[●■▲▎]/u.test(line)));
    await settled(() => this.screen());
  }

  /** The findings as the picker shows them. Messages are cut where a column of it ends. */
  async findings() {
    await settled(() => this.screen());
    this.keys('Space', 'd');
    await until('the picker', () => this.screen().some((line) => line.includes('severity')));
    const rows = picked(await settled(() => this.screen(), 500));
    this.keys('Escape');
    await until('the picker to close', () => !this.screen().some((line) => line.includes('severity')));
    return rows;
  }

  async goTo({ line, column }) {
    this.type(`:${line}`);
    this.keys('Enter');
    await pause(200);
    this.type('gh');
    if (column > 1) {
      this.type(`${column - 1}l`);
    }
    await pause(200);
  }

  /** Goes to the first finding. */
  async goToFirstFinding() {
    this.type('[D');
    await pause(200);
  }

  /** Opens the menu of code actions, chooses the first one with this in its title, and saves all files. */
  async act(title) {
    this.keys('Space', 'a');
    await until('the menu of code actions', () => menuOf(this.screen()).length > 0);
    const offered = menuOf(await settled(() => this.screen(), 500));
    const index = offered.findIndex((row) => row.includes(title));
    if (index < 0) {
      throw new Error(`no action with \`${title}\` among\n${offered.join('\n')}`);
    }
    // The first row is chosen when the menu opens.
    for (let row = 0; row < index; row += 1) {
      this.keys('Down');
    }
    this.keys('Enter');
    await settled(() => this.screen());
    this.type(':write-all');
    this.keys('Enter');
    await settled(() => this.screen());
    return offered[index];
  }
}

function environmentOf(work) {
  return { ...environment(), LC_ALL: 'C.UTF-8', XDG_CONFIG_HOME: work, XDG_CACHE_HOME: join(work, 'cache') };
}

/** The rows of a menu with a border. */
function menuOf(screen) {
  if (!screen.some((line) => line.includes('┌'))) {
    return [];
  }
  return screen.map((line) => /│ ?([^│]*[^│ ]) *│/u.exec(line)?.[1]).filter((row) => row !== undefined);
}

/** The rows of the diagnostics picker, cut at the columns that its first line names. */
function picked(screen) {
  const cells = screen.map((line) => line.split('│')[1] ?? '');
  const heading = cells.findIndex((cell) => /severity .*message/.test(cell));
  const [code, message] = ['code', 'message'].map((name) => cells[heading]?.indexOf(name) ?? -1);
  return cells.slice(heading + 1).flatMap((cell) => {
    const severity = SEVERITIES[/^ *>? *(\w+)/.exec(cell)?.[1] ?? ''];
    if (severity === undefined) {
      return [];
    }
    return [{ severity, code: cell.slice(code, message).trim(), message: cell.slice(message).trim() }];
  });
}
