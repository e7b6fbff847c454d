// Shows in VS Code's language status how the server is. Never starts or stops it.

import { type Disposable, type DocumentSelector, type LanguageStatusItem, languages, LanguageStatusSeverity } from 'vscode';

const RESTART = { title: 'Restart', command: 'backendMaster.restartServer' };
const LOGS = { title: 'Show Logs', command: 'backendMaster.showLogs' };

/** The entry `Backend Master` behind the `{}` in the status bar. */
export class Status implements Disposable {
  private readonly item: LanguageStatusItem;

  constructor(documents: DocumentSelector) {
    this.item = languages.createLanguageStatusItem('backendMaster.status', documents);
    this.item.name = 'Backend Master';
    this.item.text = 'Backend Master';
  }

  starting(): void {
    this.set('starting', LanguageStatusSeverity.Information, LOGS);
    this.item.busy = true;
  }

  running(version: string): void {
    this.set(`server ${version}`, LanguageStatusSeverity.Information, RESTART);
  }

  off(why: string): void {
    this.set(why, LanguageStatusSeverity.Warning, RESTART);
  }

  failed(why: string): void {
    this.set(why, LanguageStatusSeverity.Error, LOGS);
  }

  dispose(): void {
    this.item.dispose();
  }

  private set(detail: string, severity: LanguageStatusSeverity, command: { title: string; command: string }): void {
    this.item.detail = detail;
    this.item.severity = severity;
    this.item.command = command;
    this.item.busy = false;
  }
}
