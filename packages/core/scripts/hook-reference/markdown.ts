import type { Field } from './source-files.ts';

/** A list with one line for each field. */
export function fieldList(fields: readonly Field[], indent = ''): string {
  const lines = fields.map(({ name, optional, type, doc }) => {
    const spelled = `${indent}- \`${name}${optional ? '?' : ''}: ${type}\``;
    return doc.text === '' ? spelled : `${spelled}: ${doc.text}`;
  });
  return lines.join('\n');
}

/** Where a heading is found in its page. */
export function anchor(heading: string): string {
  return heading.toLowerCase();
}

export function codeBlock(code: string): string {
  return `\`\`\`ts\n${code}\n\`\`\``;
}

export function firstSentence(text: string): string {
  return /^.*?[.?!](?= |$)/.exec(text)?.[0] ?? text;
}

export function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
