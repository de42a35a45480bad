/** The version that is written. */
export const cassetteVersion = 1;

/** What stands above the frames. Fields that nobody knows are kept. */
export interface CassetteHeader extends CassetteFacts {
  readonly version: typeof cassetteVersion;
  /** `complete` once the end of the conversation is in the file: a recording that was killed stays `incomplete`. */
  readonly state: 'complete' | 'incomplete';
}

/** What whoever records says of a cassette. */
export interface CassetteFacts {
  /** What the conversation is called. */
  readonly name: string;
  readonly provenance: CassetteProvenance;
  /** The protocol as whoever recorded it knew it: a hash of the schemas of all messages. */
  readonly protocol?: { readonly contract: string };
  /** A hash of how the agent was configured, where a proxy with a key could read it. */
  readonly agent_config_hash?: string;
  /** Dropped `seen` barriers, and messages of the client may come in any order that their causes allow. */
  readonly relaxed?: true;
  /** When it is too old to be trusted, as an ISO 8601 date; default never. */
  readonly expires?: string;
  readonly [field: string]: unknown;
}

/** Where a cassette comes from. */
export interface CassetteProvenance {
  /** `session`, `proxy`, or the name of what it was imported from. */
  readonly source: string;
  /** The host of the service, without credentials. */
  readonly host?: string;
  /** The path of the conversation, without its query. */
  readonly path?: string;
  /** ISO 8601. */
  readonly recorded_at: string;
  /** The program that wrote it, with its version. */
  readonly recorder: string;
  /** Which rules of redaction were applied. */
  readonly redaction: string;
  readonly [field: string]: unknown;
}
