import { Type, type TSchema } from 'typebox';
import { open, type Fields } from './shapes.ts';

/** The schema of one message, under the name of its type. */
export interface ContractMessage {
  readonly type: string;
  readonly schema: TSchema;
}

/** A message of the service. */
export function serverMessage(
  type: string,
  title: string,
  description: string,
  fields: Fields = {},
): ContractMessage {
  return { type, schema: open(title, { type: Type.Literal(type), ...fields }, description) };
}
