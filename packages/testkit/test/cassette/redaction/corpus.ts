/** What must never be found in a cassette, by the type of its placeholder. Every value is made up, or a published test value. */
export const sensitive: readonly (readonly [type: string, value: string])[] = [
  // keys by their shape
  ['key', 'sk_4f2a9c8e7b6d5a4f3c2b1a0987654321fedcba9876543210'],
  ['key', 'sk-proj-Qm8vT2xL5nR9wK3yZ7bC1dF4'],
  ['key', 'rk_live_51HqLyjWDarjtT1zdp7dcXYZ'],
  ['key', 'whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH'],
  ['key', 'AKIAIOSFODNN7EXAMPLE'],
  ['key', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a'],
  ['key', 'github_pat_11ABCDEFG0abcdefghijkl_MNOPQRSTUVWX'],
  ['key', 'glpat-20charactersofkeyXY'],
  ['key', 'xoxb-123456789012-1234567890123-AbCdEfGh'],
  ['key', 'AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY'],
  ['key', 'ya29.a0AfH6SMBx7-vQexample_token'],
  ['key', 'hf_QwErTyUiOpAsDfGhJkLzXcVbNm123456'],
  ['key', 'npm_Zx9Yw8Vu7Ts6Rq5Po4Nm3Lk2Ji1Hg0FeDcBa'],
  ['key', 'SG.ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc'],
  ['key', 'AC0123456789abcdef0123456789abcdef'],
  // tokens
  [
    'token',
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
  ],
  ['token', 'eyJhbGciOiJkaXIifQ..sVKPbXrLzA2uuqSL.8w'],
  // strings without a sense
  ['secret', 'Zq7xK2mP9vR4tW8yB3nC6dF1gH5jL0sA'],
  ['secret', '9f86d081884c7d659a2feaa0c55ad015'],
  ['secret', 'kR3+vT9/xW2mQ8zL5nB7pY4cD1fG6hJ0'],
  ['secret', 'xQzPvRtKwLmNbYcDfGhJsAeUoIiOuEaT'],
  ['secret', 'd41d8cd98f00b204e9800998ecf8427e'],
  // mail
  ['email', 'jane.doe@example.com'],
  ['email', 'j@x.io'],
  ['email', 'jane+voice-agent@mail.example.co.uk'],
  ['email', "o'brien@firma-mueller.de"],
  ['email', 'JANE_DOE%40EXAMPLE.COM'],
  ['email', 'jürgen@müller-söhne.de'],
  ['email', 'first.last@sub.domain.example.museum'],
  ['email', 'jane dot doe at example dot com'],
  ['email', 'info at harbour-restaurant dot de'],
  ['email', 'jane (at) example (dot) org'],
  ['email', 'jane.doe at example.com'],
  ['email', 'jane%2Bvoice%40example.com'],
  ['email', 'jane\u200B.doe@example.com'],
  // telephone
  ['phone', '+1 (202) 555-0143'],
  ['phone', '+12025550144'],
  ['phone', '202-555-0145'],
  ['phone', '(202) 555-0146'],
  ['phone', '202.555.0147'],
  ['phone', '2025550148'],
  ['phone', '12025550149'],
  ['phone', '555-0150'],
  ['phone', '+44 20 7946 0958'],
  ['phone', '020 7946 0959'],
  ['phone', '+49 (0)30 901820'],
  ['phone', '030/23125-013'],
  ['phone', '0049 30 23125 014'],
  ['phone', '+33 1 70 18 99 00'],
  ['phone', '01 99 00 12 34'],
  ['phone', '+91-99555-01234'],
  ['phone', '+86 138 0013 8000'],
  ['phone', '0 7 7 0 0 9 0 0 1 2 3'],
  ['phone', '+1\u00A0202\u00A0555\u00A00151'],
  ['phone', '%2B12025550152'],
  ['phone', '+1%20202%20555%200154'],
  ['phone', '２０２-５５５-０１５５'],
  ['phone', '٢٠٢ ٥٥٥ ٠١٥٦'],
  ['phone', '202\u200B555\u200B0157'],
  ['phone', 'two zero two five five five oh one five three'],
  // cards
  ['card', '4242424242424242'],
  ['card', '4000 0566 5566 5556'],
  ['card', '5555-5555-5555-4444'],
  ['card', '2223003122003222'],
  ['card', '3782 822463 10005'],
  ['card', '6011111111111117'],
  ['card', '3056 930902 5904'],
  ['card', '3566002020360505'],
  ['card', '6205500000000000004'],
  // accounts and identities
  ['iban', 'DE89 3704 0044 0532 0130 00'],
  ['iban', 'GB29NWBK60161331926819'],
  ['iban', 'FR14 2004 1010 0505 0001 3M02 606'],
  ['iban', 'nl91abna0417164300'],
  ['identity', '078-05-1120'],
  ['identity', '219 09 9999'],
];

/** Values that are known to be secret, or become it by where they stand, and look harmless. */
export const contextual: readonly {
  readonly what: string;
  readonly secret: string;
  readonly data: object;
}[] = [
  {
    what: 'a password in a tool call',
    secret: 'correct-horse',
    data: { parameters: { password: 'correct-horse' } },
  },
  {
    what: 'a key by its name in camel case',
    secret: 'harmless-looking',
    data: { apiKey: 'harmless-looking' },
  },
  { what: 'a header', secret: 'abcd-efgh', data: { headers: { 'xi-api-key': 'abcd-efgh' } } },
  {
    what: 'a header in a list',
    secret: 'abcd-efgi',
    data: { headers: [{ name: 'Authorization', value: 'abcd-efgi' }] },
  },
  {
    what: 'basic authentication',
    secret: 'YWRtaW46c2VjcmV0',
    data: { text: 'Authorization: Basic YWRtaW46c2VjcmV0' },
  },
  { what: 'a bearer token', secret: 'tokentokentoken', data: { text: 'Bearer tokentokentoken' } },
  { what: 'a subprotocol', secret: 'plainwordtoken', data: { protocols: 'convai, bearer.plainwordtoken' } },
  {
    what: 'a signed address',
    secret: 'cvtkn_short',
    data: {
      url: 'wss://api.elevenlabs.io/v1/convai/conversation?agent_id=a&conversation_signature=cvtkn_short',
    },
  },
  {
    what: 'an address with a password',
    secret: 'opensesame',
    data: { text: 'see https://admin:opensesame@example.com/x' },
  },
  {
    what: 'a spoken password',
    secret: 'bluebird',
    data: { user_transcript: 'My password is bluebird, thanks.' },
  },
  { what: 'a spoken PIN', secret: '4821', data: { user_transcript: 'The pin is 4821.' } },
  { what: 'a PIN as a number', secret: '48213', data: { parameters: { pin: 48213 } } },
  {
    what: 'a card as a number',
    secret: '4242424242424242',
    data: { parameters: { number: 4242424242424242 } },
  },
  {
    what: 'a telephone number as a number',
    secret: '3012345',
    data: { parameters: { phone_number: 3012345 } },
  },
  { what: 'tones of a keypad', secret: '99217', data: { dtmf_digits: '99217' } },
  { what: 'a date of birth', secret: '31 May 1984', data: { parameters: { date_of_birth: '31 May 1984' } } },
  { what: 'an assignment', secret: 'letmein', data: { text: 'set SECRET=letmein and go' } },
  {
    what: 'a private key',
    secret: 'MIIEvQIBADAN',
    data: { pem: '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----' },
  },
  {
    what: 'an object under a secret name',
    secret: 'correct-horsf',
    data: { password: { value: 'correct-horsf' } },
  },
  {
    what: 'an object of credentials',
    secret: 'correct-horsg',
    data: { credentials: { type: 'basic', user: 'bob', pw: ['correct-horsg'] } },
  },
  { what: 'the parts of a date of birth', secret: '1984', data: { date_of_birth: { year: 1984, month: 5 } } },
  { what: 'a pair', secret: 'abcd-efgj', data: { headers: [['authorization', 'abcd-efgj']] } },
  {
    what: 'a header by its name',
    secret: 'abcd-efgk',
    data: { headers: [{ header: 'authorization', value: 'abcd-efgk' }] },
  },
  {
    what: 'a field of a form',
    secret: 'abcd-efgl',
    data: { fields: [{ id: 'password', content: 'abcd-efgl' }] },
  },
  {
    what: 'an element of XML',
    secret: 'correct-horsh',
    data: { text: '<password>correct-horsh</password>' },
  },
  {
    what: 'JSON behind a word',
    secret: 'hunter22',
    data: { text: 'log: {"a":"{\\"password\\":\\"hunter22\\"}"} end' },
  },
  {
    what: 'JSON in base64',
    secret: Buffer.from('{"password":"hunter23"}').toString('base64'),
    data: { text: Buffer.from('{"password":"hunter23"}').toString('base64') },
  },
  {
    what: 'a telephone number as a number of no name',
    secret: '491701234567',
    data: { customer: 491701234567 },
  },
  { what: 'a card as the id of an event', secret: '4242424242424242', data: { event_id: 4242424242424242 } },
  {
    what: 'a telephone number figure by figure',
    secret: '5, 5, 5',
    data: { text: 'it is 2, 0, 2, 5, 5, 5, 0, 1, 4, 3' },
  },
  {
    what: 'figures on keys',
    secret: '2\uFE0F\u20E3',
    data: { text: Array.from('2025550143', (figure) => `${figure}\uFE0F\u20E3`).join('') },
  },
  {
    what: 'figures in circles',
    secret: '\u2461',
    data: {
      text: Array.from('2025550143', (figure) => '\u24EA\u2460\u2461\u2462\u2463\u2464'[Number(figure)]).join(
        '',
      ),
    },
  },
  {
    what: 'raised figures',
    secret: '\u00B2',
    data: {
      text: Array.from('2025550143', (figure) => '\u2070\u00B9\u00B2\u00B3\u2074\u2075'[Number(figure)]).join(
        '',
      ),
    },
  },
  {
    what: 'bold figures',
    secret: '\u{1D7D0}',
    data: {
      text: Array.from('2025550143', (figure) => String.fromCodePoint(0x1d7ce + Number(figure))).join(''),
    },
  },
  {
    what: 'an address in UTF-16',
    secret: 'd\\u0000o\\u0000e',
    data: { text: Array.from('jane.doe@example.com').join('\0') },
  },
  { what: 'a name as a key', secret: 'jane@example.com', data: { people: { 'jane@example.com': true } } },
  {
    what: 'JSON in JSON in JSON',
    secret: 'deep-secret',
    data: { result: JSON.stringify({ inner: JSON.stringify({ token: 'deep-secret' }) }) },
  },
];

/** Every place in which a message, or a frame, can hold a text. */
export const places: Readonly<
  Record<string, (text: string, id: number) => readonly Readonly<Record<string, unknown>>[]>
> = {
  'a message of the user': (text) => [{ type: 'user_message', text: `It is ${text}, thank you.` }],
  'a transcript': (text) => [
    { type: 'user_transcript', user_transcription_event: { user_transcript: `it's ${text}`, event_id: 3 } },
  ],
  'what is still being recognised': (text) => [
    {
      type: 'tentative_user_transcript',
      tentative_user_transcription_event: { user_transcript: text, event_id: 3 },
    },
  ],
  'a text of the agent': (text) => [
    {
      type: 'agent_response',
      agent_response_event: { agent_response: `I noted ${text}. Is that right?`, event_id: 4 },
    },
  ],
  'a correction': (text) => [
    {
      type: 'agent_response_correction',
      agent_response_correction_event: {
        original_agent_response: `I noted ${text}. Is that right?`,
        corrected_agent_response: `I noted ${text}...`,
        event_id: 4,
      },
    },
  ],
  'an argument of a tool': (text) => [
    {
      type: 'client_tool_call',
      client_tool_call: {
        tool_name: 'note',
        tool_call_id: 'call_1',
        event_id: 5,
        parameters: { a: [{ b: { c: text } }] },
      },
    },
  ],
  'a result that is text': (text) => [
    { type: 'client_tool_result', tool_call_id: 'call_1', result: `Found: ${text}`, is_error: false },
  ],
  'a result that is JSON': (text) => [
    {
      type: 'client_tool_result',
      tool_call_id: 'call_1',
      result: JSON.stringify({ rows: [{ value: text }] }),
      is_error: false,
    },
  ],
  'JSON in JSON': (text) => [
    {
      type: 'client_tool_result',
      tool_call_id: 'c',
      result: JSON.stringify({ body: JSON.stringify([text]) }),
      is_error: false,
    },
  ],
  'a dynamic variable': (text) => [
    { type: 'conversation_initiation_client_data', dynamic_variables: { about_the_caller: text } },
  ],
  'a prompt': (text) => [
    {
      type: 'conversation_initiation_client_data',
      conversation_config_override: { agent: { prompt: { prompt: `The caller has ${text} on file.` } } },
    },
  ],
  'a header': (text) => [{ type: 'enclave_setup_config', headers: { 'x-forwarded': text } }],
  'an address': (text) => [{ type: 'rich_content', url: `https://example.com/page?q=${text}` }],
  'an event that nobody knows': (text) => [
    { type: 'brand_new_event', brand_new_event: { some_text: [text, { again: text }] } },
  ],
  'the name of a field': (text) => [{ type: 'brand_new_event', brand_new_event: { [text]: 1 } }],
  'a word of the protocol in an argument': (text) => [
    {
      type: 'client_tool_call',
      client_tool_call: {
        tool_name: 'note',
        tool_call_id: 'call_1',
        event_id: 5,
        parameters: { status: text, model: [text], type: { language: text } },
      },
    },
  ],
  'a word of the protocol': (text) => [
    { type: 'mcp_tool_call', mcp_tool_call: { state: text, error_type: text } },
  ],
  'the name of a dynamic variable': (text) => [
    { type: 'conversation_initiation_client_data', dynamic_variables: { [text]: true } },
  ],
  'a list of a dynamic variable': (text) => [
    { type: 'conversation_initiation_client_data', dynamic_variables: { callers: [{ [text]: text }] } },
  ],
  'what goes to the language model': (text) => [
    { type: 'conversation_initiation_client_data', custom_llm_extra_body: { role: text, [text]: [text] } },
  ],
  'an error': (text) => [{ type: 'error', error_event: { code: 1011, message: `no such user: ${text}` } }],
  'text parts': (text, id) =>
    pieces(text, (piece, type) => ({
      type: 'agent_chat_response_part',
      text_response_part: { text: piece, type, event_id: id },
    })),
  'text parts of a kind that nobody knows': (text, id) =>
    pieces(text, (piece, type) => ({
      type: 'agent_chat_response_part',
      text_response_part: { text: piece, type: type === 'delta' ? 'chunk' : type, event_id: id },
    })),
  'an event that nobody knows, in pieces': (text) =>
    pieces(text, (piece) => ({ type: 'brand_new_event', brand_new_event: { delta: piece } })),
  'a message in pieces': (text) => pieces(text, (piece) => ({ type: 'brand.new', delta: piece })),
  'the characters of speech': (text, id) =>
    (`Is ${text} right?`.match(/.{1,9}/gsu) ?? []).map((piece) => ({
      type: 'audio',
      audio_event: {
        audio_base_64: '',
        event_id: id,
        alignment: {
          chars: Array.from(piece),
          char_start_times_ms: Array.from(piece).map((_char, index) => index * 50),
          char_durations_ms: Array.from(piece).map(() => 50),
        },
      },
    })),
};

/** Codes that a text may be written in. */
export const codes: Readonly<Record<string, (text: string) => string>> = {
  base64: (text) => Buffer.from(text).toString('base64'),
  'base64 for addresses': (text) => Buffer.from(text).toString('base64url'),
  'the code of addresses': (text) => Buffer.from(text).toString('hex').replaceAll(/../g, '%$&'),
  'the code of addresses, twice': (text) =>
    encodeURIComponent(encodeURIComponent(text).replaceAll('.', '%2E')),
  HTML: (text) => Array.from(text, (char) => `&#${char.codePointAt(0)};`).join(''),
  'HTML in hexadecimal': (text) =>
    Array.from(text, (char) => `&#x${char.codePointAt(0)?.toString(16)};`).join(''),
  JSON: (text) => text.replaceAll(/./gsu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'JSON in JSON behind a word': (text) => `see ${JSON.stringify({ a: JSON.stringify({ b: text }) })}`,
};

/** A text as it is written: six characters at a time. */
function pieces(
  text: string,
  part: (text: string, type: 'start' | 'delta' | 'stop') => Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>>[] {
  const deltas = `I noted ${text}, is that right?`.match(/.{1,6}/gsu) ?? [];
  return [part('', 'start'), ...deltas.map((delta) => part(delta, 'delta')), part('', 'stop')];
}
