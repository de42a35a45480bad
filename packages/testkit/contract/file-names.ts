/** A name of the engine as files write it: `withinMs` is `within`, `toolCall` is `tool_call`. */
export function fileName(name: string): string {
  return name === 'ms' ? 'duration' : snakeCase(name.replace(/Ms$/, ''));
}

export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
