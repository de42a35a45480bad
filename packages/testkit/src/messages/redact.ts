import { isPlainObject } from '../match/show.ts';

const secretName = /(api[-_]?key|token|secret|password|authorization|signature|bearer)/i;
const secretInUrl = /([?&](?:conversation_signature|signature|token|api_key)=)[^&\s"]+/gi;

/** A value without anything that opens doors: what stands under a name that tells, and signatures in addresses. */
export function redact(value: unknown): unknown {
  if (typeof value === 'string')
    return value.includes('=') ? value.replace(secretInUrl, '$1[redacted]') : value;
  if (Array.isArray(value)) return value.map(redact);
  if (!isPlainObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const inner = value[key];
    const isSecret = inner !== null && typeof inner !== 'number' && secretName.test(key);
    // a key such as __proto__ has to stay a key
    if (key === '__proto__') Object.defineProperty(copy, key, { value: redact(inner), enumerable: true });
    else copy[key] = isSecret ? '[redacted]' : redact(inner);
  }
  return copy;
}
