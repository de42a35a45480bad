import type { AnyTool, ToolPolicy } from './policy.ts';

export interface DryRunOptions {
  /** Asked at each call; default always. */
  readonly when?: () => boolean;
  /** What the agent gets in place of the result; default a sentence that names the tool and its parameters. */
  readonly result?: (parameters: Readonly<Record<string, unknown>>, tool: AnyTool) => unknown;
}

/** Checks calls, but does nothing: for demonstrations, for tests against a live agent, and for tools that cost money. */
export function dryRun({ when = () => true, result = describeCall }: DryRunOptions = {}): ToolPolicy {
  return {
    wrap: (tool) => ({
      ...tool,
      run: (parameters, context) => (when() ? result(parameters, tool) : tool.run(parameters, context)),
    }),
  };
}

function describeCall(parameters: Readonly<Record<string, unknown>>, { name }: AnyTool): string {
  return `This is a dry run: ${name} would have been called with ${JSON.stringify(parameters)}, and nothing was done.`;
}
