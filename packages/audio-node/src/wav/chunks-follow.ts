import type { ByteSource } from './byte-source.ts';

/** How far it is looked ahead, in bytes: what stands behind the samples is mostly short. */
const longestLook = 65_536;

/** Whether chunks follow, one behind the other up to byte `endsAt`, and not samples. */
export async function chunksFollow(
  source: ByteSource,
  { endsAt, endianness }: { readonly endsAt: number; readonly endianness: 'LE' | 'BE' },
): Promise<boolean> {
  const length = endsAt - source.position;
  const ahead = await source.peek(Math.min(length, longestLook));
  let at = 0;
  while (at + 8 <= ahead.length) {
    if (!/^[\x20-\x7e]{4}$/.test(ahead.toString('latin1', at, at + 4))) return false;
    const size = endianness === 'LE' ? ahead.readUInt32LE(at + 4) : ahead.readUInt32BE(at + 4);
    at += 8 + size;
    // the last chunk may go without its pad byte
    if (at !== length) at += size % 2;
  }
  return length > longestLook ? at <= length : at === length;
}
