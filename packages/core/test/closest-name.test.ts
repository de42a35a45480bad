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
