#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { doctor } from './doctor.ts';

const help = `duologue-audio doctor [--quiet]

  Lists the ways to play and to record on this computer and whether each one works,
  plays a tone and shows how loud the microphone is.

  --quiet    neither play nor record
  --help     show this

Exit code 0: both a speaker and a microphone work. 1: one of them does not. 2: wrong use.`;

process.exitCode = await run(process.argv.slice(2));

async function run(args: readonly string[]): Promise<number> {
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { quiet: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    if (values.help) {
      print(help);
      return 0;
    }
    if (positionals.length !== 1 || positionals[0] !== 'doctor')
      throw new TypeError('The one command is "doctor".');
    return (await doctor({ print, sound: !values.quiet })) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}\n`);
    return 2;
  }
}
