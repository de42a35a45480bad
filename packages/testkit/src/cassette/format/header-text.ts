import { stringify } from 'yaml';
import type { CassetteHeader } from './cassette-header.ts';

/** The header as it stands in the file, with the line under which the frames begin. */
export function headerText(header: CassetteHeader): string {
  const { version, state, ...rest } = header;
  return `version: ${version}\nstate: ${state}\n${stringify(rest, { lineWidth: 0 })}frames:\n`;
}
