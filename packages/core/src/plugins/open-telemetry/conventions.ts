/**
 * The release of the semantic conventions that names and values follow; told to the backend as the schema.
 * The conventions for generative AI are not yet stable: a new release of them is a change here and nowhere else.
 */
const semanticConventions = '1.37.0';

export const schemaUrl: string = `https://opentelemetry.io/schemas/${semanticConventions}`;

/** Attributes of the conventions for generative AI, for errors and for servers. */
export const attribute = {
  operationName: 'gen_ai.operation.name',
  providerName: 'gen_ai.provider.name',
  outputType: 'gen_ai.output.type',
  agentId: 'gen_ai.agent.id',
  conversationId: 'gen_ai.conversation.id',
  toolName: 'gen_ai.tool.name',
  toolCallId: 'gen_ai.tool.call.id',
  toolType: 'gen_ai.tool.type',
  errorType: 'error.type',
  serverAddress: 'server.address',
  serverPort: 'server.port',
} as const;

/** Values of `gen_ai.operation.name`. */
export const operation = { session: 'invoke_agent', tool: 'execute_tool' } as const;

/** `SpanKind` and `SpanStatusCode` of the API, which are numbers of the wire protocol (OTLP). */
export const spanKind = { internal: 0, client: 2 } as const;
export const statusError = 2;
