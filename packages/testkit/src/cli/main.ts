import { runCli } from './run-cli.ts';

const stop = new AbortController();
// the first Ctrl-C stops cleanly, the second at once
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());
// whoever reads the output has gone (`duologue serve … | head`): nobody is left to tell
process.stdout.once('error', () => stop.abort());

const { stdout, stderr, env } = process;
process.exitCode = await runCli(process.argv.slice(2), { stdout, stderr, env, signal: stop.signal });
