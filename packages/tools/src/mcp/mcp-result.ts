import { DuologueError } from '@duologue/core';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

/**
 * What a server answered, as text for the agent: texts as they are, pictures and sounds only named; where there is
 * no text, the structured content as JSON.
 * @throws DuologueError TOOL_FAILED where the server says that the call failed
 */
export function textOfResult({ content, structuredContent, isError }: CallToolResult): string {
  const parts = content.map(textOfPart).filter((text) => text !== '');
  const text = parts.length === 0 && structuredContent ? JSON.stringify(structuredContent) : parts.join('\n');
  if (isError === true)
    throw new DuologueError('TOOL_FAILED', text || 'The tool failed and did not say why.');
  return text || 'Done.';
}

function textOfPart(part: CallToolResult['content'][number]): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'resource':
      return 'text' in part.resource
        ? part.resource.text
        : `[${part.resource.mimeType ?? 'a file'}: ${part.resource.uri}]`;
    case 'resource_link':
      return `[${part.title ?? part.name}: ${part.uri}]`;
    case 'image':
    case 'audio':
      return `[${part.mimeType}, which cannot be told in words]`;
  }
}
