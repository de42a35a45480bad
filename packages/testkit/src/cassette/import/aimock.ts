import { clientMessageSchemas, serverMessageSchemas } from '@duologue/core';
import { isPlainObject } from '../../match/show.ts';
import { clientTypeOf } from '../../messages/client-contract.ts';
import { GptLive, type AimockEntry } from './gpt-live.ts';
import { frameOf, notImportable, type Fields, type ImportedCall } from './imported-call.ts';

/** The recording in a file of aimock: the file itself, what a fixture answers with, or the first fixture of several that answers with one. */
export function aimockIn(content: unknown): Fields | undefined {
  if (!isPlainObject(content)) return undefined;
  if (Array.isArray(content.entries)) return content;
  const fixtures = Array.isArray(content.fixtures) ? content.fixtures : [content.live, content.response];
  return (
    fixtures.map(aimockIn).find((found) => found !== undefined) ??
    (isPlainObject(content.response) ? aimockIn(content.response) : undefined)
  );
}

/**
 * Reads a recording of aimock. Events of ConvAI are taken as they are; those of gpt-live-1 become the messages that ConvAI has for them.
 * @throws DuologueError CASSETTE_INVALID
 */
export function readAimock(recording: Fields): ImportedCall {
  if (recording.version !== 1)
    throw notImportable(`it is version ${String(recording.version)} of aimock's format, and 1 is known`);
  const entries = (recording.entries as readonly unknown[]).map(entryOf);
  const common = { source: 'aimock', ...provenanceOf(recording.capture) };
  const end = { code: 1000, reason: '', dir: 'down' } as const;
  if (entries.every(isConvai))
    return { ...common, end, frames: entries.map(({ dir, event, t }) => frameOf(dir, event, t)) };
  if (!entries.some(({ event }) => event.type === 'session.started')) {
    const strange = entries.find((entry) => !isConvai(entry))?.event.type;
    throw notImportable(
      `its events are neither those of ConvAI nor those of gpt-live-1, such as "${String(strange)}"`,
    );
  }
  const live = new GptLive(recording);
  for (const entry of entries) live.take(entry);
  return { ...common, ...live.finish() };
}

function entryOf(entry: unknown, index: number): AimockEntry {
  const { direction, atMs, event } = isPlainObject(entry) ? entry : {};
  const dir = { client: 'up', sent: 'up', server: 'down', received: 'down' }[String(direction)];
  if ((dir !== 'up' && dir !== 'down') || !isPlainObject(event))
    throw notImportable(`entry ${index + 1} has no direction or no event`);
  return { dir, t: typeof atMs === 'number' ? Math.round(atMs) : 0, event };
}

function isConvai({ dir, event }: AimockEntry): boolean {
  return dir === 'up'
    ? Object.hasOwn(clientMessageSchemas, clientTypeOf(event) ?? '')
    : Object.hasOwn(serverMessageSchemas, String(event.type));
}

function provenanceOf(capture: unknown): { recordedAt?: string; host?: string } {
  const { observedAt, host } =
    isPlainObject(capture) && isPlainObject(capture.provenance) ? capture.provenance : {};
  return {
    ...(typeof observedAt === 'string' && { recordedAt: observedAt }),
    ...(typeof host === 'string' && { host }),
  };
}
