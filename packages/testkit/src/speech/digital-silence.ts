const zeros = Buffer.alloc(4_096);

/** Whether every byte is zero: of 16-bit samples, digital silence. */
export function isDigitalSilence(bytes: Uint8Array): boolean {
  for (let from = 0; from < bytes.length; from += zeros.length) {
    const length = Math.min(zeros.length, bytes.length - from);
    if (zeros.compare(bytes, from, from + length, 0, length) !== 0) return false;
  }
  return true;
}
