import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { contract } from './contract.ts';
import { renderContract } from './render.ts';

/** Where the generated contract stands. */
export const contractFile: string = fileURLToPath(
  new URL('../src/protocol/contract.generated.ts', import.meta.url),
);

/** What should stand there. */
export async function contractText(): Promise<string> {
  return format(renderContract(contract), { ...(await resolveConfig(contractFile)), parser: 'typescript' });
}
