import { CST, Lexer } from 'yaml';

/**
 * The first line on which lists and maps of a YAML text stand in each other too deep; undefined where none is. The text is only
 * cut into tokens: a parser goes down into every level, and a text of a few kilobytes can have more of them than its stack takes.
 */
export function lineTooDeep(text: string, levels: number): number | undefined {
  let line = 1;
  /** Brackets that are open, and list and map marks that stand on this line. */
  let open = 0;
  let marks = 0;
  let isText = false;
  for (const token of new Lexer().lex(text)) {
    const type: CST.TokenType | null = isText ? 'scalar' : CST.tokenType(token);
    isText = type === 'scalar' && !isText; // this one says that the next one is the text itself
    if (type === 'flow-seq-start' || type === 'flow-map-start') open += 1;
    else if (type === 'flow-seq-end' || type === 'flow-map-end') open -= 1;
    else if (type === 'seq-item-ind' || type === 'explicit-key-ind' || type === 'map-value-ind') marks += 1;
    else if (type === 'space' && marks === 0 && token.length > levels * 8) return line; // a level a space, at most
    if (open > levels || (open === 0 && marks > levels)) return line;
    if (!token.includes('\n')) continue;
    line += token.split('\n').length - 1;
    marks = 0;
  }
  return undefined;
}
