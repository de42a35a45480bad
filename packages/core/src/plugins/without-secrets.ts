/** What marks a secret in running text: parameters of signed addresses, bearer tokens, API keys. */
const secrets: readonly RegExp[] = [
  /(?<=[?&](?:[\w-]*(?:signature|token|secret|key|password)[\w-]*)=)[^&\s"'<>]+/gi,
  /(?<=\bbearer[. ])[\w~+/.=-]{8,}/gi,
  /(?<=\bxi-api-key["']?\s*[:=]\s*["']?)[\w-]{8,}/gi,
  /\bsk_[\w-]{16,}/g,
];

/**
 * Text of others, such as the message of an error that a plugin passed on, without what looks like a key.
 * The last line of defence: messages of Duologue itself hold none.
 */
export function withoutSecrets(text: string): string {
  return secrets.reduce((clean, secret) => clean.replace(secret, '[secret]'), text);
}
