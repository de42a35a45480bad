#!/usr/bin/env node
import { runCli } from './run-cli.ts';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

const { stdout, stderr } = process;
process.exitCode = await runCli(process.argv.slice(2), { stdout, stderr, signal: stop.signal });
