export { knowledgePack, type KnowledgePackOptions } from './knowledge-pack.ts';
