/** The five outcomes of a topic, in the order a tap walks through them, and their words. */
import { t } from '../../i18n/phone.ts';
import type { TopicOutcome } from '../../state/visits.ts';

export type { TopicOutcome };

export const outcomeOrder: readonly TopicOutcome[] = [
  'done',
  'guided',
  'already',
  'declined',
  'failed',
];

/** The outcome after this one; after the last the topic is untouched again. */
export function nextOutcome(outcome: TopicOutcome | null): TopicOutcome | null {
  if (outcome === null) return 'done';
  return outcomeOrder[outcomeOrder.indexOf(outcome) + 1] ?? null;
}

export function outcomeWord(outcome: TopicOutcome): string {
  return t(`outcome.${outcome}`);
}
