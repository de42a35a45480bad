import type { RedactedType } from './placeholder.ts';

const secretName =
  /(?:^|_)(?:api_?key|apikey|access_key|private_key|secret|password|passwd|pwd|passphrase|passcode|authorization|authentication|auth|bearer|cookie|credentials?|signature|signed_url|token|jwt|otp|totp|pin|cvv|cvc|cvv2|csrf|session_key|security_code|verification_code|dtmf_digits|dtmf)(?:$|_)/;

/** Behind these, a name speaks of a secret and holds none. */
const aboutSecret =
  /_(?:type|method|mode|kind|count|name|status|expires|expires_at|expires_in|expiry|length|limit|usage|required|id|enabled|format|reason)$/;

const personalNames: readonly (readonly [RegExp, RedactedType])[] = [
  [/(?:^|_)(?:e_?mail|e_?mail_?address|mail_address)(?:$|_)/, 'email'],
  [
    /(?:^|_)(?:phone|phone_?number|mobile|mobile_?number|telephone|tel|msisdn|fax|caller_id|caller_number|called_number|from_number|to_number|whatsapp)(?:$|_)/,
    'phone',
  ],
  [/(?:^|_)(?:card_?number|credit_?card|debit_?card)(?:$|_)/, 'card'],
  [/(?:^|_)iban(?:$|_)/, 'iban'],
  [
    /(?:^|_)(?:ssn|social_security|social_security_number|passport|passport_number|tax_id|national_id|id_card|driver_license|drivers_license|date_of_birth|birth_?date|birthday|dob)(?:$|_)/,
    'identity',
  ],
];

/** A name in lower case with underscores: `apiKey`, `API-Key` and `api_key` are one. */
export function plainName(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z\d]+/g, '_')
    .toLowerCase();
}

/** What the value of a field is by its name alone; undefined where the name tells nothing. */
export function typeOfField(name: string): RedactedType | undefined {
  const plain = plainName(name);
  if (aboutSecret.test(plain) && !/(?:^|_)(?:tax|national|caller)_id$/.test(plain)) return undefined;
  if (secretName.test(plain)) return plain.includes('token') || plain.includes('bearer') ? 'token' : 'secret';
  return personalNames.find(([pattern]) => pattern.test(plain))?.[1];
}

/** Fields whose values the protocol lives on; a long string without sense is no secret there. */
export function isIdentifier(name: string): boolean {
  return /(?:^|_)(?:ids?|uuid|sha256|hash|digest|etag|revision|commit)$/.test(plainName(name));
}

/** What a value is that stands at any depth in a field; undefined where its own name says that it only tells about it. */
export function tellsAbout(name: string): boolean {
  return /^(?:type|kind|mode|method|scheme|format|status|state|count|length|limit|required|enabled|expires(?:_at|_in)?|expiry)$/.test(
    plainName(name),
  );
}

const noValue =
  /^(?:none|null|undefined|unknown|n\/a|true|false|yes|no|on|off|required|optional|enabled|disabled|missing|valid|invalid|expired)$/i;

const ways =
  /^(?:basic|bearer|digest|oauth2?|oidc|saml|jwt|ntlm|mtls|negotiate|api_?key|sms|mail|email|phone|password|passkey|pin|otp|totp|token|cookie|session|push|sso)$/i;

/** Words that say what kind of a secret there is, or that there is none. */
export function isNoSecret(name: string, value: string): boolean {
  return (
    noValue.test(value) || (/(?:^|_)auth(?:entication|orization)?$/.test(plainName(name)) && ways.test(value))
  );
}

/** Names of numbers that only measure something. */
export function isQuantity(name: string): boolean {
  return /(?:^|_)(?:bytes|bits|size|ms|us|ns|seconds|duration|time|timestamp|at|count|total|tokens|samples|frames|amount|price|cents|limit|seed|offset|length|width|height|version)$/.test(
    plainName(name),
  );
}

const protocolIds: ReadonlySet<string> = new Set([
  'event_id',
  'conversation_id',
  'tool_call_id',
  'request_id',
  'response_id',
  'in_response_to_ids',
  'agent_id',
  'file_id',
  'sha256',
]);

/** Ids of the service itself where the protocol has them: digits there are no telephone number. */
export function isProtocolId(name: string): boolean {
  return protocolIds.has(name);
}

const words: ReadonlySet<string> = new Set([
  'type',
  'tool_name',
  'tool_type',
  'state',
  'status',
  'role',
  'response_type',
  'error_type',
  'language',
  'component',
  'agent_output_audio_format',
  'user_input_audio_format',
  'mime_type',
  'model',
  'score',
  'integration_type',
]);

/** Words of the protocol where the protocol has them, which mean something to a client: no name of a person. */
export function isProtocolWord(name: string, value: string): boolean {
  return words.has(name) && /^[A-Za-z][\w./-]{0,63}$/.test(value);
}

const freeFields: ReadonlySet<string> = new Set([
  'parameters',
  'dynamic_variables',
  'custom_llm_extra_body',
  'headers',
  'result',
]);

/** Fields in which an app says what it likes: no name below means what it means to the protocol. */
export function isFree(name: string): boolean {
  return freeFields.has(name);
}
