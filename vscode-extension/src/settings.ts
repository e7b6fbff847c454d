// Turns settings into what the server is started with and told. Never starts it.

import { RULE_PAGES } from './pages';

/** The part of `vscode.WorkspaceConfiguration` that is used: `get` with a default value. */
export interface Settings {
  get<T>(key: string, otherwise: T): T;
}

/** The command line and environment of the server process. */
export interface Launch {
  readonly args: string[];
  readonly env: Record<string, string | undefined>;
}

/** The variable by which the server is told how much to log. */
const LOG_VARIABLE = 'BACKEND_MASTER_LOG';

/** What the server is started with, given the settings and the environment of the editor. */
export function launch(settings: Settings, environment: Record<string, string | undefined>): Launch {
  const args = settings.get<unknown>('args', []);
  return {
    args: ['server', ...(Array.isArray(args) ? args.filter((arg) => typeof arg === 'string') : [])],
    env: {
      ...environment,
      [LOG_VARIABLE]: settings.get<string>('logLevel', 'info'),
      ...stringsOf(settings.get<unknown>('env', {})),
    },
  };
}

/** The `initializationOptions`: whether the user trusts the workspace, where pages are, and the settings that change findings. */
export function initializationOptions(settings: Settings, trusted: boolean): object {
  // `null` leaves the choice to the project's configuration.
  return { trusted, rulePages: RULE_PAGES, preview: settings.get<boolean | null>('preview', null) };
}

/** Settings that are read when the server starts: a change of one of them needs a new server. */
export const RESTARTING = ['enable', 'path', 'args', 'env', 'logLevel'].map((key) => `backendMaster.${key}`);

function stringsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) {
    return {};
  }
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
