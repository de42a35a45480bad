// from tools to the agent's configuration
export { toClientToolConfig } from './to-client-tool-config.ts';
export type {
  ArrayProperty,
  ClientToolConfig,
  ConfigProperty,
  LiteralProperty,
  ObjectProperty,
} from './client-tool-config.ts';

// and back
export { checkClientTools, type ToolDifference } from './check-client-tools.ts';
export { generateHandlers, type HandlerStubOptions } from './handler-stubs.ts';
export { readClientTools } from './read-client-tools.ts';
