import type { Detector } from './finding.ts';

/** Keys by their shape, of the service and of others that tools talk to. */
const keyShapes: readonly RegExp[] = [
  /(?<![A-Za-z\d])sk[_-][A-Za-z\d_-]{12,}/g, // ElevenLabs, OpenAI, Anthropic, Stripe
  /(?<![A-Za-z\d])(?:pk|rk|whsec)_[A-Za-z\d_]{12,}/g, // Stripe
  /(?<![A-Za-z\d])(?:AKIA|ASIA|ABIA|ACCA)[A-Z\d]{16}(?![A-Za-z\d])/g, // AWS
  /(?<![A-Za-z\d])(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z\d]{20,}/g, // GitHub
  /(?<![A-Za-z\d])github_pat_[A-Za-z\d_]{20,}/g,
  /(?<![A-Za-z\d])glpat-[\w-]{16,}/g, // GitLab
  /(?<![A-Za-z\d])xox[abeoprs]-[\w-]{10,}/g, // Slack
  /(?<![A-Za-z\d])AIza[\w-]{30,}/g, // Google
  /(?<![A-Za-z\d])ya29\.[\w-]{16,}/g,
  /(?<![A-Za-z\d])hf_[A-Za-z\d]{16,}/g, // Hugging Face
  /(?<![A-Za-z\d])npm_[A-Za-z\d]{20,}/g,
  /(?<![A-Za-z\d])SG\.[\w-]{16,}\.[\w-]{16,}/g, // SendGrid
  /(?<![A-Za-z\d])(?:AC|SK)[\da-f]{32}(?![A-Za-z\d])/g, // Twilio
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];

/** What stands behind a word that says what it is. */
const named = String.raw`(?:xi[-_ ]?api[-_ ]?key|x[-_]api[-_]key|api[-_ ]?key|access[-_ ]?key|client[-_ ]?secret|secret|password|passwd|passphrase|passcode|pwd|(?:access|refresh|id|session|auth)[-_ ]?token|token|cookie|credentials?)`;

export const credentialDetectors: readonly Detector[] = [
  ...keyShapes.map((pattern): Detector => ({ type: 'key', pattern })),
  { type: 'token', pattern: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]*(?:\.[\w-]+){0,3}/g },
  {
    type: 'token',
    pattern:
      /\bbearer(?:\s+|\.|%20)(?!(?:tokens?|auth\w*|(?:sub)?protocols?|headers?|scheme|credentials?|certificates?)\b)(?<value>[\w~+/.=-]{6,})/dgi,
  },
  { type: 'secret', pattern: /\bbasic\s+(?<value>[A-Za-z\d+/]{8,}={0,2})/dgi },
  {
    type: 'signature',
    pattern:
      /[?&#;](?:[\w.-]{0,64}(?:signature|token|secret|key|password|passwd|credential|auth|jwt|session|otp)[\w.-]{0,64}|sig|code|state|nonce)=(?<value>[^&\s"'<>#{}]+)/dgi,
  },
  { type: 'secret', pattern: /\b[a-z][a-z\d+.-]{0,30}:\/\/(?<value>[^/\s:@"'<>{}]*:[^/\s@"'<>{}]+)@/dgi },
  {
    type: 'secret',
    pattern: new RegExp(
      String.raw`(?<![A-Za-z])${named}["']?\s*[:=]\s*["']?(?!(?:api_?key|tokens?|secret|password|string|number|undefined|null|true|false|process|your)(?![\w-]))(?<value>[^\s"',;&{}]{4,})`,
      'dgiu',
    ),
  },
  { type: 'secret', pattern: new RegExp(String.raw`<${named}(?:\s[^<>]{0,64})?>(?<value>[^<>]+)<`, 'dgiu') },
  {
    type: 'secret',
    pattern:
      /\b(?:pass ?word|pass ?code|pass ?phrase|pin|security code|verification code|cvv|cvc)(?: number)?(?: is|:| =|, it's| was)\s+["']?(?<value>(?!\b(?:the|a|an|not|in|on|my|your|too|very|wrong|right|correct|required|needed|ready)\b)[^\s"',;{}]{3,})/dgi,
  },
];
