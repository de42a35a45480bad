import type { PartResult } from './play.ts';

/** One check of the server that needs no client. */
export interface CheckResult {
  readonly name: string;
  readonly failure: string | undefined;
}

/** Clients by parts: `pass`, `FAIL`, or a dash where the client does not play the part. */
export function table(results: readonly PartResult[]): string {
  const clients = [...new Set(results.map(({ client }) => client))];
  const parts = [...new Set(results.map(({ part }) => part))];
  const rows = clients.map((client) => [
    client,
    ...parts.map((part) => {
      const result = results.find((candidate) => candidate.client === client && candidate.part === part);
      if (!result) return '-';
      return result.failures.length === 0 ? 'pass' : 'FAIL';
    }),
  ]);
  const header = ['client', ...parts];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** What is wrong, part by part. */
export function details(results: readonly PartResult[]): string {
  return results
    .filter(({ failures }) => failures.length > 0)
    .map(({ client, part, failures }) => `${client}, ${part}:\n${indented(failures)}`)
    .join('\n\n');
}

export function checkList(checks: readonly CheckResult[]): string {
  return checks
    .map(({ name, failure }) =>
      failure === undefined ? `pass  ${name}` : `FAIL  ${name}\n${indented([failure])}`,
    )
    .join('\n');
}

function indented(lines: readonly string[]): string {
  return lines.map((text) => `  ${text.replaceAll('\n', '\n  ')}`).join('\n');
}
