import type { Tool, ToolContext } from '@duologue/core';
import { defineTool } from '../define-tool.ts';
import { checkWhole } from '../policies/options.ts';
import { toolPack, type ToolPack } from '../tool-pack.ts';
import { loadArithmetic, type Arithmetic } from './arithmetic.ts';

export interface CalculatorPackOptions {
  /** Digits of a result that count, 3 to 15; default 10. */
  readonly significantDigits?: number;
}

/** `calculate` for arithmetic and `convert_units` for units. Needs the package `mathjs`; no expression is ever run as code. */
export function calculatorPack({ significantDigits = 10 }: CalculatorPackOptions = {}): ToolPack {
  checkWhole('calculatorPack', 'significantDigits', significantDigits, 3, 15);
  let loading: Promise<Arithmetic> | undefined;
  const load = ({ io }: ToolContext) => io((loading ??= loadArithmetic(significantDigits)));
  return toolPack({ name: 'calculator', tools: [calculateTool(load), convertUnitsTool(load)] });
}

type Load = (context: ToolContext) => Promise<Arithmetic>;

function calculateTool(load: Load): Tool<never> {
  return defineTool({
    name: 'calculate',
    description:
      'Works out an arithmetic expression, such as 3 * (4.5 + 2), 15% of 80, sqrt(2) or 5 ft + 3 in to cm.',
    parameters: {
      type: 'object',
      properties: { expression: { type: 'string', minLength: 1, maxLength: 500 } },
      required: ['expression'],
      additionalProperties: false,
    },
    async run({ expression }, context) {
      return `${expression} = ${(await load(context)).evaluate(expression)}`;
    },
  });
}

function convertUnitsTool(load: Load): Tool<never> {
  const unit = {
    type: 'string',
    minLength: 1,
    maxLength: 60,
    description: 'Such as km, pounds, celsius, cups, mph or km/h.',
  } as const;
  return defineTool({
    name: 'convert_units',
    description:
      'Converts an amount from one unit to another: length, weight, volume, area, temperature, speed, time, energy, pressure, data.',
    parameters: {
      type: 'object',
      properties: { amount: { type: 'number', minimum: -1e100, maximum: 1e100 }, from: unit, to: unit },
      required: ['amount', 'from', 'to'],
      additionalProperties: false,
    },
    async run({ amount, from, to }, context) {
      return `${amount} ${from} is ${(await load(context)).convert(amount, from, to)} ${to}.`;
    },
  });
}
