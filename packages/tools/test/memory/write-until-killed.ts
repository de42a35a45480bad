import { writeSync } from 'node:fs';
import { ToolBench } from '@duologue/testkit';
import { memoryPack } from '../../src/memory/index.ts';

/** Makes 1,000 writes and says on standard output which are acknowledged; its parent kills it on the way. */
await using bench = await ToolBench.open(memoryPack({ file: String(process.argv[2]) }));
for (let index = 0; index < 500; index += 1) {
  await bench.call('remember', { key: `fact ${index}`, value: `value ${index}` });
  await bench.call('add_to_list', { list: 'log', item: `item ${index}` });
  writeSync(1, `${index}\n`);
}
