import { expect, it } from 'vitest';
import { Screen, type Terminal } from '../screen.ts';

const label = { text: 'Agent', colour: (text: string) => `<${text.trim()}>` };
const text = 'There is a lot to see. Begin at the Metropolitan Museum, which opens at ten.';

it('writes whole lines with no control characters where the output is not a terminal', () => {
  const { screen, written } = open({});
  screen.entry('0:01.2', label, text);
  screen.status('agent ━━━');
  screen.remark('latency: 12 ms');
  screen.line('done');
  expect(written()).toMatchInlineSnapshot(`
    "  0:01.2 <Agent> There is a lot to see. Begin at the Metropolitan Museum, which opens at ten.
                     latency: 12 ms
    done
    "
  `);
});

it('wraps what is said into a column of its own', () => {
  const { screen, written } = open({ isTTY: true, columns: 60 });
  screen.entry('0:01.2', label, text);
  screen.remark(text);
  expect(written()).toMatchInlineSnapshot(`
    "  0:01.2 <Agent> There is a lot to see. Begin at the
                     Metropolitan Museum, which opens at ten.
                     There is a lot to see. Begin at the
                     Metropolitan Museum, which opens at ten.
    "
  `);
});

it('puts what is said below its label on a narrow terminal', () => {
  const { screen, written } = open({ isTTY: true, columns: 30 });
  screen.entry('0:01.2', label, text);
  screen.remark('not heard: Pneumonoultramicroscopicsilicovolcanoconiosis');
  expect(written()).toMatchInlineSnapshot(`
    "0:01.2 <Agent>
      There is a lot to see. Begin
      at the Metropolitan Museum,
      which opens at ten.
      not heard: Pneumonoultramicr
      oscopicsilicovolcanoconiosis
    "
  `);
});

it('replaces the line that changes, cut to the width of the terminal', () => {
  const { screen, written } = open({ isTTY: true, columns: 12 });
  screen.status('a long line that changes');
  screen.status('short');
  screen.status('short');
  screen.line('a line that stays');
  screen.status('again');
  expect(written().split('\r')).toEqual([
    '',
    'a long line',
    'short      ',
    '     ',
    'a line that stays\n',
    'again',
  ]);
});

it('shows what somebody else wrote as text, whatever it holds', () => {
  const { screen, written } = open({});
  screen.entry('0:01.2', label, 'red \u001B[31malert\u001B[0m, bell \u0007, back\rover\nnext \u009B2J');
  expect(written()).toBe('  0:01.2 <Agent> red alert, bell , back over next\n');
});

it('uses colours where it is told to', () => {
  const { screen, written } = open({ isTTY: true, columns: 60 }, true);
  screen.remark('latency: 12 ms');
  expect(written()).toContain('\u001B[2mlatency: 12 ms\u001B[22m');
});

function open(terminal: Omit<Terminal, 'write'>, colours = false) {
  const pieces: string[] = [];
  const screen = new Screen({ terminal: { ...terminal, write: (piece) => pieces.push(piece) }, colours });
  return { screen, written: () => pieces.join('') };
}
