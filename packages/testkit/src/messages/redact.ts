import { isPlainObject } from '../match/show.ts';

const secretName = /(api[-_]?key|token|secret|password|authorization|signature|bearer)/i;
const secretInUrl = /([?&](?:conversation_signature|signature|token|api_key)=)[^&\s"]+/gi;

/** A value without anything that opens doors: what stands under a name that tells, and signatures in addresses. */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(secretInUrl, '$1[redacted]');
  if (Array.isArray(value)) return value.map(redact);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      secretName.test(key) && inner !== null && typeof inner !== 'number' ? '[redacted]' : redact(inner),
    ]),
  );
}
