/**
 * The scripted agent alone. It prints its address and plays the conversation to everyone who calls, with `npm start -- --url …` or
 * any other client: node --conditions=@duologue/source --import=tsx examples/first-call/server.ts
 */
import { ConvaiServer } from '@duologue/testkit';
import { firstCall } from './conversation.ts';

const server = await ConvaiServer.listen(firstCall());
console.log(server.url);
