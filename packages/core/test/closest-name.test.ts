import { expect, it } from 'vitest';
import { closestName } from '../src/closest-name.ts';

const names = ['speed', 'stability', 'voiceId', 'dynamicVariables'];

it.each([
  ['spede', 'speed'],
  ['voiceID', 'voiceId'],
  ['voice_id', 'voiceId'],
  ['dynmicVarables', 'dynamicVariables'],
  ['stabil', undefined],
  ['x', undefined],
  ['keywords', undefined],
])('takes %s for %s', (name, meant) => {
  expect(closestName(name, names)).toBe(meant);
});

it('takes the closer of two', () => {
  expect(closestName('agent_respons', ['agent_responses', 'agent_response'])).toBe('agent_response');
});

it.each([
  ['timezone', ['time_zone', 'time'], 'time_zone'],
  ['TimeZone', ['time_zone', 'time'], 'time_zone'],
  ['convert-time', ['convert_time', 'get_time'], 'convert_time'],
  ['brelin', ['Berlin', 'Bern'], 'Berlin'],
  ['weather', ['convert_time', 'book_table'], undefined],
  ['', ['a'], undefined],
  ['zz', ['ab', 'cd'], undefined],
  ['x', [], undefined],
])('takes %j of %j for %j', (name, candidates, expected) => {
  expect(closestName(name, candidates)).toBe(expected);
});
