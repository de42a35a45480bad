import alawmulaw from 'alawmulaw';

/** One of the two laws by which phones code a sample in a byte (ITU-T G.711). */
export interface G711 {
  /** As base64. */
  encode(samples: Int16Array): string;
  /** Of base64; what is none is passed over. */
  decode(base64: string): Int16Array;
}

/** By the name that a provider gives the law, in small letters. */
export const g711: ReadonlyMap<string, G711> = new Map([
  ['audio/x-mulaw', codec(alawmulaw.mulaw)],
  ['pcmu', codec(alawmulaw.mulaw)],
  ['audio/x-alaw', codec(alawmulaw.alaw)],
  ['pcma', codec(alawmulaw.alaw)],
]);

type Law = typeof alawmulaw.mulaw;

function codec({ encodeSample, decode }: Law): G711 {
  return {
    encode(samples) {
      // bytes that come from the pool cost less than an array of their own
      const bytes = Buffer.allocUnsafe(samples.length);
      for (let index = 0; index < samples.length; index += 1) bytes[index] = encodeSample(samples[index]!);
      return bytes.toString('base64');
    },
    decode: (base64) => decode(Buffer.from(base64, 'base64')),
  };
}
