// Sorts the server's log lines by severity and makes the trace setting work. Never holds a line back.

import { EventEmitter, LogLevel, type LogOutputChannel } from 'vscode';

/**
 * A view of `channel` whose level follows a setting.
 *
 * The client writes a trace only while its channel is at level `Trace`, which users can set in a menu alone:
 * without this view the setting `backendMaster.trace.server` would do nothing.
 */
export class TraceChannel implements LogOutputChannel {
  private readonly changed = new EventEmitter<LogLevel>();
  readonly onDidChangeLogLevel = this.changed.event;

  constructor(
    private readonly channel: LogOutputChannel,
    private readonly wanted: () => boolean,
  ) {}

  get name(): string {
    return this.channel.name;
  }

  get logLevel(): LogLevel {
    return this.wanted() ? LogLevel.Trace : LogLevel.Off;
  }

  /** To be called when the setting may have changed. */
  refresh(): void {
    this.changed.fire(this.logLevel);
  }

  // The channel's own level is `Info`: a lower one would be swallowed.
  trace(message: string): void {
    this.channel.info(message);
  }

  debug(message: string, ...rest: unknown[]): void {
    this.channel.debug(message, ...rest);
  }

  info(message: string, ...rest: unknown[]): void {
    this.channel.info(message, ...rest);
  }

  warn(message: string, ...rest: unknown[]): void {
    this.channel.warn(message, ...rest);
  }

  error(error: string | Error, ...rest: unknown[]): void {
    this.channel.error(error, ...rest);
  }

  append(value: string): void {
    this.channel.append(value);
  }

  appendLine(value: string): void {
    this.channel.appendLine(value);
  }

  replace(value: string): void {
    this.channel.replace(value);
  }

  clear(): void {
    this.channel.clear();
  }

  show(preserveFocus?: unknown): void {
    this.channel.show(preserveFocus === true);
  }

  hide(): void {
    this.channel.hide();
  }

  dispose(): void {
    this.changed.dispose();
    this.channel.dispose();
  }
}
