const hostIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Samples as 16-bit little-endian bytes. Where the computer is little-endian too, they share memory. */
export function bytesOf(samples: Int16Array): Uint8Array {
  if (hostIsLittleEndian) return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  return Buffer.from(samples.slice().buffer).swap16();
}
