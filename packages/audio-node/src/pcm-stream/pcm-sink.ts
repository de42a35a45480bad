import { DuologueError } from '@duologue/core';

/** Where raw samples go: a Node stream, or a Web stream. */
export type PcmSink = NodeJS.WritableStream | WritableStream<Uint8Array>;

export interface SinkWriter {
  /** `taken` is called when the bytes have left this process's hands. */
  write(bytes: Uint8Array, taken: () => void): void;
  /** Leaves the stream open, for whoever writes to it next. */
  release(): void;
}

/** Writes to either kind of stream. */
export function openSink(sink: PcmSink, fail: (error: Error) => void): SinkWriter {
  return 'getWriter' in sink ? openWebSink(sink, fail) : openNodeSink(sink, fail);
}

function openWebSink(sink: WritableStream<Uint8Array>, fail: (error: Error) => void): SinkWriter {
  const writer = sink.getWriter();
  return {
    write: (bytes, taken) => void writer.write(bytes).then(taken, fail),
    release: () => writer.releaseLock(),
  };
}

function openNodeSink(sink: NodeJS.WritableStream, fail: (error: Error) => void): SinkWriter {
  let [waiting, released] = [0, false];
  // an error of what is still on its way is ours to catch; it would end the process
  const leave = () => {
    if (released && waiting === 0) sink.off('error', fail);
  };
  sink.on('error', fail);
  return {
    write: (bytes, taken) => {
      waiting += 1;
      sink.write(bytes, (error) => {
        if (error) return fail(error);
        waiting -= 1;
        taken();
        leave();
      });
    },
    release: () => {
      released = true;
      leave();
    },
  };
}

/** @throws DuologueError INVALID_OPTIONS */
export function checkSink(sink: unknown): void {
  if (typeof sink === 'object' && sink !== null && ('getWriter' in sink || 'write' in sink)) return;
  throw new DuologueError(
    'INVALID_OPTIONS',
    `sink is ${Object.prototype.toString.call(sink)}. It is a Node stream such as process.stdout, or a Web stream.`,
  );
}
