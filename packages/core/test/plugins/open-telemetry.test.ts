import * as api from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { expect, expectTypeOf, it } from 'vitest';
import {
  OpenTelemetry,
  Reconnect,
  type OpenTelemetryApi,
  type OpenTelemetryOptions,
} from '../../src/index.ts';
import { FakeService } from '../support/fake-service.ts';
import {
  agentResponse,
  audio,
  interruption,
  metadata,
  toolCall,
  userTranscript,
} from '../support/server-words.ts';
import { SessionUnderTest, type SessionUnderTestOptions } from '../support/session-under-test.ts';

/** A backend in memory. */
class Backend {
  readonly #spans = new InMemorySpanExporter();
  readonly #metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  readonly tracerProvider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(this.#spans)],
  });
  readonly #reader = new PeriodicExportingMetricReader({
    exporter: this.#metrics,
    exportIntervalMillis: 3_600_000,
  });
  readonly meterProvider = new MeterProvider({ readers: [this.#reader] });

  /** Every span, in the order of their ends, with times since `sinceEpochMs`. */
  spans(sinceEpochMs: number) {
    const all = this.#spans.getFinishedSpans();
    const nameOf = (id: string | undefined) => all.find((span) => span.spanContext().spanId === id)?.name;
    const ms = ([seconds, nanoseconds]: [number, number]) =>
      Math.round(seconds * 1_000 + nanoseconds / 1e6 - sinceEpochMs);
    return all.map((span) => ({
      name: span.name,
      in: nameOf(span.parentSpanContext?.spanId),
      ms: [ms(span.startTime), ms(span.endTime)],
      attributes: span.attributes,
      status: span.status,
      events: span.events.map(({ name, time, attributes }) => [name, ms(time), attributes]),
    }));
  }

  get rawSpans() {
    return this.#spans.getFinishedSpans();
  }

  /** Every measurement as `[name, unit, attributes, value]`, of a histogram its count and sum. */
  async metrics() {
    await this.#reader.forceFlush();
    const [newest] = this.#metrics.getMetrics().slice(-1);
    return (newest?.scopeMetrics ?? []).flatMap(({ metrics }) =>
      metrics.flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes, value }) => {
          const { 'gen_ai.provider.name': _, ...own } = attributes;
          const shown = typeof value === 'number' ? value : [value.count, value.sum];
          return [descriptor.name, descriptor.unit, own, shown] as const;
        }),
      ),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.tracerProvider.shutdown();
    await this.meterProvider.shutdown();
  }
}

function traced(
  backend: Backend,
  { service = new FakeService(), ...options }: SessionUnderTestOptions = {},
  more: Partial<OpenTelemetryOptions> = {},
): SessionUnderTest {
  const { tracerProvider, meterProvider } = backend;
  const plugin = new OpenTelemetry({ api, tracerProvider, meterProvider, ...more });
  return new SessionUnderTest({ service, ...options, plugins: [plugin, ...(options.plugins ?? [])] });
}

/** A turn with a tool, then one that is cut. */
async function converse(stage: SessionUnderTest): Promise<void> {
  await stage.session.start();
  stage.service.send(
    userTranscript('What is the weather?', 1),
    toolCall('get_weather', 'call_1', { city: 'Bremen' }),
  );
  await stage.pass(400);
  stage.service.send(agentResponse('It is sunny.', 2));
  await stage.pass(100);
  stage.service.send(audio(1_000, 2));
  await stage.pass(2_000);
  stage.service.send(userTranscript('And tomorrow?', 3));
  await stage.pass(250);
  stage.service.send(audio(1_000, 4), agentResponse('It will rain.', 4));
  await stage.pass(500);
  stage.service.send(interruption(5));
  await stage.session.end();
}

const weather = {
  name: 'get_weather',
  description: 'tells the weather',
  run: async (_: unknown, { clock }: { clock: { sleep(ms: number): Promise<void> } }) => {
    await clock.sleep(300);
    return 'sunny';
  },
};

it('makes a span for the session, in it one for each turn, and in that one for each tool', async () => {
  await using backend = new Backend();
  await using stage = traced(backend, { tools: [weather] });
  const startedAt = stage.clock.epochMs();
  await converse(stage);

  expect(backend.spans(startedAt)).toEqual([
    {
      name: 'execute_tool get_weather',
      in: 'duologue.turn',
      ms: [0, 300],
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'get_weather',
        'gen_ai.tool.call.id': 'call_1',
        'gen_ai.tool.type': 'function',
        'duologue.tool.outcome': 'succeeded',
      },
      status: { code: api.SpanStatusCode.UNSET },
      events: [],
    },
    {
      name: 'duologue.turn',
      in: 'invoke_agent',
      ms: [0, 1_700],
      attributes: {
        'duologue.event_id': 2,
        'duologue.turn.interrupted': false,
        'duologue.turn.first_text_ms': 400,
        'duologue.turn.first_audio_ms': 500,
        'duologue.turn.first_played_ms': 500,
        'duologue.turn.tool_ms': 300,
        'duologue.turn.played_ms': 1_000,
        'duologue.turn.dropped_ms': 0,
        'duologue.turn.underruns': 0,
      },
      status: { code: api.SpanStatusCode.UNSET },
      events: [],
    },
    {
      name: 'duologue.turn',
      in: 'invoke_agent',
      ms: [2_500, 3_250],
      attributes: {
        'duologue.event_id': 4,
        'duologue.turn.interrupted': true,
        'duologue.turn.first_text_ms': 250,
        'duologue.turn.first_audio_ms': 250,
        'duologue.turn.first_played_ms': 250,
        'duologue.turn.tool_ms': 0,
        'duologue.turn.played_ms': 500,
        'duologue.turn.dropped_ms': 500,
        'duologue.turn.underruns': 0,
      },
      status: { code: api.SpanStatusCode.UNSET },
      events: [],
    },
    {
      name: 'invoke_agent',
      in: undefined,
      ms: [0, 3_250],
      attributes: {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.provider.name': 'elevenlabs',
        'gen_ai.agent.id': 'agent_1',
        'gen_ai.conversation.id': 'conv_1',
        'server.address': 'api.elevenlabs.io',
        'duologue.end.reason': 'user',
        'duologue.close_code': 1000,
      },
      status: { code: api.SpanStatusCode.UNSET },
      events: [['duologue.interrupted', 3_250, { 'duologue.played_ms': 500 }]],
    },
  ]);
});

it('names the conventions that it follows, and itself', async () => {
  await using backend = new Backend();
  await using stage = traced(backend);
  await converse(stage);
  expect(
    new Set(backend.rawSpans.map(({ instrumentationScope }) => JSON.stringify(instrumentationScope))),
  ).toEqual(
    new Set([
      JSON.stringify({
        name: '@duologue/core',
        version: '0.1.0',
        schemaUrl: 'https://opentelemetry.io/schemas/1.37.0',
      }),
    ]),
  );
});

it('measures delays, tools, lost audio and the whole session, in seconds', async () => {
  await using backend = new Backend();
  await using stage = traced(
    backend,
    { tools: [weather] },
    { attributes: { 'shop.name': 'Harbour Travel' } },
  );
  await converse(stage);
  const shop = { 'shop.name': 'Harbour Travel' };

  expect(await backend.metrics()).toEqual([
    ['duologue.turn.first_text', 's', shop, [2, 0.65]],
    ['duologue.turn.first_audio', 's', shop, [2, 0.75]],
    ['duologue.turn.first_played', 's', shop, [2, 0.75]],
    ['duologue.tool.duration', 's', { ...shop, 'gen_ai.tool.name': 'get_weather' }, [1, 0.3]],
    ['duologue.session.duration', 's', { ...shop, 'duologue.end.reason': 'user' }, [1, 3.25]],
    ['duologue.interruptions', '{interruption}', { ...shop, 'duologue.interrupted_by': 'service' }, 1],
    [
      'duologue.audio.dropped',
      's',
      { ...shop, 'duologue.audio.direction': 'agent', 'duologue.audio.drop_reason': 'interrupted' },
      0.5,
    ],
  ]);
});

it('marks a tool that failed, and keeps what it was asked and what it said to itself', async () => {
  await using backend = new Backend();
  const broken = {
    name: 'get_weather',
    description: 'fails',
    run: () => {
      throw new Error('private detail');
    },
  };
  await using stage = traced(backend, { tools: [broken] });
  await converse(stage);
  const [tool] = backend.spans(0);
  expect(tool).toMatchObject({
    name: 'execute_tool get_weather',
    attributes: { 'error.type': 'failed', 'duologue.tool.outcome': 'failed' },
    status: { code: api.SpanStatusCode.ERROR },
  });
  const shown = JSON.stringify([backend.spans(0), await backend.metrics()]);
  expect(shown).not.toMatch(/Bremen|sunny|rain|weather\?|private detail/);
  expect((await backend.metrics()).find(([name]) => name === 'duologue.tool.duration')?.[2]).toEqual({
    'gen_ai.tool.name': 'get_weather',
    'error.type': 'failed',
  });
});

it('marks a session that failed with the code of its error', async () => {
  await using backend = new Backend();
  await using stage = traced(backend);
  await stage.session.start();
  stage.service.line.close(1011, 'crashed at https://x.example/?secret=0123456789');
  await stage.session.ended;

  expect(backend.spans(0)).toMatchObject([
    {
      name: 'invoke_agent',
      attributes: {
        'error.type': 'SERVER_ERROR',
        'duologue.end.reason': 'failure',
        'duologue.close_code': 1011,
      },
      status: {
        code: api.SpanStatusCode.ERROR,
        message: 'The conversation ended: crashed at https://x.example/?secret=[secret] (close code 1011).',
      },
    },
  ]);
  expect((await backend.metrics()).map(([name, , attributes]) => [name, attributes])).toEqual([
    ['duologue.session.duration', { 'duologue.end.reason': 'failure', 'error.type': 'SERVER_ERROR' }],
  ]);
});

it('ends the span of a start that failed', async () => {
  await using backend = new Backend();
  await using stage = traced(backend, { service: new FakeService({ greeting: [] }) });
  await expect(stage.session.start({ timeoutMs: 1_000 })).rejects.toThrow('did not answer within 1000 ms');
  expect(backend.spans(0)).toMatchObject([
    {
      name: 'invoke_agent',
      attributes: { 'error.type': 'CONNECT_TIMEOUT' },
      status: { code: api.SpanStatusCode.ERROR },
    },
  ]);
});

it('keeps one span over a lost connection, with what happened in between', async () => {
  await using backend = new Backend();
  const service = new FakeService();
  await using stage = traced(backend, { service, plugins: [new Reconnect()] });
  await stage.session.start();
  const startedAt = stage.clock.epochMs();
  service.greeting = [metadata({ conversationId: 'conv_2' })];
  service.line.close(1006);
  await new Promise<void>((resolve) => stage.session.hooks.connected.tap('wait', () => resolve()));
  await stage.session.end();

  const [session, ...others] = backend.spans(startedAt);
  expect(others).toEqual([]);
  expect(session?.attributes['gen_ai.conversation.id']).toBe('conv_2');
  expect(session?.events.map(([name, , attributes]) => [name, attributes])).toEqual([
    ['duologue.connection_lost', { 'error.type': 'CONNECTION_LOST' }],
    ['duologue.problem', { 'error.type': 'CONNECTION_LOST' }],
    ['duologue.reconnected', { 'gen_ai.conversation.id': 'conv_2' }],
  ]);
});

it('stands under the span that is active where the session is started', async () => {
  await using backend = new Backend();
  await using stage = traced(
    backend,
    {},
    {
      api: { ...api, context: { active: () => api.trace.setSpan(api.ROOT_CONTEXT, outer) } },
    },
  );
  const outer = backend.tracerProvider.getTracer('app').startSpan('handle call');
  await converse(stage);
  outer.end();
  const session = backend.rawSpans.find(({ name }) => name === 'invoke_agent');
  expect(session?.parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
});

it('makes a span of its own for each conversation of a session', async () => {
  await using backend = new Backend();
  await using stage = traced(backend);
  await converse(stage);
  await converse(stage);
  expect(backend.rawSpans.filter(({ name }) => name === 'invoke_agent')).toHaveLength(2);
  expect(new Set(backend.rawSpans.map((span) => span.spanContext().traceId)).size).toBe(2);
});

it('puts tools of a turn that never came to an end under the session', async () => {
  await using backend = new Backend();
  await using stage = traced(backend, { tools: [weather] });
  await stage.session.start();
  stage.service.send(toolCall('get_weather', 'call_1'));
  await stage.pass(1_000);
  await stage.session.end();
  expect(backend.spans(0).map(({ name, in: parent }) => [name, parent])).toEqual([
    ['execute_tool get_weather', 'invoke_agent'],
    ['invoke_agent', undefined],
  ]);
});

it('uses what is registered with the API where it is given no provider', async () => {
  await using backend = new Backend();
  api.trace.setGlobalTracerProvider(backend.tracerProvider);
  api.metrics.setGlobalMeterProvider(backend.meterProvider);
  try {
    await using stage = new SessionUnderTest({ plugins: [new OpenTelemetry({ api })], tools: [weather] });
    await converse(stage);
    expect(backend.rawSpans).toHaveLength(4);
    expect(await backend.metrics()).not.toEqual([]);
  } finally {
    api.trace.disable();
    api.metrics.disable();
  }
});

it('costs nothing where nothing is registered', async () => {
  await using stage = new SessionUnderTest({ plugins: [new OpenTelemetry({ api })], tools: [weather] });
  await converse(stage);
  expect(stage.log.problems).toEqual([]);
});

it('takes the module of the API as it is, and says so where it gets something else', () => {
  expectTypeOf<typeof api>().toExtend<OpenTelemetryApi>();
  expect(() => new OpenTelemetry({} as never)).toThrow('OpenTelemetry needs the module @opentelemetry/api');
});
