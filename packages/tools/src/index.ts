// writing tools
export {
  defineTool,
  type PackToolContext,
  type ParametersOf,
  type ToolDefinition,
  type TypedSchema,
} from './define-tool.ts';
export { toolPack, type ToolPack, type ToolPackOptions } from './tool-pack.ts';
export { truncate, type ResultShape } from './result-shape.ts';
