import type { Client, Target } from '../client.ts';
import type { Told } from '../../story.ts';

/** What the run tells the process of a client to do. */
export type Command =
  | { readonly do: 'start'; readonly target: Target; readonly agent: Client['agent'] }
  | { readonly do: 'message'; readonly text: string }
  | { readonly do: 'context'; readonly text: string; readonly contextId: string | undefined }
  | { readonly do: 'activity' }
  | { readonly do: 'feedback'; readonly like: boolean | null; readonly eventId: number }
  | { readonly do: 'hangUp' };

/** What that process tells: `gone` when the conversation is over. */
export type Report = { readonly told: Told } | 'gone';
