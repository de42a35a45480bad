export { convaiHandlers, type ConvaiHandlers, type ConvaiHandlersOptions } from './convai-handlers.ts';
