import { standardRedaction } from '@duologue/testkit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultFormats } from '../../../src/cassette/format/wire-formats.ts';
import { isCardNumber } from '../../../src/cassette/redaction/card-number.ts';
import { looksRandom } from '../../../src/cassette/redaction/high-entropy.ts';
import { isIban } from '../../../src/cassette/redaction/personal-data.ts';
import { down } from '../support/cassettes.ts';
import { places, sensitive } from './corpus.ts';

const digits = (min: number, max = min) => fc.stringMatching(new RegExp(`^[0-9]{${min},${max}}$`));
const word = fc.stringMatching(/^[a-z]{2,12}$/);
const between = fc.constantFrom(' ', '-', '.', '');

const phone = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 998 }), digits(8, 11)).map(([country, rest]) => `+${country}${rest}`),
  fc
    .tuple(
      fc.integer({ min: 201, max: 989 }),
      fc.integer({ min: 200, max: 999 }),
      digits(4),
      fc.constantFrom(' ', '-', '.'),
    )
    .map(([area, exchange, line, gap]) => `(${area})${gap}${exchange}${gap}${line}`),
  fc
    .tuple(fc.integer({ min: 10, max: 99 }), fc.array(digits(2), { minLength: 3, maxLength: 4 }))
    .map(([area, pairs]) => `+33 ${area} ${pairs.join(' ')}`),
);

const email = fc
  .tuple(word, fc.option(word), word, fc.constantFrom('com', 'de', 'co.uk', 'museum', 'io'))
  .map(([first, last, host, end]) => `${first}${last === null ? '' : `.${last}`}@${host}.${end}`);

const card = fc
  .tuple(fc.constantFrom('4', '51', '55', '2223', '37', '6011', '3528', '62'), digits(15), between)
  .map(([start, rest, gap]) => {
    const length = start === '37' ? 15 : 16;
    const body = (start + rest).slice(0, length - 1);
    const whole = Array.from('0123456789', (digit) => body + digit).find(isCardNumber) ?? '';
    return whole.match(/.{1,4}/g)?.join(gap) ?? '';
  })
  .filter(isCardNumber);

const iban = fc
  .tuple(fc.constantFrom('DE', 'AT', 'NL', 'ES'), digits(16), fc.constantFrom(' ', ''))
  .map(([country, account, gap]) => {
    const whole = Array.from(
      { length: 97 },
      (_, check) => `${country}${String(check + 2).padStart(2, '0')}${account}`,
    ).find(isIban);
    return whole?.match(/.{1,4}/g)?.join(gap) ?? '';
  })
  .filter(isIban);

const randomText = fc.stringMatching(/^[A-Za-z0-9]{24,48}$/).filter(looksRandom);
const key = fc.stringMatching(/^[a-z0-9]{20,48}$/).map((text) => `sk_${text}`);

const place = fc.constantFrom(...Object.values(places));

function written(
  messages: readonly Readonly<Record<string, unknown>>[],
  secrets: readonly string[] = [],
): string {
  const redactor = standardRedaction({ env: {}, secrets })();
  const frames = [
    ...messages.map((message) => down(message)),
    { lane: 'end', dir: 'down', t: 0, data: {} } as const,
  ];
  return JSON.stringify(frames.flatMap((frame) => redactor.frame(frame, defaultFormats)));
}

const plain = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}@]/gu, '');

it.each(Object.entries({ phone, email, card, iban, randomText, key }))(
  'lets no %s through, wherever it stands',
  (_type, values: fc.Arbitrary<string>) => {
    fc.assert(
      fc.property(values, place, (value, messagesWith) => {
        const text = written(messagesWith(value, 1));
        expect(text).toContain('{{redacted:');
        expect(plain(text)).not.toContain(plain(value));
      }),
      { numRuns: 2_000 },
    );
  },
);

it('lets no secret through that it was told of, whatever its characters', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 6, maxLength: 40, unit: 'grapheme' }),
      place,
      (secret, messagesWith) => {
        fc.pre(
          /[\p{L}\p{N}].*[\p{L}\p{N}].*[\p{L}\p{N}]/su.test(secret) &&
            !'redacted secret noted right found thank you'.includes(secret),
        );
        let [text, code] = ['', 'written'];
        try {
          text = written(messagesWith(secret, 1), [secret]);
        } catch (error) {
          code = String((error as { code?: unknown }).code);
        }
        expect(['written', 'REDACTION_BLOCKED']).toContain(code);
        expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
      },
    ),
    { numRuns: 5_000 },
  );
});

it('lets none of the corpus through where it stands alone', () => {
  const survivors = Object.entries(places).flatMap(([name, messagesWith]) =>
    sensitive.flatMap(([type, value]) => {
      const text = written(messagesWith(value, 1));
      return plain(text).includes(plain(value)) || !text.includes('{{redacted:')
        ? [`${name}: ${type} ${value}`]
        : [];
    }),
  );
  expect(survivors).toEqual([]);
});

it('changes nothing that it has redacted before', () => {
  fc.assert(
    fc.property(fc.constantFrom(...sensitive), place, ([, value], messagesWith) => {
      const once = JSON.parse(written(messagesWith(value, 1))) as {
        readonly data: Readonly<Record<string, unknown>>;
      }[];
      const messages = once.slice(0, -1).map(({ data }) => data);
      expect(written(messages)).toBe(written(messages.map((message) => structuredClone(message))));
      const again = JSON.parse(written(messages)) as { readonly data: unknown }[];
      expect(again.slice(0, -1).map(({ data }) => data)).toEqual(messages);
    }),
    { numRuns: 2_000 },
  );
});

/** Frames of several streams in any order, as a conversation may have them. */
const stream = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('part'),
      id: fc.nat(2),
      step: fc.constantFrom('start', 'delta', 'stop'),
      text: fc.string(),
    }),
    fc.record({ kind: fc.constant('chars'), id: fc.nat(2), step: fc.constant(''), text: fc.string() }),
    fc.record({
      kind: fc.constantFrom('ping', 'agent_response', 'interruption'),
      id: fc.nat(2),
      step: fc.constant(''),
      text: fc.constant(''),
    }),
  ),
  { maxLength: 60 },
);

it('gives every frame back, once and in its order, whatever it was held back for', () => {
  fc.assert(
    fc.property(stream, (steps) => {
      const redactor = standardRedaction({ env: {} })();
      const frames = steps.map(({ kind, id, step, text }, t) => ({
        ...down(messageOf(kind, id, step, text)),
        t,
      }));
      const end = { lane: 'end', dir: 'down', t: frames.length, data: {} } as const;
      const back = [...frames, end].flatMap((frame) => redactor.frame(frame, defaultFormats));
      expect(back.map(({ t }) => t)).toEqual([...frames.keys(), frames.length]);
    }),
    { numRuns: 5_000 },
  );
});

function messageOf(kind: string, id: number, step: string, text: string): Readonly<Record<string, unknown>> {
  if (kind === 'part')
    return { type: 'agent_chat_response_part', text_response_part: { text, type: step, event_id: id } };
  if (kind !== 'chars') return { type: kind, event: { event_id: id } };
  const chars = Array.from(text);
  return { type: 'audio', audio_event: { audio_base_64: '', event_id: id, alignment: { chars } } };
}

it('holds back no more than 2,000 frames, and lets no beginning of a number through where it gives up', () => {
  const redactor = standardRedaction({ env: {} })();
  const push = (text: string) =>
    redactor
      .frame(down(messageOf('part', 1, 'delta', text)), defaultFormats)
      .map(({ data }) => JSON.stringify(data));
  const written = Array.from({ length: 1_999 }, () => push('a ')).flat();
  expect(written).toEqual([]);
  const cut = push('call 202 555 01');
  expect(cut).toHaveLength(2_000);
  expect(cut.at(-1)).toContain('call {{redacted:');
  expect(cut.at(-1)).not.toMatch(/\d{3}/);
});

it.each([
  'a',
  'a-',
  'a.',
  'a@',
  'a at ',
  '1',
  '1 ',
  '12-',
  'eyJ',
  'eyJaaaaaaaa.',
  '?token',
  'sk_',
  'token ',
  'DE12',
  'a+',
  'a/',
  '%20',
  '"@',
  'a:b@',
  '-----BEGIN PRIVATE KEY-----',
  'password is ',
  '\\',
  '\\u0040',
  '%25',
  '%41',
  '&#64;',
  '<password>',
  '1, ',
  'QUJD',
  '\u2461',
])(
  'looks through 100,000 characters of %s in time that grows with their number only',
  { timeout: 20_000 },
  (piece) => {
    const text = `?${piece.repeat(100_000 / piece.length)}@`;
    expect(
      written([{ type: 'user_transcript', tentative_user_transcription_event: { user_transcript: text } }]),
    ).not.toBe('');
  },
);
