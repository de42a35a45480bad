import { Ajv, type ValidateFunction } from 'ajv';
import type { ContractSchema } from './contract.generated.ts';

// A memo, not state: compiling takes milliseconds, and a schema of the contract never changes.
const compiled = new WeakMap<ContractSchema, ValidateFunction>();
let compiler: Ajv | undefined;

/** The validator of a schema of the contract: compiled when it is first asked for, and shared by all sessions. */
export function compiledSchema(schema: ContractSchema): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  // That the contract is valid JSON Schema is asserted by a test: to check it again here would double the time.
  compiler ??= new Ajv({ verbose: true, validateSchema: false, meta: false });
  const validate = compiler.compile(schema);
  compiled.set(schema, validate);
  return validate;
}
