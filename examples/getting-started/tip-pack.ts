import { defineTool, toolPack, type ToolPack } from '@duologue/tools';
import { Type } from 'typebox';

/** Tools for the end of a meal. */
export const tipPack = (): ToolPack =>
  toolPack({
    name: 'tip',
    tools: [
      defineTool({
        name: 'calculate_tip',
        description: 'Calculates the tip for a bill.',
        parameters: Type.Object({
          bill: Type.Number({ minimum: 0 }),
          percent: Type.Integer({ maximum: 50 }),
        }),
        run: ({ bill, percent }) => `${((bill * percent) / 100).toFixed(2)} euros`,
      }),
    ],
  });
