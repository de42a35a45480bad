import { DuologueError } from '../errors.ts';
import { hosts, type Region } from './region.ts';

/** Where to connect: give `agentId` (with `apiKey` for a private agent), or `signedUrl`, or `url`. */
export interface EndpointOptions {
  /** The agent, as in its settings. Enough alone for a public agent. */
  readonly agentId?: string;
  /** Fetches a signed URL first, so that the key itself never reaches the socket. */
  readonly apiKey?: string;
  /** A signed URL that somebody else fetched. It lasts for one conversation. */
  readonly signedUrl?: string;
  /** The whole address of any server that speaks the protocol, on your own premises too. Nothing is added to it. */
  readonly url?: string;
  /** A token that allows the connection, sent as the subprotocol `bearer.<token>`. Goes with `agentId`. */
  readonly token?: string;
  /** Default `global`; with `agentId`. */
  readonly region?: Region;
  /** The address of the API, in the place of a region: `https://…` or `http://…`; with `agentId`. The socket's address follows from it. */
  readonly baseUrl?: string;
  /** The set of environment variables that the agent uses; with `agentId` or `signedUrl`. */
  readonly environment?: string;
  /** A branch of the agent; with `apiKey`. */
  readonly branchId?: string;
  /** A version of the agent; with `apiKey`. */
  readonly versionId?: string;
  /** Has the signed URL carry a conversation id, so that it serves once; with `apiKey`. */
  readonly includeConversationId?: boolean;
  /** Extra HTTP headers for the socket and the calls around it. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Does the HTTP calls; default the global `fetch`. */
  readonly fetch?: typeof fetch;
}

export const endpointOptionNames: readonly (keyof EndpointOptions)[] = [
  'agentId',
  'apiKey',
  'signedUrl',
  'url',
  'token',
  'region',
  'baseUrl',
  'environment',
  'branchId',
  'versionId',
  'includeConversationId',
  'headers',
  'fetch',
];

/**
 * Checks that the options name one place.
 * @throws DuologueError INVALID_OPTIONS
 */
export function checkEndpoint(options: EndpointOptions): void {
  const { agentId, signedUrl, url, apiKey, token, region, baseUrl } = options;
  const places = Object.entries({ agentId, signedUrl, url }).filter(([, value]) => value !== undefined);
  if (places.length !== 1) {
    const given = places.length === 0 ? 'none' : places.map(([name]) => name).join(' and ');
    throw invalid(`Give exactly one of agentId, signedUrl and url (given: ${given}).`);
  }
  const [[name, value] = ['', undefined]] = places;
  if (typeof value !== 'string' || value.trim() === '') throw invalid(`${name} is empty or no string.`);
  if (name !== 'agentId' && !hasProtocol(value, ['ws:', 'wss:'])) {
    throw invalid(`${name} must be an address that begins with ws:// or wss://.`);
  }
  if (agentId === undefined && (apiKey !== undefined || token !== undefined)) {
    throw invalid(`apiKey and token go with agentId; ${name} needs neither.`);
  }
  if (apiKey !== undefined && token !== undefined) {
    throw invalid('Give apiKey or token, not both: each of them opens a private agent.');
  }
  const forKey = (['branchId', 'versionId', 'includeConversationId'] as const).filter(
    (option) => options[option] !== undefined,
  );
  if (apiKey === undefined && forKey.length > 0) {
    const pick = forKey.length === 1 ? 'goes' : 'go';
    throw invalid(`${forKey.join(' and ')} ${pick} with apiKey: only a signed URL can say it.`);
  }
  if (region !== undefined && !Object.hasOwn(hosts, region)) {
    throw invalid(`There is no region "${region}". The regions are ${Object.keys(hosts).join(', ')}.`);
  }
  const forAgent = Object.entries({
    region,
    baseUrl,
    ...(url !== undefined && { environment: options.environment }),
  })
    .filter(([, given]) => given !== undefined)
    .map(([option]) => option);
  if (agentId === undefined && forAgent.length > 0) {
    throw invalid(`${forAgent.join(' and ')} would do nothing: ${name} is the whole address already.`);
  }
  if (region !== undefined && baseUrl !== undefined) throw invalid('Give region or baseUrl, not both.');
  if (baseUrl !== undefined && !hasProtocol(baseUrl, ['http:', 'https:'])) {
    throw invalid('baseUrl must be an address that begins with http:// or https://.');
  }
  if (options.headers !== undefined) checkHeaders(options.headers);
}

function checkHeaders(headers: unknown): void {
  if (typeof headers !== 'object' || headers === null) {
    throw invalid('headers must be an object with a string for each header.');
  }
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string')
      throw invalid(`The header ${name} is ${typeof value}; it must be a string.`);
  }
}

function hasProtocol(value: string, protocols: readonly string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

function invalid(message: string): DuologueError {
  return new DuologueError('INVALID_OPTIONS', message);
}
