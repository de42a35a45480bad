const hostIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Samples as 16-bit little-endian bytes. The memory may be shared: neither side may change it any more. */
export function toPcmBytes(samples: Int16Array): Buffer {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  return hostIsLittleEndian ? bytes : Buffer.from(bytes).swap16();
}

/** Turns a stream of 16-bit little-endian bytes into samples; the odd byte at the end of a piece waits for the next. */
export class PcmDecoder {
  #odd: number | undefined;

  push(bytes: Uint8Array): Int16Array {
    const length = bytes.length + (this.#odd === undefined ? 0 : 1);
    const whole = Buffer.alloc(length - (length % 2));
    let filled = 0;
    if (this.#odd !== undefined && whole.length > 0) filled = whole.writeUInt8(this.#odd, 0);
    whole.set(bytes.subarray(0, whole.length - filled), filled);
    if (length % 2 === 1) this.#odd = bytes.at(-1) ?? this.#odd;
    else this.#odd = undefined;
    if (!hostIsLittleEndian) whole.swap16();
    return new Int16Array(whole.buffer, whole.byteOffset, whole.length / 2);
  }
}
