/** A value of an attribute. */
type AttributeValue = string | number | boolean;
export type TelemetryAttributes = Readonly<Record<string, AttributeValue>>;

/**
 * What is used of the package `@opentelemetry/api`, 1.9 or later. Pass the module itself:
 * `import * as api from '@opentelemetry/api'`.
 */
export interface OpenTelemetryApi {
  readonly trace: {
    getTracerProvider(): TelemetryTracerProvider;
    setSpan(context: never, span: never): unknown;
  };
  readonly metrics: { getMeterProvider(): TelemetryMeterProvider };
  readonly context: { active(): unknown };
}

export interface TelemetryTracerProvider {
  getTracer(name: string, version?: string, options?: { readonly schemaUrl?: string }): TelemetryTracer;
}

export interface TelemetryTracer {
  startSpan(
    name: string,
    options: {
      readonly kind?: number;
      readonly startTime?: number;
      readonly attributes?: TelemetryAttributes;
    },
    context: never,
  ): TelemetrySpan;
}

export interface TelemetrySpan {
  setAttributes(attributes: TelemetryAttributes): unknown;
  addEvent(name: string, attributes: TelemetryAttributes, atEpochMs: number): unknown;
  setStatus(status: { readonly code: number; readonly message?: string }): unknown;
  end(atEpochMs: number): void;
}

export interface TelemetryMeterProvider {
  getMeter(name: string, version?: string, options?: { readonly schemaUrl?: string }): TelemetryMeter;
}

export interface TelemetryMeter {
  createHistogram(name: string, options: TelemetryInstrumentOptions): TelemetryHistogram;
  createCounter(name: string, options: TelemetryInstrumentOptions): TelemetryCounter;
}

export interface TelemetryInstrumentOptions {
  readonly description: string;
  readonly unit: string;
  readonly advice?: { readonly explicitBucketBoundaries?: number[] };
}

export interface TelemetryHistogram {
  record(value: number, attributes: TelemetryAttributes): void;
}

export interface TelemetryCounter {
  add(value: number, attributes: TelemetryAttributes): void;
}
