import { ToolBench } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { calculatorPack } from '../../src/calculator/index.ts';

async function ask(tool: string, parameters: object) {
  await using bench = await ToolBench.open(calculatorPack());
  return (await bench.call(tool, parameters)).result;
}

it.each([
  ['0.1 + 0.2', '0.3'],
  ['3 * (4.5 + 2)', '19.5'],
  ['1,250.50 × 4 ÷ 2', '2501'],
  ['-2^2', '-4'],
  ['15% of 80', '12'],
  ['200 + 10%', '220'],
  ['10 mod 3', '1'],
  ['5!', '120'],
  ['sqrt(2)', '1.414213562'],
  ['max(3, 1,000)', '3'],
  ['sin(45 deg)', '0.7071067812'],
  ['2 π', '6.283185307'],
  ['1 / 3', '0.3333333333'],
  ['99999 * 99999', '9999800001'],
  ['5 ft + 3 in to cm', '160.02 cm'],
  ['100 km/h to mph', '62.13711922 mph'],
  ['10 / 2 million', '0.000005'],
  ['1,500 thousand + 2.5 Million', '4000000'],
])('calculates %s = %s', async (expression, expected) => {
  expect(await ask('calculate', { expression })).toBe(`${expression} = ${expected}`);
});

it.each([
  [100, 'km/h', 'mph', '62.13711922'],
  [1, 'mile', 'km', '1.609344'],
  [72, 'fahrenheit', 'celsius', '22.22222222'],
  [0, 'degC', 'degF', '32'],
  [-40, 'celsius', 'fahrenheit', '-40'],
  [70, 'kg', 'pounds', '154.3235835'],
  [2, 'cups', 'ml', '473.176473'],
  [60, 'miles per hour', 'kilometers per hour', '96.56064'],
  [20, 'knots', 'km/h', '37.04'],
  [3, 'nautical miles', 'km', '5.556'],
  [50, 'square meters', 'square feet', '538.1955208'],
  [1.5, 'hours', 'minutes', '90'],
  [30, 'psi', 'bar', '2.068427188'],
  [5, 'GB', 'MB', '5000'],
  [2000, 'KB', 'MB', '2'],
  [20, 'degrees Celsius', 'degrees fahrenheit', '68'],
  [0, 'degree celsius', 'Kelvin', '273.15'],
])('converts %s %s to %s: %s', async (amount, from, to, expected) => {
  expect(await ask('convert_units', { amount, from, to })).toBe(`${amount} ${from} is ${expected} ${to}.`);
});

it.each([
  ['1 / 0', 'The result is not a number, or too large.'],
  ['9^9^9^9', 'The result is not a number, or too large.'],
  ['2 +', 'That cannot be calculated: Unexpected end of expression (char 4).'],
  ['price * 2', '"price" is neither a number nor a unit.'],
  ['  ', 'There is nothing to calculate in that.'],
  ['sin', 'There is nothing to calculate in that.'],
  ['5 km to kg', expect.stringContaining('That cannot be calculated: Units do not match')],
])('says what is wrong with %s', async (expression, expected) => {
  expect(await ask('calculate', { expression })).toEqual(expected);
});

it.each([
  ['import("fs")', 'The function import cannot be calculated.'],
  ['evaluate("1")', 'The function evaluate cannot be calculated.'],
  ['f(x) = x', 'A functionassignment cannot be calculated.'],
  ['x = 5', 'A assignment cannot be calculated.'],
  ['"a".constructor', 'A accessor cannot be calculated.'],
  ['sqrt.constructor("return 1")()', expect.stringContaining('cannot be calculated')],
  ['ones(100000, 100000)', 'The function ones cannot be calculated.'],
  ['[1, 2, 3]', 'A array cannot be calculated.'],
  ['{a: 1}', 'A object cannot be calculated.'],
  ['1; 2', 'A block cannot be calculated.'],
  ['combinations(1e9, 5e8)', 'The function combinations cannot be calculated.'],
  ['createUnit("x")', 'The function createUnit cannot be calculated.'],
])('does nothing but calculate: %s', async (expression, expected) => {
  expect(await ask('calculate', { expression })).toEqual(expected);
});

it('is quick with whatever it is given', async () => {
  await using bench = await ToolBench.open(calculatorPack());
  await bench.call('calculate', { expression: '1' });
  const nasty = [
    'sin(10^300)',
    `${'9'.repeat(250)} * ${'9'.repeat(240)}`,
    `${'('.repeat(200)}1${')'.repeat(200)}`,
    '1e308!',
    'gcd(1e300, 7)',
    'nthRoot(2, 1e9)',
    '2^2^2^2^2^2^2',
  ];
  const startedAtMs = performance.now();

  for (const expression of nasty) await bench.call('calculate', { expression });

  expect(performance.now() - startedAtMs).toBeLessThan(1_000);
});

it('shows as many digits as each pack wants', async () => {
  await using short = await ToolBench.open(calculatorPack({ significantDigits: 3 }));
  await using long = await ToolBench.open(calculatorPack({ significantDigits: 15 }));
  const third = async (bench: ToolBench) => (await bench.call('calculate', { expression: '1 / 3' })).result;

  expect([await third(short), await third(long), await third(short)]).toEqual([
    '1 / 3 = 0.333',
    '1 / 3 = 0.333333333333333',
    '1 / 3 = 0.333',
  ]);
});
