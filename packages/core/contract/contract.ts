import type { TSchema } from 'typebox';
import { clientMessages } from './client-messages.ts';
import { conversationMessages } from './conversation.ts';
import { enclaveFields, initiationFields } from './initiation.ts';
import { optionsFor } from './options.ts';
import type { JsonSchema } from './json-schema.ts';
import type { ContractMessage } from './server-message.ts';
import { closed, optional, record } from './shapes.ts';
import { toolMessages } from './tool-calls.ts';
import { turnMessages } from './turns.ts';

const { conversation_config_override: overrides, ...otherInitiationFields } = initiationFields;

const initiationOptions = optionsFor(
  plain(
    closed('InitiationOptionsPayload', {
      overrides,
      ...otherInitiationFields,
      enclave_setup: optional(
        closed(
          'EnclaveSetupPayload',
          enclaveFields,
          'What an on-premises server is told before anything else.',
        ),
      ),
      extra: optional(
        record(
          undefined,
          'Fields of tomorrow, named as on the wire: merged deeply into the message, over everything else.',
        ),
      ),
    }),
  ),
);

/** A message of the contract: its type and what it looks like on the wire. */
export interface ContractEntry {
  readonly type: string;
  readonly schema: JsonSchema;
}

export interface Contract {
  readonly server: readonly ContractEntry[];
  readonly client: readonly ContractEntry[];
  readonly initiationOptions: JsonSchema;
}

/** The wire contract: the one source of `src/protocol/contract.generated.ts`. */
export const contract: Contract = {
  server: [...conversationMessages, ...turnMessages, ...toolMessages].map(entry),
  client: clientMessages.map(entry),
  initiationOptions,
};

function entry({ type, schema }: ContractMessage): ContractEntry {
  return { type, schema: plain(schema) };
}

/** Without what TypeBox keeps beside the JSON Schema. */
function plain(schema: TSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema)) as JsonSchema;
}
