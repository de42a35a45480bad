import { defineTool, toolPack, type ToolPack } from '@duologue/tools';
import { Type } from 'typebox';
import type { Tables } from './tables.ts';

const party = Type.Integer({ minimum: 1, maximum: 12, description: 'How many people.' });
const at = Type.String({ format: 'date-time', description: 'When, with the offset of the restaurant.' });

/** Lets the agent of a restaurant look for tables and book them. */
export const bookingPack = (tables: Tables): ToolPack => {
  const findTables = defineTool({
    name: 'find_tables',
    description: 'Finds free tables for a number of people at a time.',
    parameters: Type.Object({ party, at }),
    onInterruption: 'abort',
    run(parameters, { io, signal, progress }) {
      progress('Still looking for a table.');
      return io(tables.free(parameters.party, parameters.at, signal));
    },
    result: { speak: (free) => (free.length > 0 ? `Free: ${free.join(', ')}.` : 'All tables are taken.') },
  });
  const bookTable = defineTool({
    name: 'book_table',
    description: 'Books a table that find_tables named.',
    parameters: Type.Object({ party, at, table: Type.Integer(), phone: Type.String({ minLength: 5 }) }),
    timeoutMs: 5_000,
    sensitiveParameters: ['phone'],
    async run({ table, ...booking }, { io, signal }) {
      await io(tables.book(table, booking, signal));
      return `Table ${table} is booked for ${booking.party} at ${booking.at}.`;
    },
  });
  return toolPack({ name: 'booking', tools: [findTables, bookTable] });
};
