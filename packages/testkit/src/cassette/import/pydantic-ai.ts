import { isPlainObject } from '../../match/show.ts';
import { frameOf, notImportable, type Fields, type ImportedCall } from './imported-call.ts';

/** Whether a file is a cassette of pydantic-ai: `version: 1` and a list of `interactions`. */
export function isPydanticAi(
  content: unknown,
): content is Fields & { readonly interactions: readonly unknown[] } {
  return isPlainObject(content) && Array.isArray(content.interactions);
}

/** Reads a cassette of pydantic-ai. Where it has no close, the service closes, so that a replay ends. @throws DuologueError CASSETTE_INVALID */
export function readPydanticAi({
  version,
  interactions,
}: Fields & { readonly interactions: readonly unknown[] }): ImportedCall {
  if (version !== 1)
    throw notImportable(`it is version ${String(version)} of pydantic-ai's format, and 1 is known`);
  let end: ImportedCall['end'] = { code: 1000, reason: '', dir: 'down' };
  const frames = interactions.flatMap((interaction, index) => {
    const { kind, direction, data, code, reason } = isPlainObject(interaction) ? interaction : {};
    if (kind === 'close') {
      end = {
        code: typeof code === 'number' ? code : 1000,
        reason: typeof reason === 'string' ? reason : '',
        dir: direction === 'sent' ? 'up' : 'down',
      };
      return [];
    }
    const isMessage = kind === 'message' && (direction === 'sent' || direction === 'received');
    if (!isMessage || !isPlainObject(data))
      throw notImportable(`interaction ${index + 1} is no message and no close`);
    return [frameOf(direction === 'sent' ? 'up' : 'down', data)];
  });
  return { source: 'pydantic-ai', frames, end };
}
