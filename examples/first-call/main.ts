/** A call from its greeting to its goodbye. `npm start -- --help` tells what else it can do. */
import { writeFile } from 'node:fs/promises';
import { CallRecorder } from '@duologue/audio-node';
import { Session, transcriptToMarkdown, type SessionOptions } from '@duologue/core';
import { TraceRecorder } from '@duologue/testkit';
import { dateTimePack } from '@duologue/tools/date-time';
import { playAloud } from './aloud.ts';
import { ConversationView } from './conversation-view.ts';
import { openOutFolder } from './out-folder.ts';
import { announce, callLive, callScript } from './place-call.ts';
import { ProgressLine } from './progress-line.ts';
import { runCommand } from './run-command.ts';
import { Screen } from './screen.ts';

await runCommand(async ({ callee, out, play, timeoutMs }, hangUp) => {
  const { recording, transcript, trace } = openOutFolder(out);
  const screen = new Screen({ terminal: process.stdout });
  const speakers = play ? await playAloud() : [];
  if (!speakers) screen.line('No audio output answers on this computer, so the call goes on unheard.');

  /** Where to call and whose microphone it is comes with `ends`; all the rest is plugins. */
  function createSession(ends: SessionOptions): Session {
    screen.line(`${announce(callee, ends)} Ctrl-C hangs up.\n`);
    return new Session({
      ...ends,
      plugins: [
        ...(ends.plugins ?? []),
        ...(speakers ?? []),
        dateTimePack(),
        new CallRecorder(recording),
        new TraceRecorder({ path: trace }),
        new ConversationView(screen),
        new ProgressLine(screen),
      ],
    });
  }

  async function run(session: Session) {
    hangUp.addEventListener('abort', () => session.state !== 'idle' && void session.end());
    const end = await session.run({ signal: hangUp, timeoutMs });
    await writeFile(
      transcript,
      transcriptToMarkdown(session.transcript, { title: 'A call', speakers: { user: 'Caller' } }),
    );
    screen.line(`\n  recording   ${recording}   (left: the caller, right: the agent as it was heard)`);
    screen.line(`  transcript  ${transcript}\n  trace       ${trace}`);
    return end;
  }

  const work = { createSession, run };
  if (callee.kind === 'scripted') return callScript(callee, work);
  return callLive(callee, work);
});
