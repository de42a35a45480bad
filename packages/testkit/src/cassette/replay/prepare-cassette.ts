import path from 'node:path';
import { DuologueError } from '@duologue/core';
import { isPlainObject } from '../../match/show.ts';
import { CassetteReader } from '../format/read-cassette.ts';
import { CassetteEngine } from './cassette-engine.ts';
import { checkExpiry, type ExpiryOptions } from './expiry.ts';
import type { PreparedCassette } from './prepared-cassette.ts';
import type { UserPlay } from './user-part.ts';

export interface CassetteOptions extends ExpiryOptions {
  /**
   * What the replay does in the place of the user, with a session of ours: default everything the user did but `context` and `activity`,
   * which apps mostly send by themselves. Give `[]` where the app or the test does all of it.
   */
  readonly plays?: readonly UserPlay[];
  /** Messages of the client may come in any order that their causes allow; default what the cassette says. */
  readonly relaxed?: boolean;
  /** Whether frames that followed speech wait for speech; default true. Set false for a client with a silent microphone. */
  readonly listens?: boolean;
  /** JSON pointers into messages of the client below which everything may differ, such as `/result` for tools that tell the time. */
  readonly ignore?: readonly string[];
  /** Whether a recording that was torn off is replayed as far as it goes; default false. */
  readonly allowIncomplete?: boolean;
  /**
   * Whether event ids are drawn anew too, as all other ids are, so that a client which answers a ping or rates a turn with an id of the
   * recording is found out; default true. They keep their distances: the canonical trace is that of the recording.
   */
  readonly freshEventIds?: boolean;
  /** Seeds fresh ids; default 1. */
  readonly seed?: number;
}

const usual: readonly UserPlay[] = ['speech', 'messages', 'feedback', 'hang_up'];

/** The metadata is among the first frames, where there is any. */
const searchedFrames = 1_000;

/**
 * Opens a cassette for replay: `calls/refund`, with or without `.cassette.yaml`, relative to the working directory, or a URL.
 * @throws DuologueError FILE_UNREADABLE, CASSETTE_INVALID, CASSETTE_INCOMPLETE, CASSETTE_EXPIRED, INVALID_OPTIONS
 */
export function prepareCassette(file: string | URL, options: CassetteOptions = {}): PreparedCassette {
  const reader = new CassetteReader(file);
  const { header } = reader;
  try {
    if (header.state === 'incomplete' && !options.allowIncomplete) {
      throw new DuologueError(
        'CASSETTE_INCOMPLETE',
        `${reader.path} is incomplete: its recording was torn off. Record it again, or replay what there is with allowIncomplete (--allow-incomplete).`,
      );
    }
    checkExpiry(reader, options);
    const recordedId = findConversationId(reader);
    const { input, output } = reader.formats;
    const cassette: PreparedCassette = {
      scenario: {
        version: 1,
        name: header.name,
        ...(options.seed !== undefined && { seed: options.seed }),
        steps: [],
        place: { file: reader.path, line: 1, column: 1 },
      },
      inputFormat: input,
      outputFormat: output,
      recordedId,
      settings: {
        file: reader.path,
        plays: new Set(options.plays ?? usual),
        relaxed: options.relaxed ?? header.relaxed ?? false,
        listens: options.listens ?? true,
        ignore: options.ignore ?? [],
        freshEventIds: options.freshEventIds ?? true,
      },
      speechOf: () => undefined,
      voiceOf: ({ audio }) => ('samples' in audio ? audio.samples : new Int16Array(0)),
      createEngine: (engineOptions) => new CassetteEngine(cassette, engineOptions),
    };
    return cassette;
  } finally {
    reader.close();
  }
}

function findConversationId(reader: CassetteReader): string {
  for (let count = 0; count < searchedFrames; count += 1) {
    const frame = reader.next();
    if (!frame) break;
    const event = frame.data?.conversation_initiation_metadata_event;
    if (isPlainObject(event) && typeof event.conversation_id === 'string') return event.conversation_id;
  }
  return `conv_${path.basename(reader.path)}`;
}
