/** What the service was asked, as it would be on the wire. */
export interface RestRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A `fetch` that keeps what it was asked and gives the next of its answers; what is no Response is thrown. */
export class FakeRest {
  readonly requests: RestRequest[] = [];
  readonly #answers: unknown[];

  constructor(...answers: unknown[]) {
    this.#answers = answers;
  }

  readonly fetch: typeof fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    const request = new Request(input as URL, init);
    const headers = Object.fromEntries(request.headers);
    const body = await readBody(request);
    if (body instanceof FormData) headers['content-type'] = 'multipart/form-data';
    this.requests.push({
      method: request.method,
      url: request.url,
      headers,
      ...(body !== undefined && { body: body instanceof FormData ? await filesOf(body) : body }),
    });
    const answer = this.#answers.shift();
    if (answer instanceof Response) return answer;
    throw answer;
  };
}

async function readBody(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (type.startsWith('multipart/form-data')) return request.formData();
  const text = await request.text();
  return text === '' ? undefined : JSON.parse(text);
}

async function filesOf(form: FormData): Promise<unknown[]> {
  const files = [...form.entries()] as [string, File][];
  return Promise.all(
    files.map(async ([field, file]) => ({
      field,
      name: file.name,
      type: file.type,
      text: await file.text(),
    })),
  );
}
