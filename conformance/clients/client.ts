import type { UserDriver } from '@duologue/testkit';
import type { Told, What } from '../story.ts';

/** Where the agent is. */
export interface Target {
  /** The service, such as `http://127.0.0.1:40123`. */
  readonly httpUrl: string;
  readonly agentId: string;
  /** What a signed URL for a private agent costs. */
  readonly apiKey: string;
}

/** A client under test, with a driver for it. */
export interface Client {
  readonly name: string;
  readonly mode: 'voice' | 'text';
  /** What it connects to: a private agent takes a signed URL, and the key that buys one. */
  readonly agent: 'public' | 'private';
  /** The code that arrives when its user hangs up. */
  readonly hangsUpWith: number;
  /** What the server remarks on its messages: liberties that it takes with the contract. */
  readonly liberties: readonly RegExp[];
  /** What it never tells the app. */
  readonly silentAbout: readonly What[];
  /** Connects to the agent, with one tool, and tells what happens. */
  readonly connect: (target: Target, tell: (told: Told) => void) => Call;
}

/** One conversation of a client. */
export interface Call {
  readonly driver: UserDriver;
  /** Resolves when the client is gone and has told everything. Rejects where it could not start. */
  readonly ended: Promise<void>;
}

/** A tool result that is no string, although the contract says strings. */
export const rawResult: RegExp = /client_tool_result .*\/result must be string/;

/** The tool that every client has. */
export const weatherTool = {
  name: 'get_weather',
  run: (): { readonly celsius: number } => ({ celsius: 21 }),
};
