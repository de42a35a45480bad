import type { UserAction } from '../engine/effects.ts';
import type { SpeechSource } from '../scenario/speech-source.ts';
import type { UserStep } from '../scenario/user-steps.ts';

/** What the user is to do now, for whoever plays them. */
export function userLine({ step, stepIndex }: UserAction): string {
  return `step ${stepIndex + 1}, user: ${deed(step)}`;
}

/** The same for programs. */
export function userEvent({ step, stepIndex, when }: UserAction): Readonly<Record<string, unknown>> {
  const { place: _place, ...rest } = step;
  return { event: 'user', step: stepIndex + 1, ...rest, when };
}

function deed(step: UserStep): string {
  switch (step.user) {
    case 'say':
      return `say ${speech(step.audio)}`;
    case 'message':
    case 'context':
      return `${step.user} ${JSON.stringify(step.text)}`;
    case 'feedback':
      return `feedback ${step.score ?? 'taken back'}`;
    case 'mute':
      return step.muted ? 'mute' : 'unmute';
    case 'wait':
      return step.ms === undefined ? 'wait' : `wait ${step.ms} ms`;
    case 'hangUp':
      return 'hang up';
    case 'activity':
      return 'be busy';
  }
}

function speech(source: SpeechSource): string {
  if ('wav' in source) return source.wav;
  if ('toneHz' in source) return `a tone of ${source.toneHz} Hz for ${source.ms} ms`;
  return 'silenceMs' in source ? `nothing for ${source.silenceMs} ms` : 'samples';
}
