/** Steps on a visit in the making. Each gives a new draft; none stores or sends. */
import { addDays } from '../../../../i18n/format.ts';
import { nextOutcome, type TopicOutcome } from '../../../parts/outcomes.ts';
import type { VisitDraft, VisitOutcome, VisitTopic } from '../../../../state/visits.ts';

export function findTopic(draft: VisitDraft, code: string): VisitTopic | null {
  return draft.topics.find((topic) => topic.code === code) ?? null;
}

/** A topic may only be recorded when somebody was met: choosing one says so. */
function met(draft: VisitDraft): VisitOutcome {
  return draft.outcome ?? 'met';
}

export function withTopic(
  draft: VisitDraft,
  code: string,
  outcome: TopicOutcome | null,
  quantity = 1,
): VisitDraft {
  const others = draft.topics.filter((topic) => topic.code !== code);
  if (outcome === null) return { ...draft, topics: others };
  const at = draft.topics.findIndex((topic) => topic.code === code);
  const topic: VisitTopic = { code, outcome, quantity, wares: draft.topics[at]?.wares ?? [] };
  const topics =
    at < 0 ? [...others, topic] : draft.topics.map((old, i) => (i === at ? topic : old));
  return { ...draft, outcome: met(draft), topics };
}

/** The tap: done → guided → already → declined → failed → untouched. */
export function cycleTopic(draft: VisitDraft, code: string): VisitDraft {
  const topic = findTopic(draft, code);
  return withTopic(draft, code, nextOutcome(topic?.outcome ?? null), topic?.quantity ?? 1);
}

/** The shop or product is what the topic was about, or is no more. */
export function withWare(draft: VisitDraft, code: string, ware: string): VisitDraft {
  const before = findTopic(draft, code);
  const wares = before?.wares ?? [];
  const next = wares.includes(ware) ? wares.filter((id) => id !== ware) : [...wares, ware];
  const chosen = withTopic(draft, code, before?.outcome ?? 'done', Math.max(1, next.length));
  const topics = chosen.topics.map((topic) =>
    topic.code === code ? { ...topic, wares: next } : topic,
  );
  return { ...chosen, topics };
}

/** A second tap on the same day takes the follow-up back. */
export function withFollowUp(draft: VisitDraft, day: string | null): VisitDraft {
  return { ...draft, follow_up_on: draft.follow_up_on === day ? null : day };
}

/** What the chips offer, from the local day `today`. */
export function followUpDays(today: string) {
  return {
    tomorrow: addDays(today, 1),
    three_days: addDays(today, 3),
    next_week: addDays(today, 7),
  };
}

/** What is recorded: topics only where somebody was met; a quantity only where it counts. */
export function toSave(draft: VisitDraft): VisitDraft {
  return draft.outcome === 'met' ? draft : { ...draft, topics: [], person_name: '' };
}

/** Where more than one can come of one visit: papers filed, payments made. */
export function isCounted(topic: { readonly dedupe_by: string | null }, outcome: TopicOutcome) {
  return topic.dedupe_by === null && (outcome === 'done' || outcome === 'guided');
}
