import { accessSync, constants, mkdirSync } from 'node:fs';
import { UsageError } from './io.ts';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written',
  EEXIST: 'it is a file',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file',
  EPERM: 'it may not be written',
  EROFS: 'the disk is read-only',
};

/** Makes a folder to write into before anything is done, where it is not there yet. @throws UsageError that says why it cannot be */
export function makeFolder(option: string, folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch (cause) {
    const { code = '' } = cause as { readonly code?: string };
    throw new UsageError(
      `--${option} has to be a folder to write into, not "${folder}": ${reasons[code] ?? code}.`,
      {
        cause,
      },
    );
  }
}
