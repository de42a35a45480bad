import { CassetteReader } from '../format/read-cassette.ts';

/**
 * Writes a cassette as JSONL: the header, as `{"header": …}`, and a frame a line. Audio is named and not in it.
 * @throws DuologueError as `readCassette`
 */
export function cassetteToJsonl(file: string): string {
  const reader = new CassetteReader(file);
  let text = `${JSON.stringify({ header: reader.header })}\n`;
  for (let frame = reader.next(); frame; frame = reader.next()) text += `${JSON.stringify(frame)}\n`;
  return text;
}
