/**
 * The scripted agent alone. It prints its address and plays the conversation to everyone who calls, with `npm start -- --url …` or
 * any other client: node --conditions=@duologue/source --import=tsx examples/first-call/server.ts
 */
import { systemClock } from '@duologue/core';
import { ConvaiServer, prepareScenario } from '@duologue/testkit';
import { firstCall } from './conversation.ts';

const server = await ConvaiServer.listen(await prepareScenario(firstCall()), { clock: systemClock });
console.log(server.url);
