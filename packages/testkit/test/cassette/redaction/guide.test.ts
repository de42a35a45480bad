import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { lintFile, Recorder, standardRedaction, type Redactor } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { defaultFormats } from '../../../src/cassette/format/wire-formats.ts';
import { redactedTypes } from '../../../src/cassette/redaction/placeholder.ts';
import { up } from '../support/cassettes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const guide = fileURLToPath(new URL('../../../../../docs/cassettes-redaction.md', import.meta.url));
const page = readFileSync(guide, 'utf8');

it('takes options', () => {
  const redact = standardRedaction({
    keepVariables: ['plan', 'language'],
    fields: ['customer_name'],
    prompts: 'redact',
    userAudio: 'drop',
  });
  const recorder = new Recorder({ path: 'calls/refund', redact });
  expect(recorder.cassettes).toEqual([]);
  const dynamic_variables = { plan: 'gold', name: 'Jane' };
  const customer = { customer_name: 'Jane Doe', id: 7 };
  const frame = up({ type: 'conversation_initiation_client_data', dynamic_variables, customer });
  expect(redact().frame(frame, defaultFormats)[0]?.data).toEqual({
    type: 'conversation_initiation_client_data',
    dynamic_variables: { plan: 'gold', name: '{{redacted:variable:1}}' },
    customer: { customer_name: '{{redacted:secret:1}}', id: 7 },
  });
});

it('finds what was left in', () => {
  const file = path.join(temporaryFolder(), 'call.yaml');
  writeFileSync(file, 'version: 1\nsteps:\n  - server: { say: call +1 202 555 0143 }\n');
  expect(lintFile(file)).toEqual([
    {
      file,
      line: 3,
      where: '/steps/0/server/say',
      type: 'phone',
      message:
        '/steps/0/server/say is what looks like a telephone number. Put {{redacted:phone:1}} in its place, or record again.',
    },
  ]);
});

it('can be part of rules of your own', () => {
  const standard = standardRedaction();
  const withoutFeedback = (): Redactor => {
    const inner = standard();
    return {
      version: `${inner.version}, without feedback`,
      header: (header) => inner.header(header),
      frame: (frame, formats) => (frame.data?.type === 'feedback' ? [] : inner.frame(frame, formats)),
    };
  };
  const redactor = withoutFeedback();
  const frames = [up({ type: 'feedback', score: 'like' }), up({ type: 'user_message', text: 'Hello.' })];
  expect(frames.flatMap((frame) => redactor.frame(frame, defaultFormats))).toEqual([frames[1]]);
});

it('has a page that shows only code that is run, every type of placeholder, and links that lead somewhere', () => {
  const tests = readFileSync(fileURLToPath(import.meta.url), 'utf8').replaceAll(/^ {2}/gm, '');
  const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
  expect(blocks.filter((code) => !tests.includes(code))).toEqual([]);
  expect(blocks).toHaveLength(3);
  const types = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, type]) => type);
  expect(types).toEqual(redactedTypes);
  const links = [...page.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !existsSync(path.resolve(path.dirname(guide), link)))).toEqual([]);
});
