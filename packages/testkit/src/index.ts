// clock
export { VirtualClock, type BusySource, type VirtualClockOptions } from './clock/virtual-clock.ts';
export type { ClockStall } from './clock/clock-stall.ts';
export type { PendingTimer } from './clock/pending-timer.ts';

// tools without a conversation
export { testTool, type TestToolOptions } from './test-tool/test-tool.ts';
export { ToolBench, type ToolBenchOptions, type ToolTrial } from './test-tool/tool-bench.ts';

// scenarios
export { scenario, type ScenarioOptions, type ScenarioWords } from './scenario/builder.ts';
export { silence, tone, wav, type SpeechSource } from './scenario/speech-source.ts';
export type { AgentSettings, Scenario, Step } from './scenario/scenario.ts';
export type { SpokenWord } from './scenario/server-steps.ts';
export type { Captured, CapturedValue } from './scenario/captured.ts';
export {
  loadScenario,
  loadScenarios,
  parseScenario,
  parseScenarios,
  type ParseScenarioOptions,
} from './document/load-scenario.ts';
export { scenarioToYaml, type ScenarioToYamlOptions } from './document/scenario-to-yaml.ts';
export type { ScenarioSource } from './document/scenario-source.ts';
export { prepareScenario, type PreparedScenario, type PrepareOptions } from './scenario/prepare.ts';

// servers
export type { Refusal } from './server/admission.ts';
export { ConvaiServer, type ConvaiServerOptions } from './server/convai-server.ts';
export type { RestCallRecord } from './rest/rest-service.ts';
export { MemoryServer } from './door/memory-server.ts';
export type { ScriptOptions } from './door/conversation-factory.ts';
export type { ClientLink, Door, DoorClient } from './door/door.ts';
export { Conversation } from './conversation/conversation.ts';
export type { Player } from './conversation/player.ts';
export { ScenarioFailure } from './diagnostics/scenario-failure.ts';
export { failureCatalogue, failureRemedies, type FailureCode, type FailureFacts } from './engine/failure.ts';

// the user
export { ScriptedMicrophone } from './user/scripted-microphone.ts';
export { SessionPlayer } from './user/session-player.ts';
export { DrivenUser, type DrivenUserOptions, type UserDriver } from './user/driven-user.ts';

// replays
export { replay, type Replay, type ReplayOptions, type ReplaySessionOptions } from './replay/replay.ts';
export type { ReplayCheck } from './replay/check-replay.ts';
export type { Origin } from './diagnostics/origin.ts';
export { ReplayTrace } from './replay/replay-trace.ts';

// traces
export { TraceLog, type TraceLogOptions } from './trace/trace-log.ts';
export { TraceRecorder, type TraceRecorderOptions } from './trace/trace-recorder.ts';
export { canonicalHash, canonicalTrace, type CanonicalTrace } from './trace/canonical-trace.ts';
export { barriersOf, type Barriers } from './trace/barriers.ts';
export type { AudioTrace, Lane, TraceEntry } from './trace/trace-entry.ts';
export type { TraceEventKind } from './trace/trace-events.ts';

// assertions without a test runner
export { assertThat, type Asserted } from './matchers/assert-that.ts';
export { AssertionFailure } from './matchers/assertion-failure.ts';
export { expectTrace, type TraceCursor } from './matchers/expect-trace.ts';
export type { EventAssertion } from './matchers/event-assertion.ts';
export type { WatchedClock } from './matchers/call-matchers.ts';
export type { Sound } from './matchers/audio-matchers.ts';
export type { Traced } from './matchers/trace-matchers.ts';

// telephony
export { TwilioPhone, type PhoneMessage, type TwilioPhoneOptions } from './phone/twilio-phone.ts';

// cassettes
export { prepareCassette as cassette, type CassetteOptions } from './cassette/replay/prepare-cassette.ts';
export type { CassetteSettings, PreparedCassette } from './cassette/replay/prepared-cassette.ts';
export { useCassette, type CassetteRun, type UseCassetteOptions } from './cassette/replay/use-cassette.ts';
export { cassetteMode, type CassetteMode } from './cassette/replay/cassette-mode.ts';
export type { UserPlay } from './cassette/replay/user-part.ts';
export { relaxCassette, type Relaxed } from './cassette/replay/relax-cassette.ts';
export {
  CassetteClient,
  type CassetteClientEnd,
  type CassetteClientOptions,
} from './cassette/replay/cassette-client.ts';
export { Recorder, type RecorderOptions } from './cassette/record/recorder.ts';
export { RecordingProxy, type RecordingProxyOptions } from './cassette/record/recording-proxy.ts';
export type { ProxyUpstream } from './cassette/record/proxy-upstream.ts';
export {
  diffCassettes,
  type CassetteDiff,
  type DivergedEntry,
  type LaneDivergence,
} from './cassette/compare/diff-cassettes.ts';
export { describeDiff } from './cassette/compare/describe-diff.ts';
export {
  canonicalCassette,
  type CanonicalCassette,
  type CanonicalMessage,
} from './cassette/compare/canonical-cassette.ts';
export { readCassette, type Cassette } from './cassette/format/read-cassette.ts';
export {
  CassetteWriter,
  type CassetteEnd,
  type CassetteWriterOptions,
} from './cassette/format/cassette-writer.ts';
export type {
  AudioReference,
  CassetteFrame,
  DroppedAudio,
  FrameBarrier,
  FrameDirection,
  FrameLane,
  LiveFrame,
  RawFrame,
  StoredAudio,
} from './cassette/format/cassette-frame.ts';
export type { CassetteFacts, CassetteHeader, CassetteProvenance } from './cassette/format/cassette-header.ts';
export type { Redactor, WireFormats } from './cassette/format/redactor.ts';
export { standardRedaction } from './cassette/redaction/standard-redaction.ts';
export type { RedactionOptions, UserAudioPolicy } from './cassette/redaction/redaction-options.ts';
export { lintFile, type LintFinding } from './cassette/lint/lint-file.ts';
export { importCassette, type ImportCassetteOptions } from './cassette/import/import-cassette.ts';
export {
  scenarioFromConversation,
  type ScenarioFromConversationOptions,
} from './cassette/from-conversation/scenario-from-conversation.ts';
export {
  scenarioFromCassette,
  type ScenarioFromCassetteOptions,
} from './cassette/export/scenario-from-cassette.ts';
export { cassetteToHar } from './cassette/export/cassette-to-har.ts';
export { cassetteToJsonl } from './cassette/export/cassette-to-jsonl.ts';
export { cassetteToMarkdown } from './cassette/export/cassette-to-markdown.ts';
