/** A source of numbers from 0 (included) to 1 (excluded), the same ones for the same seed and lane. */
export type Random = () => number;

/**
 * Numbers for one purpose ("lane"), drawn from a seed: another draw in one lane never shifts the numbers of another.
 * The generator is sfc32 (PractRand, public domain), its state filled by hashing seed and lane with cyrb128.
 */
export function randomLane(seed: number, lane: string): Random {
  let [a, b, c, counter] = hash(`${seed}/${lane}`);
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  for (let warmUp = 0; warmUp < 12; warmUp += 1) next();
  return next;
}

function hash(text: string): [number, number, number, number] {
  let [h1, h2, h3, h4] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    h1 = h2 ^ Math.imul(h1 ^ code, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ code, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ code, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ code, 2716044179);
  }
  return [h1, h2, h3, h4];
}
