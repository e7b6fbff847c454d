// Finds the executable of the language server. Never starts it and never asks VS Code for anything.

import { delimiter, isAbsolute, join } from 'node:path';

/** Where to look. Everything the search depends on is in here, so that it can be tested. */
export interface Places {
  /** The setting `backendMaster.path`; empty when it is not set. */
  readonly configured: string;
  /** The folder the extension is installed in. */
  readonly extension: string;
  /** The user's home folder. */
  readonly home: string;
  /** The environment variable `PATH`. */
  readonly path: string;
  /** `process.platform`. */
  readonly platform: NodeJS.Platform;
  /** Whether a file that can be executed is at this path. */
  readonly executable: (path: string) => boolean;
}

export type Search =
  | { readonly found: true; readonly command: string }
  | { readonly found: false; readonly message: string };

/**
 * The server to start: the configured one, else the one in the extension's `bin` folder, else the first on `PATH`.
 *
 * A configured path that leads nowhere is reported and not replaced by another server.
 */
export function findServer(places: Places): Search {
  const configured = places.configured.trim();
  if (configured !== '') {
    return fromSetting(configured, places);
  }
  const name = places.platform === 'win32' ? 'backend-master.exe' : 'backend-master';
  const folders = [join(places.extension, 'bin'), ...searchPath(places.path)];
  for (const folder of folders) {
    const command = join(folder, name);
    if (places.executable(command)) {
      return { found: true, command };
    }
  }
  return {
    found: false,
    message:
      'The server `backend-master` is neither in the extension nor on PATH. ' +
      'Install it with `cargo xtask install`, or set `backendMaster.path` to it.',
  };
}

function fromSetting(configured: string, places: Places): Search {
  const command = /^~[\\/]/.test(configured) ? join(places.home, configured.slice(2)) : configured;
  if (!isAbsolute(command)) {
    return {
      found: false,
      message: `The setting \`backendMaster.path\` must be an absolute path, and \`${configured}\` is none.`,
    };
  }
  if (!places.executable(command)) {
    return {
      found: false,
      message: `The setting \`backendMaster.path\` names \`${configured}\`, which is no executable file.`,
    };
  }
  return { found: true, command };
}

// An empty or relative entry means the working folder, which is the workspace: what lies there must not be started.
function searchPath(path: string): string[] {
  return path.split(delimiter).filter((folder) => isAbsolute(folder));
}
