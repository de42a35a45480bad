/** How `ClientTools` of the Python SDK answers a call. */
export class PythonTools {
  readonly #tools = new Map<string, (parameters: Readonly<Record<string, unknown>>) => unknown>();

  register(name: string, handler: (parameters: Readonly<Record<string, unknown>>) => unknown): void {
    this.#tools.set(name, handler);
  }

  /** The answer to a call. `parameters` holds the id of the call beside those of the agent, which win. */
  async execute(
    name: string,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, unknown>>> {
    const answer = { type: 'client_tool_result', tool_call_id: parameters.tool_call_id ?? null };
    try {
      const handler = this.#tools.get(name);
      if (!handler) throw new Error(`Tool '${name}' is not registered`);
      const result = await handler(parameters);
      // `result or "…"`: whatever Python holds for false is replaced, and anything else is sent as it is
      return {
        ...answer,
        result: isFalsy(result) ? `Client tool: ${name} called successfully.` : result,
        is_error: false,
      };
    } catch (error) {
      return { ...answer, result: error instanceof Error ? error.message : String(error), is_error: true };
    }
  }
}

function isFalsy(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return !value;
}
