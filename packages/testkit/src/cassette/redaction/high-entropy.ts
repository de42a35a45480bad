import type { Finding } from './finding.ts';

const shortest = 20;

/** Names that the service and its models give to things: they open no doors, and replays need them. */
const namedId =
  /^(?:conv|agent|agtbrch|agtvrsn|toolu|tool|call|chatcmpl|msg|resp|event|evt|file|item|node|doc|voice|mcp|srv|req|run|user|item|fc|lf|sesn)_[\w-]+$/i;

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** Strings without a sense: what is not made of words is a key until somebody says that it is none. */
export function findRandom(text: string): Finding[] {
  const found: Finding[] = [];
  for (const { 0: run, index } of text.matchAll(
    /(?<![\w+/%-])(?<!(?:commit|sha1|sha256|md5|revision|integrity)["']?[\s:=]{1,2}["']?)[\w+/-]{20,}={0,2}/g,
  )) {
    // the path of an address is looked at part by part
    const isPath = /(?:^|\/)[a-z]{3,}(?:\/|$)/.test(run);
    for (const { 0: part, index: at } of run.matchAll(isPath ? /[^/]+/g : /.+/g))
      if (looksRandom(part)) found.push({ from: index + at, to: index + at + part.length, type: 'secret' });
  }
  return found;
}

/** Whether a string looks drawn by lot: long, of many different characters, and of changing kinds of them. */
export function looksRandom(text: string): boolean {
  if (text.length < shortest || namedId.test(text) || uuid.test(text)) return false;
  if (!/[A-Za-z]/.test(text)) return false;
  const isHex = /^[\da-f]+$/i.test(text);
  if (bitsPerChar(text) < (isHex ? 2.8 : 3.4)) return false;
  const letters = Array.from(text, kindOf);
  let [changes, pairs, toDigit] = [0, 0, 0];
  for (const [index, kind] of letters.entries()) {
    const before = letters[index - 1];
    if (before === undefined || before === 'other' || kind === 'other') continue;
    pairs += 1;
    if (kind !== before) changes += 1;
    if ((kind === 'digit') !== (before === 'digit')) toDigit += 1;
  }
  if (pairs < shortest / 2) return false;
  if (toDigit >= 4) return true;
  // in `toBeGreaterThanOrEqual` capitals are few
  const capitals = letters.filter((kind) => kind === 'upper').length / letters.length;
  return changes / pairs >= 0.42 && capitals >= 0.3;
}

function kindOf(char: string): 'lower' | 'upper' | 'digit' | 'other' {
  if (/[a-z]/.test(char)) return 'lower';
  if (/[A-Z]/.test(char)) return 'upper';
  return /\d/.test(char) ? 'digit' : 'other';
}

/** The entropy of Shannon over the characters of a text. */
function bitsPerChar(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
