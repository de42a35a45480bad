/** The words of scenarios for what a client sends, but for answers to calls. */
export const messageWords = [
  'init',
  'userMessage',
  'contextualUpdate',
  'userActivity',
  'feedback',
  'multimodal',
] as const;
