/** The five outcomes of a topic, in the order a tap walks through them, and their words. */
import { t } from '../../i18n/index.ts';

export const outcomeOrder = ['done', 'guided', 'already', 'declined', 'failed'] as const;

export type TopicOutcome = (typeof outcomeOrder)[number];

/** The outcome after this one; after the last the topic is untouched again. */
export function nextOutcome(outcome: TopicOutcome | null): TopicOutcome | null {
  if (outcome === null) return outcomeOrder[0];
  return outcomeOrder[outcomeOrder.indexOf(outcome) + 1] ?? null;
}

export function outcomeWord(outcome: TopicOutcome): string {
  return t(`outcome.${outcome}`);
}
