export { memoryPack, type MemoryPackOptions } from './memory-pack.ts';
