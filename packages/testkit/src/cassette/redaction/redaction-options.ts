/** What becomes of the speech of the user, which is personal data. */
export type UserAudioPolicy = 'keep' | 'drop' | 'noise';

/** What is taken out of a recording before it is written. */
export interface RedactionOptions {
  /** Variables of the environment: the values of those named like `ELEVENLABS_API_KEY` are secrets. Default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Further secrets, of 6 characters at least. */
  readonly secrets?: readonly string[];
  /** Dynamic variables that may stay as they are; default none. What is a secret or personal by its shape goes anyway. */
  readonly keepVariables?: readonly string[] | 'all';
  /** Prompts and first messages that the client sends; default `keep`. */
  readonly prompts?: 'keep' | 'redact';
  /** Names of further fields whose values go, such as `customer_name`. */
  readonly fields?: readonly string[];
  /** Default `noise`: as long and as loud as the speech was. */
  readonly userAudio?: UserAudioPolicy;
  /** Of the noise; default 1. */
  readonly seed?: number;
}
