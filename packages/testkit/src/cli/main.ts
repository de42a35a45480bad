import { runCli } from './run-cli.ts';

const stop = new AbortController();
// the first Ctrl-C stops cleanly, the second at once
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());
// whoever reads the output has gone (`duologue serve … | head`): every later line fails the same way
const unread = new AbortController();
process.stdout.on('error', () => unread.abort());
process.stderr.on('error', () => {});

const { stdout, stderr, env } = process;
process.exitCode = await runCli(process.argv.slice(2), {
  stdout,
  stderr,
  env,
  signal: stop.signal,
  unread: unread.signal,
});
