import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Told } from '../../story.ts';
import type { Client } from '../client.ts';
import { versionOf } from '../version-of.ts';
import type { Command, Report } from './messages.ts';

const program = fileURLToPath(new URL('process.ts', import.meta.url));

export interface WebTextOptions {
  /** The Node.js to run it with, and its version. */
  readonly node: { readonly path: string; readonly version: string };
  /** Whose WebSocket is the global one. */
  readonly webSocket: 'ws' | 'native';
  readonly agent: Client['agent'];
}

/** `@elevenlabs/client` in text mode on Node.js. */
export function webTextClient({ node, webSocket, agent }: WebTextOptions): Client {
  return {
    name: `@elevenlabs/client ${versionOf('@elevenlabs/client')}, text, Node ${node.version} with ${webSocket === 'ws' ? 'ws' : 'its own WebSocket'}`,
    mode: 'text',
    agent,
    hangsUpWith: 1000,
    liberties: [],
    silentAbout: [],
    connect(target, tell) {
      const child = fork(program, webSocket === 'ws' ? ['--ws'] : [], {
        execPath: node.path,
        execArgv: ['--conditions=@duologue/source', '--import=tsx'],
      });
      const order = (command: Command): void => void child.send(command);
      order({ do: 'start', target, agent });
      return {
        driver: {
          message: (text) => order({ do: 'message', text }),
          context: (text, contextId) => order({ do: 'context', text, contextId }),
          activity: () => order({ do: 'activity' }),
          feedback: (score, eventId) =>
            order({ do: 'feedback', like: score === null ? null : score === 'like', eventId }),
          hangUp: () => order({ do: 'hangUp' }),
        },
        ended: outlive(child, tell),
      };
    },
  };
}

/** Passes on what the process tells, until its conversation is over; then the process ends. */
async function outlive(child: ChildProcess, tell: (told: Told) => void): Promise<void> {
  const exited = once(child, 'exit');
  const gone = new Promise<void>((resolve) => {
    child.on('message', (report: Report) => {
      if (report === 'gone') resolve();
      else tell(report.told);
    });
  });
  await Promise.race([
    gone,
    exited.then(([code]) => {
      throw new Error(`The process of the client exited with ${String(code)}.`);
    }),
  ]);
  child.kill();
  await exited;
}
