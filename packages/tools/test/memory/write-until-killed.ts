import { writeSync } from 'node:fs';
import { systemClock, type ToolContext } from '@duologue/core';
import { memoryPack } from '../../src/memory/index.ts';

/** Makes 1,000 writes and says on standard output which are acknowledged; its parent kills it on the way. */
const { tools } = memoryPack({ file: String(process.argv[2]) });
const context: ToolContext = {
  signal: new AbortController().signal,
  toolCallId: 'call',
  clock: systemClock,
  io: (work) => work,
  progress: () => {},
};

async function call(name: string, parameters: object): Promise<void> {
  await tools.find((tool) => tool.name === name)?.run(parameters as never, context);
}

for (let index = 0; index < 500; index += 1) {
  await call('remember', { key: `fact ${index}`, value: `value ${index}` });
  await call('add_to_list', { list: 'log', item: `item ${index}` });
  writeSync(1, `${index}\n`);
}
