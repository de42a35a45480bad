/**
 * The sum of the squares of `samples[from..to)`, which is exact. Four at a time: the microphone is listened to all the
 * time, and of single squares each would have to wait until the one before is added.
 */
export function sumOfSquares(samples: Int16Array, from: number, to: number): number {
  let sum = 0;
  let index = from;
  for (; index + 4 <= to; index += 4) {
    sum +=
      (samples[index] ?? 0) ** 2 +
      (samples[index + 1] ?? 0) ** 2 +
      ((samples[index + 2] ?? 0) ** 2 + (samples[index + 3] ?? 0) ** 2);
  }
  for (; index < to; index += 1) sum += (samples[index] ?? 0) ** 2;
  return sum;
}
