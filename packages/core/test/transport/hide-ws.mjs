import { register } from 'node:module';

/** Makes `import('ws')` fail, as where the package is not installed. */
const hooks = `export async function resolve(specifier, context, next) {
  if (specifier === 'ws') throw Object.assign(new Error('Cannot find package ws'), { code: 'ERR_MODULE_NOT_FOUND' });
  return next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
