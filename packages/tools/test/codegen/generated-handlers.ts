import { defineTool, toolPack, type ToolPack } from '@duologue/tools';

export const bookTable = defineTool({
  name: 'book_table',
  description: 'Books a table at the restaurant. Say "it\'s done" afterwards.',
  parameters: {
    type: 'object',
    properties: {
      party: {
        type: 'integer',
        description: 'How many people.',
      },
      at: {
        type: 'string',
        description: 'When, in ISO 8601.',
      },
      area: {
        type: 'string',
        description: 'Where to sit.',
        enum: ['inside', 'terrace'],
      },
      guest: {
        type: 'object',
        description: 'Who books.',
        properties: {
          name: {
            type: 'string',
            description: 'The family name.',
          },
          'user-id': {
            type: 'string',
          },
        },
        required: ['name'],
        additionalProperties: false,
      },
      dishes: {
        type: 'array',
        description: 'Dishes to prepare.',
        items: {
          type: 'string',
          description: 'One dish.',
        },
      },
    },
    required: ['party', 'at'],
    additionalProperties: false,
  },
  timeoutMs: 5000,
  run(parameters) {
    throw new Error('book_table is not written yet: ' + JSON.stringify(parameters));
  },
});

export const delete2 = defineTool({
  name: 'delete',
  description: 'Deletes a booking.',
  parameters: {
    type: 'object',
    properties: {},
    additionalProperties: false,
  },
  run(parameters) {
    throw new Error('delete is not written yet: ' + JSON.stringify(parameters));
  },
});

export const restaurantPack = (): ToolPack => toolPack({ name: 'restaurant', tools: [bookTable, delete2] });
