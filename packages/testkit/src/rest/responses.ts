/** Browsers ask from other origins. */
const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
};

export function json(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: cors });
}

export function empty(): Response {
  return new Response(null, { status: 204, headers: cors });
}

/** An error in the form that the service gives it. */
export function refusal(status: number, code: string, message: string): Response {
  return json({ detail: { status: code, message } }, status);
}

export function audioFile(wav: Uint8Array<ArrayBuffer>): Response {
  return new Response(wav, { headers: { ...cors, 'content-type': 'audio/wav' } });
}
