/** 1, 2, 3 … */
export const ramp = (length: number): Int16Array => Int16Array.from({ length }, (_, index) => index + 1);

export const silence = (length: number): Int16Array => new Int16Array(length);

/** Pieces one after the other. */
export function joined(...pieces: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const piece of pieces) {
    whole.set(piece, filled);
    filled += piece.length;
  }
  return whole;
}
