export { httpPack, type HttpPackOptions } from './http-pack.ts';
export type { ResolveHost } from './pin-address.ts';
