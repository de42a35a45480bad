import { DuologueError } from '../errors.ts';
import {
  initiationOptionsSchema,
  type ContractSchema,
  type InitiationOptions,
} from '../protocol/contract.generated.ts';
import { isWireObject, type WireObject } from '../protocol/payload.ts';
import { checkInitiation } from './initiation-check.ts';
import { ownSource } from './initiation-source.ts';

export type { InitiationOptions } from '../protocol/contract.generated.ts';

/** The names of all options in {@link InitiationOptions}. */
export const initiationOptionNames: readonly string[] = Object.keys(propertiesOf(initiationOptionsSchema));

/**
 * The first messages of a connection, as on the wire: `enclave_setup_config` where it was asked for,
 * then `conversation_initiation_client_data`. They share nothing with the options, so they may be changed.
 * @throws DuologueError INVALID_OPTIONS with the path of the option that does not fit
 */
export function initiationMessages(options: InitiationOptions): Record<string, unknown>[] {
  checkInitiation(options);
  const { enclaveSetup, extra = {}, ...data } = options;
  const { overrides, ...rest } = wireForm({ sourceInfo: ownSource, ...data }, initiationOptionsSchema);
  const initiation = merge(
    { ...(overrides !== undefined && { conversation_config_override: overrides }), ...rest },
    extra,
  );
  return [
    ...(enclaveSetup ? [enclaveMessage(enclaveSetup)] : []),
    plainJson({ ...initiation, type: 'conversation_initiation_client_data' }),
  ];
}

function enclaveMessage(setup: NonNullable<InitiationOptions['enclaveSetup']>): Record<string, unknown> {
  return plainJson({
    type: 'enclave_setup_config',
    // The server wants these four keys, also where they hold nothing.
    agent_config_dict: null,
    override_agent_config_list: null,
    tools_config_list: null,
    prompt_knowledge_base: null,
    ...wireForm(setup, propertiesOf(initiationOptionsSchema).enclaveSetup),
  });
}

/** Names as on the wire, as far down as the schema names them; what is below belongs to the user. */
function wireForm(options: object, schema: ContractSchema | undefined): WireObject {
  const properties = propertiesOf(schema);
  return Object.fromEntries(
    Object.entries(options)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => {
        const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
        return property ? [snakeCase(name), wireValue(value, property)] : [name, value];
      }),
  );
}

function wireValue(value: unknown, schema: ContractSchema): unknown {
  if (Array.isArray(value)) return value.map((item) => wireValue(item, schema.items as ContractSchema));
  return isWireObject(value) ? wireForm(value, schema) : value;
}

function propertiesOf(schema: ContractSchema | undefined): Readonly<Record<string, ContractSchema>> {
  return (schema?.properties ?? {}) as Readonly<Record<string, ContractSchema>>;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Objects are merged, anything else of `over` takes the place of what was there. */
function merge(under: WireObject, over: WireObject): WireObject {
  const merged = Object.entries(over).map(([name, value]) => {
    const below = Object.hasOwn(under, name) ? under[name] : undefined;
    return [name, isWireObject(below) && isWireObject(value) ? merge(below, value) : value] as const;
  });
  return Object.fromEntries([...Object.entries(under), ...merged]);
}

function plainJson(message: WireObject): Record<string, unknown> {
  try {
    return JSON.parse(JSON.stringify(message)) as Record<string, unknown>;
  } catch (cause) {
    throw new DuologueError(
      'INVALID_OPTIONS',
      'What is said at the start of a conversation must be plain JSON.',
      {
        cause,
      },
    );
  }
}
