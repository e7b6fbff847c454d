// Reads the severity of a line that the server wrote to its log. Never changes the line.

export type Severity = 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** The severity a log line states in its first words, else `info`: not all that is on stderr is an error. */
export function severityOf(line: string): Severity {
  const stated = /^(?:\S+\s+)?(ERROR|WARN|INFO|DEBUG|TRACE)\b/.exec(line.trimStart());
  return (stated?.[1]?.toLowerCase() ?? 'info') as Severity;
}
