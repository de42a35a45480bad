import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readWav } from '@duologue/audio-node/wav';

it.runIf(process.platform === 'linux')(
  'closes a recording that cannot grow any more, and leaves it readable',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'call.wav');
    const program = join(import.meta.dirname, 'full-disk-call.ts');
    // 600 blocks of 512 bytes: less than five seconds of it
    const command = 'ulimit -f 600 && exec "$0" --import tsx --conditions=@duologue/source "$1" "$2"';
    const output = execFileSync('sh', ['-c', command, process.execPath, program, path], { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual({
      problems: [expect.stringMatching(/call\.wav cannot be written: EFBIG/)],
      open: [],
      reason: 'user',
      finished: null,
    });
    const { channels, sampleRateHz } = await readWav(path);
    expect(sampleRateHz).toBe(16_000);
    expect(channels[0]?.length).toBe(4 * 16_000);
  },
);
