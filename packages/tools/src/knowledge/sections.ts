import { marked, type Token } from 'marked';
import { cutPlace } from './words.ts';

/** A piece of a file that can be found by itself. */
export interface Section {
  /** Unlike any other: the file and the place in it, such as `visit.md#opening-hours`. */
  readonly id: string;
  readonly file: string;
  /** The headings that lead to it, joined with " – "; of a file without headings its name. */
  readonly title: string;
  /** Plain words: no markup; at most 4,000 characters. */
  readonly text: string;
  /** The id of the section that goes on where this one had to be cut. */
  readonly next?: string;
}

const maxCharacters = 4_000;

/** Takes a file apart: Markdown at its headings, JSON at its entries, other text at blank lines; and what is then still long, by length. */
export function splitFile(file: string, content: string): Section[] {
  const seen = new Map<string, number>();
  const idOf = (title: string) => {
    const slug = slugOf(title);
    const count = (seen.get(slug) ?? 0) + 1;
    seen.set(slug, count);
    return `${file}#${slug}${count > 1 ? `-${count}` : ''}`;
  };
  return partsOf(file, content.replace(/^\uFEFF/, '')).flatMap(({ title, text }) => {
    const pieces = piecesOf(text.trim()).map((piece) => ({ id: idOf(title), file, title, text: piece }));
    return pieces.map((piece, place) => {
      const next = pieces[place + 1]?.id;
      return { ...piece, ...(next !== undefined && { next }) };
    });
  });
}

function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length;) {
    const rest = text.slice(from, from + maxCharacters + 100);
    const end = cutPlace(rest, maxCharacters);
    pieces.push(rest.slice(0, end).trim());
    from += end;
  }
  return pieces.filter((piece) => piece !== '');
}

interface Part {
  readonly title: string;
  readonly text: string;
}

function partsOf(file: string, content: string): Part[] {
  if (/\.(md|markdown)$/i.test(file)) return markdownParts(file, content);
  if (/\.json$/i.test(file)) return jsonParts(file, JSON.parse(content));
  return paragraphs(content).map((text) => ({ title: file, text }));
}

function markdownParts(file: string, content: string): Part[] {
  const headings: string[] = [];
  const parts: { title: string; text: string }[] = [{ title: file, text: '' }];
  for (const token of marked.lexer(content.replace(/^---\n[\s\S]*?\n---\n/, ''))) {
    if (token.type === 'heading') {
      const { depth } = token as { readonly depth?: number };
      headings.splice((depth ?? 1) - 1);
      headings.push(plainText(token));
      parts.push({ title: headings.join(' – '), text: '' });
    } else {
      const part = parts.at(-1);
      if (part) part.text += `${plainText(token)}\n`;
    }
  }
  return parts;
}

/** The words of a token without its markup; code counts as words, HTML does not. */
function plainText(token: Token): string {
  if (token.type === 'html' || token.type === 'space' || token.type === 'hr') return '';
  if (token.type === 'br') return ' ';
  if (token.type === 'table') {
    const { header, rows } = token as { readonly header: Cell[]; readonly rows: Cell[][] };
    const names = header.map(cellText);
    return rows
      .map((row) => row.map((cell, index) => `${names[index] ?? ''}: ${cellText(cell)}`).join(', '))
      .join('\n');
  }
  if (token.type === 'list') {
    const { items } = token as { readonly items: Token[] };
    return items.map((item) => plainText(item)).join('\n');
  }
  const { tokens, text = '' } = token as { readonly tokens?: Token[]; readonly text?: string };
  return tokens ? tokens.map((inner) => plainText(inner)).join('') : unescapeHtml(text);
}

interface Cell {
  readonly tokens: Token[];
}

function cellText({ tokens }: Cell): string {
  return tokens.map((token) => plainText(token)).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

function unescapeHtml(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity);
}

/** Each entry of a list or an object is a part, named by what looks like its name; a list of things inside an object is a list too. */
function jsonParts(name: string, value: unknown): Part[] {
  if (Array.isArray(value))
    return value.map((item, index) => ({
      title: nameOf(item) ?? `${name} ${index + 1}`,
      text: flatten(item),
    }));
  if (typeof value !== 'object' || value === null) return [{ title: name, text: String(value) }];
  return Object.entries(value).flatMap(([key, item]) =>
    isListOfThings(item) ? jsonParts(key, item) : [{ title: key, text: flatten(item) }],
  );
}

function isListOfThings(value: unknown): boolean {
  return Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null);
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const named = value as Readonly<Record<string, unknown>>;
  const name = ['title', 'name', 'question', 'id']
    .map((key) => named[key])
    .find((one) => typeof one === 'string' && one !== '');
  return name as string | undefined;
}

function flatten(value: unknown): string {
  if (Array.isArray(value)) return value.map(flatten).join('; ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, item]) => `${key}: ${flatten(item)}`)
    .join('\n');
}

/** Blank lines divide; short neighbours are kept together up to some 800 characters. */
function paragraphs(content: string): string[] {
  const joined: string[] = [];
  for (const paragraph of content.split(/\n\s*\n/)) {
    const last = joined.at(-1);
    if (last !== undefined && last.length + paragraph.length < 800)
      joined[joined.length - 1] = `${last}\n\n${paragraph}`;
    else joined.push(paragraph);
  }
  return joined;
}

function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
}
