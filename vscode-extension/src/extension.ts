// The extension: starts the language server, restarts it when it must, and shows how it is.
// Knows nothing of Python or of rules: what the server finds and offers reaches VS Code through the protocol alone.

import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { commands, type ExtensionContext, type LogOutputChannel, window, workspace } from 'vscode';
import {
  ExecuteCommandRequest, LanguageClient, type LanguageClientOptions, RevealOutputChannelOn, State,
} from 'vscode-languageclient/node';
import { TraceChannel } from './log';
import { PAGES, ruleOf } from './pages';
import { findServer } from './server';
import { initializationOptions, launch, RESTARTING } from './settings';
import { severityOf } from './severity';
import { Status } from './status';

/** The languages the server understands, and its own configuration files. */
const LANGUAGES = ['python', 'javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'go', 'rust'];
const DOCUMENTS = [
  ...LANGUAGES.flatMap((language) => [
    { scheme: 'file', language },
    { scheme: 'untitled', language },
  ]),
  { scheme: 'file', pattern: '**/{backend-master,.backend-master}.toml' },
];

let server: Server | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel('Backend Master', { log: true });
  const trace = new TraceChannel(window.createOutputChannel('Backend Master Trace', { log: true }), traceWanted);
  const status = new Status(DOCUMENTS);
  const running = new Server(context, log, trace, status);
  server = running;
  context.subscriptions.push(
    log,
    trace,
    status,
    commands.registerCommand('backendMaster.restartServer', () => running.restart()),
    commands.registerCommand('backendMaster.showLogs', () => log.show()),
    commands.registerCommand('backendMaster.showTrace', () => trace.show()),
    workspace.registerTextDocumentContentProvider(PAGES, {
      provideTextDocumentContent: ({ path }) => running.page(path),
    }),
    workspace.onDidGrantWorkspaceTrust(() => running.restart()),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('backendMaster.trace.server')) {
        trace.refresh();
      }
      if (RESTARTING.some((setting) => change.affectsConfiguration(setting))) {
        return running.restart();
      }
      return undefined;
    }),
  );
  await running.restart();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

/** The one server of this window. Starts and stops follow one another, however fast they are asked for. */
class Server {
  private client: LanguageClient | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: ExtensionContext,
    private readonly log: LogOutputChannel,
    private readonly trace: TraceChannel,
    private readonly status: Status,
  ) {}

  restart(): Promise<void> {
    return this.next(async () => {
      await this.end();
      await this.begin();
    });
  }

  stop(): Promise<void> {
    return this.next(() => this.end());
  }

  /** The page of the rule that this path names, as the server that found something has it. */
  async page(path: string): Promise<string> {
    // A page may be asked for while the server starts.
    await this.last;
    const rule = ruleOf(path);
    if (rule === undefined || this.client === undefined) {
      return rule === undefined ? 'There is no page here.' : 'The server that has this page is not running.';
    }
    const asked = { command: 'backendMaster.explain', arguments: [rule] };
    const page: unknown = await this.client.sendRequest(ExecuteCommandRequest.type, asked);
    return typeof page === 'string' ? page : `There is no rule \`${rule}\`.`;
  }

  private next(step: () => Promise<void>): Promise<void> {
    this.last = this.last.then(step, step);
    return this.last;
  }

  private async begin(): Promise<void> {
    const settings = workspace.getConfiguration('backendMaster');
    if (!settings.get<boolean>('enable', true)) {
      this.status.off('switched off by the setting `backendMaster.enable`');
      return;
    }
    const search = findServer({
      configured: settings.get<string>('path', ''),
      extension: this.context.extensionPath,
      home: homedir(),
      path: process.env['PATH'] ?? '',
      platform: process.platform,
      executable,
    });
    if (!search.found) {
      this.fail(search.message);
      return;
    }
    const { args, env: environment } = launch(settings, process.env);
    this.log.info(`starting ${search.command} ${args.join(' ')}`);
    const client = new LanguageClient(
      'backendMaster',
      'Backend Master',
      { command: search.command, args, options: { env: environment } },
      this.options(),
    );
    client.onDidChangeState(({ newState }) => this.show(newState, client));
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      this.client = undefined;
      this.fail(`The server \`${search.command}\` did not start: ${String(error)}`);
    }
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client === undefined) {
      return;
    }
    // A server that has already gone away cannot be asked to stop.
    await client.dispose().catch((error: unknown) => this.log.debug(`while stopping: ${String(error)}`));
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: DOCUMENTS,
      // Read each time the server is started, also after a crash.
      initializationOptions: () =>
        initializationOptions(workspace.getConfiguration('backendMaster'), workspace.isTrusted),
      diagnosticCollectionName: 'backend-master',
      outputChannel: this.log,
      traceOutputChannel: this.trace,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      stdioOptions: { stdout: (input) => this.pour(input), stderr: (input) => this.pour(input) },
    };
  }

  private pour(input: Readable): void {
    createInterface({ input, crlfDelay: Infinity }).on('line', (line) => this.log[severityOf(line)](line));
  }

  private show(state: State, client: LanguageClient): void {
    if (state === State.Running) {
      this.status.running(client.initializeResult?.serverInfo?.version ?? 'of unknown version');
    } else if (state === State.Starting) {
      this.status.starting();
    } else {
      this.status.off('stopped');
    }
  }

  private fail(message: string): void {
    this.log.error(message);
    this.status.failed(message);
    // Not awaited: the extension is active while the message waits for an answer.
    void window.showErrorMessage(`Backend Master: ${message}`, 'Open Settings', 'Show Logs').then((answer) => {
      if (answer === 'Open Settings') {
        return commands.executeCommand('workbench.action.openSettings', 'backendMaster.path');
      }
      if (answer === 'Show Logs') {
        this.log.show();
      }
      return undefined;
    });
  }
}

function traceWanted(): boolean {
  return workspace.getConfiguration('backendMaster').get<string>('trace.server', 'off') !== 'off';
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
