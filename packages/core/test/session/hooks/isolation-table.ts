/** How a tap can be given to a hook, and how it can go wrong or say nothing. */
export const waysToFail = {
  tap: ['throws', 'throws undefined', 'returns null', 'returns undefined'],
  'tap with a promise': ['rejects', 'resolves to null', 'resolves to undefined', 'never settles'],
  tapAsync: ['throws', 'fails', 'gives null', 'gives nothing', 'never calls back'],
  tapPromise: ['throws', 'rejects', 'resolves to null', 'resolves to undefined', 'never settles'],
} as const;

export type Form = keyof typeof waysToFail;
type Row = {
  readonly [F in Form]: 'not offered' | Readonly<Record<(typeof waysToFail)[F][number], string>>;
};

const asksTheNext: Row = {
  tap: {
    throws: 'answered by the next tap; TAP_FAILED',
    'throws undefined': 'answered by the next tap; TAP_FAILED',
    'returns null': 'answered by the next tap',
    'returns undefined': 'answered by the next tap',
  },
  'tap with a promise': {
    rejects: 'answered by the next tap; TAP_FAILED',
    'resolves to null': 'answered by the next tap',
    'resolves to undefined': 'answered by the next tap',
    'never settles': 'answered by the next tap; TAP_TIMEOUT',
  },
  tapAsync: {
    throws: 'answered by the next tap; TAP_FAILED',
    fails: 'answered by the next tap; TAP_FAILED',
    'gives null': 'answered by the next tap',
    'gives nothing': 'answered by the next tap',
    'never calls back': 'answered by the next tap; TAP_TIMEOUT',
  },
  tapPromise: {
    throws: 'answered by the next tap; TAP_FAILED',
    rejects: 'answered by the next tap; TAP_FAILED',
    'resolves to null': 'answered by the next tap',
    'resolves to undefined': 'answered by the next tap',
    'never settles': 'answered by the next tap; TAP_TIMEOUT',
  },
};

/** For each hook: what the session gets, whether the tap after the faulty one runs, and what problemOccurred hears. */
export const isolationTable = {
  connected: {
    tap: {
      throws: 'told; next tap runs; TAP_FAILED',
      'throws undefined': 'told; next tap runs; TAP_FAILED',
      'returns null': 'told; next tap runs',
      'returns undefined': 'told; next tap runs',
    },
    'tap with a promise': {
      rejects: 'told; next tap runs; TAP_FAILED',
      'resolves to null': 'told; next tap runs',
      'resolves to undefined': 'told; next tap runs',
      'never settles': 'told; next tap runs',
    },
    tapAsync: 'not offered',
    tapPromise: 'not offered',
  },
  agentAudio: {
    tap: {
      throws: 'keeps the value; next tap runs; TAP_FAILED',
      'throws undefined': 'keeps the value; next tap runs; TAP_FAILED',
      'returns null': 'drops the value; next tap is left out',
      'returns undefined': 'keeps the value; next tap runs',
    },
    'tap with a promise': {
      rejects: 'keeps the value; next tap runs; TAP_RETURNED_PROMISE',
      'resolves to null': 'keeps the value; next tap runs; TAP_RETURNED_PROMISE',
      'resolves to undefined': 'keeps the value; next tap runs; TAP_RETURNED_PROMISE',
      'never settles': 'keeps the value; next tap runs; TAP_RETURNED_PROMISE',
    },
    tapAsync: 'not offered',
    tapPromise: 'not offered',
  },
  'agentAudio onError: drop': {
    tap: {
      throws: 'drops the value; next tap is left out; TAP_FAILED',
      'throws undefined': 'drops the value; next tap is left out; TAP_FAILED',
      'returns null': 'drops the value; next tap is left out',
      'returns undefined': 'keeps the value; next tap runs',
    },
    'tap with a promise': {
      rejects: 'drops the value; next tap is left out; TAP_RETURNED_PROMISE',
      'resolves to null': 'drops the value; next tap is left out; TAP_RETURNED_PROMISE',
      'resolves to undefined': 'drops the value; next tap is left out; TAP_RETURNED_PROMISE',
      'never settles': 'drops the value; next tap is left out; TAP_RETURNED_PROMISE',
    },
    tapAsync: 'not offered',
    tapPromise: 'not offered',
  },
  answerToolCall: asksTheNext,
  approveToolCall: {
    tap: {
      throws: 'denied; next tap is left out; TAP_FAILED',
      'throws undefined': 'denied; next tap is left out; TAP_FAILED',
      'returns null': 'denied; next tap is left out; TAP_FAILED',
      'returns undefined': 'allowed by the next tap',
    },
    'tap with a promise': {
      rejects: 'denied; next tap is left out; TAP_FAILED',
      'resolves to null': 'denied; next tap is left out; TAP_FAILED',
      'resolves to undefined': 'allowed by the next tap',
      'never settles': 'denied; next tap is left out; TAP_TIMEOUT',
    },
    tapAsync: {
      throws: 'denied; next tap is left out; TAP_FAILED',
      fails: 'denied; next tap is left out; TAP_FAILED',
      'gives null': 'denied; next tap is left out; TAP_FAILED',
      'gives nothing': 'allowed by the next tap',
      'never calls back': 'denied; next tap is left out; TAP_TIMEOUT',
    },
    tapPromise: {
      throws: 'denied; next tap is left out; TAP_FAILED',
      rejects: 'denied; next tap is left out; TAP_FAILED',
      'resolves to null': 'denied; next tap is left out; TAP_FAILED',
      'resolves to undefined': 'allowed by the next tap',
      'never settles': 'denied; next tap is left out; TAP_TIMEOUT',
    },
  },
  recoverConnection: asksTheNext,
  beforeConnect: {
    tap: {
      throws: 'rejects with BEFORE_CONNECT_FAILED; next tap is left out',
      'throws undefined': 'rejects with BEFORE_CONNECT_FAILED; next tap is left out',
      'returns null': 'done; next tap runs',
      'returns undefined': 'done; next tap runs',
    },
    'tap with a promise': {
      rejects: 'rejects with BEFORE_CONNECT_FAILED; next tap is left out',
      'resolves to null': 'done; next tap runs',
      'resolves to undefined': 'done; next tap runs',
      'never settles': 'rejects with BEFORE_CONNECT_FAILED; next tap is left out',
    },
    tapAsync: {
      throws: 'rejects with BEFORE_CONNECT_FAILED; next tap is left out',
      fails: 'rejects with BEFORE_CONNECT_FAILED; next tap is left out',
      'gives null': 'done; next tap runs',
      'gives nothing': 'done; next tap runs',
      'never calls back': 'rejects with BEFORE_CONNECT_FAILED; next tap is left out',
    },
    tapPromise: {
      throws: 'rejects with BEFORE_CONNECT_FAILED; next tap is left out',
      rejects: 'rejects with BEFORE_CONNECT_FAILED; next tap is left out',
      'resolves to null': 'done; next tap runs',
      'resolves to undefined': 'done; next tap runs',
      'never settles': 'rejects with BEFORE_CONNECT_FAILED; next tap is left out',
    },
  },
  beforeEnd: {
    tap: {
      throws: 'done; next tap runs; TAP_FAILED',
      'throws undefined': 'done; next tap runs; TAP_FAILED',
      'returns null': 'done; next tap runs',
      'returns undefined': 'done; next tap runs',
    },
    'tap with a promise': {
      rejects: 'done; next tap runs; TAP_FAILED',
      'resolves to null': 'done; next tap runs',
      'resolves to undefined': 'done; next tap runs',
      'never settles': 'done; next tap runs; TAP_TIMEOUT',
    },
    tapAsync: {
      throws: 'done; next tap runs; TAP_FAILED',
      fails: 'done; next tap runs; TAP_FAILED',
      'gives null': 'done; next tap runs',
      'gives nothing': 'done; next tap runs',
      'never calls back': 'done; next tap runs; TAP_TIMEOUT',
    },
    tapPromise: {
      throws: 'done; next tap runs; TAP_FAILED',
      rejects: 'done; next tap runs; TAP_FAILED',
      'resolves to null': 'done; next tap runs',
      'resolves to undefined': 'done; next tap runs',
      'never settles': 'done; next tap runs; TAP_TIMEOUT',
    },
  },
} satisfies Record<string, Row>;
