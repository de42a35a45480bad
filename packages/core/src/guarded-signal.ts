import { isPromiseLike } from './promise-like.ts';

type Listener = ((event: Event) => unknown) | { handleEvent(event: Event): unknown };

/**
 * Makes a signal safe to hand to guests: a listener that throws, or returns a promise that rejects, is told to `onFault`.
 * Without it Node ends the process. Returns `signal` itself.
 */
export function guardSignal(signal: AbortSignal, onFault: (thrown: unknown) => void): AbortSignal {
  const guards = new WeakMap<object, (event: Event) => void>();
  const guardOf = (listener: Listener) => {
    let guard = guards.get(listener);
    if (!guard) {
      guard = (event) => {
        try {
          const returned: unknown =
            typeof listener === 'function' ? listener.call(signal, event) : listener.handleEvent(event);
          if (isPromiseLike(returned)) Promise.resolve(returned).then(undefined, onFault);
        } catch (thrown) {
          onFault(thrown);
        }
      };
      guards.set(listener, guard);
    }
    return guard;
  };
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  // `onabort` goes the same way
  const guarded = {
    addEventListener: (type: string, listener: Listener, options?: unknown) =>
      add(type, isCallable(listener) ? guardOf(listener) : listener, options as never),
    removeEventListener: (type: string, listener: Listener, options?: unknown) =>
      remove(type, guards.get(listener) ?? listener, options as never),
  };
  for (const [name, value] of Object.entries(guarded)) {
    Object.defineProperty(signal, name, { value, configurable: true, writable: true });
  }
  return signal;
}

/** What is no listener is left for the signal to refuse. */
function isCallable(listener: unknown): boolean {
  return typeof listener === 'function' || (typeof listener === 'object' && listener !== null);
}
