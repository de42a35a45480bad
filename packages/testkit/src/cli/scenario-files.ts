import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './io.ts';

/** The scenario files that a path names: the file itself, or all YAML and JSON files of a folder and those in it, in order. */
export function scenarioFiles(target: string): string[] {
  const stats = statSync(target, { throwIfNoEntry: false });
  if (!stats) throw new UsageError(`There is no file or folder ${target}.`);
  if (isCassette(target))
    throw new UsageError(`${target} is a recording, not a scenario. Replay it: duologue replay ${target}`);
  if (!stats.isDirectory()) return [target];
  const files = readdirSync(target, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ya?ml|json)$/.test(file) && !/(^|[\\/])(node_modules|\.)/.test(file))
    .filter((file) => !isCassette(file))
    .toSorted()
    .map((file) => path.join(target, file));
  if (files.length === 0)
    throw new UsageError(`The folder ${target} holds no scenario (.yaml, .yml or .json).`);
  return files;
}

function isCassette(file: string): boolean {
  return /\.cassette\.ya?ml$/.test(file);
}
