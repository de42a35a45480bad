import { writeSync } from 'node:fs';
import { memoryPack } from '../../src/memory/index.ts';
import { callTool } from '../call-tool.ts';

/** Makes 1,000 writes and says on standard output which are acknowledged; its parent kills it on the way. */
const pack = memoryPack({ file: String(process.argv[2]) });
for (let index = 0; index < 500; index += 1) {
  await callTool(pack, 'remember', { key: `fact ${index}`, value: `value ${index}` });
  await callTool(pack, 'add_to_list', { list: 'log', item: `item ${index}` });
  writeSync(1, `${index}\n`);
}
