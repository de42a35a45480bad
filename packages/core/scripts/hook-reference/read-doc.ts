/** A doc comment. */
export interface Doc {
  /** All of its prose, on one line. */
  readonly text: string;
  /** The code of its `@example`. */
  readonly example?: string;
}

/** Reads what stands between the two ends of a doc comment. */
export function readDoc(comment: string): Doc {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, ''));
  const [text = '', ...tags] = lines.join('\n').split(/(?:^|\s)(?=@(?:example|throws)\b)/);
  const example = tags
    .find((tag) => tag.startsWith('@example'))
    ?.slice('@example'.length)
    .trim();
  return { text: oneLine(text), ...(example !== undefined && { example }) };
}

function oneLine(text: string): string {
  return text
    .replace(/\{@link (\w+)\}/g, '`$1`')
    .replace(/\s+/g, ' ')
    .trim();
}
