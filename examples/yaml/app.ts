/**
 * A guest who writes to the restaurant:
 * npx duologue run booking.yaml -- node --conditions=@duologue/source --import=tsx app.ts 'A table for four at eight, please.'
 */
import { createRestaurant } from './restaurant.ts';

const [wish = ''] = process.argv.slice(2);
const session = createRestaurant({ url: process.env.DUOLOGUE_URL ?? '' });
session.hooks.messageReceived.for('agent_response').tap('Guest', ({ text }) => {
  console.log(`agent: ${text}`);
  if (text.includes('yours')) void session.end();
  else session.sendUserMessage(wish);
});
const { error } = await session.run();
if (error) throw error;
