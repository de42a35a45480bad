import { DuologueError, type Tool, type ToolContext } from '@duologue/core';
import { convert } from 'html-to-text';
import { defineTool } from '../define-tool.ts';
import { checkMs, checkWhole } from '../policies/options.ts';
import { toolPack, type ToolPack } from '../tool-pack.ts';
import { untilAborted } from '../until-aborted.ts';
import { AllowList } from './allow-list.ts';
import { sendGuarded, type GuardOptions, type GuardedRequest } from './guarded-request.ts';
import { isAddressRange, type ResolveHost } from './pin-address.ts';
import { readBody } from './read-body.ts';

export interface HttpPackOptions {
  /** What may be asked: hosts (`api.example.com`, `*.example.com`), beginnings of URLs (`https://api.example.com/v1/`), or `*`. */
  readonly allow: readonly string[];
  /** Methods that the agent may use; default only GET. */
  readonly methods?: readonly ('GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE')[];
  /** Headers for an address: the place of API keys, which the agent never sees. Asked again for each redirect. */
  readonly headers?: (url: URL) => Readonly<Record<string, string>>;
  /** Bytes of a body that are read at most; default 262,144. */
  readonly maxBytes?: number;
  /** Characters of it that the agent gets at most; default 10,000. */
  readonly maxCharacters?: number;
  /** How long one request may take with all its redirects, in milliseconds; default 10,000, at most 599,000. */
  readonly timeoutMs?: number;
  /** Default 3. */
  readonly maxRedirects?: number;
  /** Ranges beside the public internet that may be asked, such as `10.1.0.0/16`; default none. */
  readonly allowAddresses?: readonly string[];
  /** Finds the addresses of a host; default the system's resolver. */
  readonly resolve?: ResolveHost;
  /** What the agent is told the tool is good for; default a sentence that names the hosts. */
  readonly description?: string;
}

/**
 * A tool `fetch_url` that asks web addresses, and only those that are allowed: no private network, no other scheme, no
 * credentials in URLs, no redirect past the list, no address that DNS changes after it was looked at.
 */
export function httpPack(options: HttpPackOptions): ToolPack {
  return toolPack({ name: 'http', tools: [fetchUrlTool(options)] });
}

function fetchUrlTool(options: HttpPackOptions): Tool<never> {
  const {
    allow,
    methods = ['GET'],
    maxBytes = 262_144,
    maxCharacters = 10_000,
    timeoutMs = 10_000,
    maxRedirects = 3,
  } = options;
  checkWhole('httpPack', 'maxBytes', maxBytes, 1);
  checkWhole('httpPack', 'maxCharacters', maxCharacters, 100, 100_000);
  checkWhole('httpPack', 'maxRedirects', maxRedirects, 0, 20);
  checkMs('httpPack', 'timeoutMs', timeoutMs, 599_000);
  checkMethods(methods);
  for (const range of options.allowAddresses ?? []) checkRange(range);
  const guard: GuardOptions = {
    allow: new AllowList(allow),
    allowAddresses: options.allowAddresses ?? [],
    maxRedirects,
    headers: options.headers ?? (() => ({})),
    ...(options.resolve && { resolve: options.resolve }),
  };
  return defineTool({
    name: 'fetch_url',
    description:
      options.description ??
      `Fetches a web address and returns its text. Only these can be asked: ${allow.join(', ')}.`,
    parameters: {
      type: 'object',
      properties: {
        url: {
          type: 'string',
          minLength: 1,
          maxLength: 2_048,
          description: 'The whole address, with https://.',
        },
        ...(methods.some((method) => method !== 'GET') && {
          method: { enum: methods, description: `Default ${methods[0]}.` },
          body: {
            type: 'string',
            maxLength: 100_000,
            description: 'JSON to send, where the method takes a body.',
          },
        }),
      },
      required: ['url'],
      additionalProperties: false,
    },
    timeoutMs: timeoutMs + 1_000,
    onInterruption: 'abort',
    result: { maxCharacters },
    async run(
      { url, method = methods[0] ?? 'GET', body }: { url: string; method?: string; body?: string },
      context,
    ) {
      if (!URL.canParse(url))
        throw new DuologueError(
          'TOOL_FAILED',
          '`url` must be a whole address such as https://example.com/page.',
        );
      const request = { method, url: new URL(url), ...(body !== undefined && { body }) };
      return context.io(fetchText(request, guard, { maxBytes, timeoutMs }, context));
    },
  });
}

const knownMethods: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

function checkMethods(methods: readonly string[]): void {
  if (methods.length > 0 && methods.every((method) => knownMethods.includes(method))) return;
  throw new DuologueError(
    'INVALID_OPTIONS',
    `httpPack: methods is [${methods.join(', ')}]; it must list some of ${knownMethods.join(', ')}.`,
  );
}

function checkRange(range: string): void {
  if (isAddressRange(range)) return;
  throw new DuologueError(
    'INVALID_OPTIONS',
    `httpPack: allowAddresses has "${range}"; it must be a range of addresses such as 10.1.0.0/16.`,
  );
}

async function fetchText(
  request: GuardedRequest,
  guard: GuardOptions,
  { maxBytes, timeoutMs }: { readonly maxBytes: number; readonly timeoutMs: number },
  { signal, clock }: ToolContext,
): Promise<string> {
  const late = new DuologueError('TOOL_FAILED', `${request.url.host} took longer than ${timeoutMs} ms.`, {
    details: { transient: true },
  });
  const limit = new AbortController();
  const timer = clock.setTimeout(() => limit.abort(late), timeoutMs);
  const stop = AbortSignal.any([signal, limit.signal]);
  try {
    // DNS cannot be aborted, and a body that is cut ends with an error of its own
    const { response, url } = await untilAborted(sendGuarded(request, guard, stop), stop);
    const { statusCode = 0, statusMessage = '' } = response;
    const { text, mediaType, isCut } = await untilAborted(readBody(response, maxBytes), stop);
    const readable = /html/.test(mediaType)
      ? convert(text, { wordwrap: false, selectors: plainText, limits: { maxDepth: 200 } })
      : text;
    if (statusCode >= 400) {
      throw new DuologueError(
        'TOOL_FAILED',
        `${url.host} answered ${statusCode} ${statusMessage}: ${readable.slice(0, 200)}`,
        { details: { status: statusCode, transient: statusCode >= 500 || mayPass.has(statusCode) } },
      );
    }
    return isCut ? `${readable} … (cut: there was more than ${maxBytes} bytes)` : readable;
  } finally {
    timer.cancel();
    limit.abort(late); // whatever is still open is closed
  }
}

/** What a server answers that may answer another way a moment later: too slow, too early, too often. */
const mayPass = new Set([408, 425, 429]);

/** For the ear, links and pictures are only noise. */
const plainText = [
  { selector: 'a', options: { ignoreHref: true } },
  { selector: 'img', format: 'skip' },
  { selector: 'nav', format: 'skip' },
];
