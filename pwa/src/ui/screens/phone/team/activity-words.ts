/** A gathering in words, and the steps on its form; none stores or sends. */
import { formatMoment } from '../../../../i18n/format.ts';
import { t } from '../../../../i18n/team.ts';
import {
  kinds,
  type Activity,
  type ActivityForm,
  type ActivityKind,
  type Shown,
} from '../../../../state/activities.ts';

export function kindWord(kind: string): string {
  return kinds.includes(kind as ActivityKind) ? t(`kind.${kind as ActivityKind}`) : kind;
}

export function activityLine(activity: Activity, now: Date): string {
  const parts = [
    activity.at === null ? '' : formatMoment(activity.at, now),
    kindWord(activity.kind),
    activity.attendees > 0 ? t('team.heads', { n: activity.attendees }) : '',
    activity.topics > 0 ? t('team.topics', { n: activity.topics }) : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

const HEADS_MAX = 9_999;
/** What is finished on the spot at a gathering; all else is shown how. */
const DONE_THERE = new Set(['APP', 'WALLET', 'DVC-ACC', 'VNEID2']);

export function findShown(form: ActivityForm, code: string): Shown | null {
  return form.shown.find((each) => each.code === code) ?? null;
}

/** `step` heads more or less; a topic that never had a head is not in the form. */
export function count(form: ActivityForm, code: string, step: number): ActivityForm {
  const before = findShown(form, code) ?? { code, heads: 0, outcome: usualOutcome(code) };
  const heads = Math.min(HEADS_MAX, Math.max(0, before.heads + step));
  return withShown(form, { ...before, heads });
}

export function usualOutcome(code: string): Shown['outcome'] {
  return DONE_THERE.has(code) ? 'done' : 'guided';
}

export function turnOutcome(form: ActivityForm, code: string): ActivityForm {
  const before = findShown(form, code) ?? { code, heads: 0, outcome: usualOutcome(code) };
  return withShown(form, { ...before, outcome: before.outcome === 'done' ? 'guided' : 'done' });
}

function withShown(form: ActivityForm, next: Shown): ActivityForm {
  const isKnown = form.shown.some(({ code }) => code === next.code);
  const shown = isKnown
    ? form.shown.map((each) => (each.code === next.code ? next : each))
    : [...form.shown, next];
  // Whoever was shown something was there.
  return { ...form, shown, attendees: Math.max(form.attendees, next.heads) };
}

/** `Ấp Mỹ Phú` within a name: `ấp Mỹ Phú`. */
function within(hamlet: string): string {
  return hamlet.charAt(0).toLowerCase() + hamlet.slice(1);
}

/** The kind gives the gathering its name until somebody types another. */
export function withKind(form: ActivityForm, kind: ActivityKind, hamlet: string): ActivityForm {
  const suggested = (of: ActivityKind) => `${t(`kind.${of}`)} ${within(hamlet)}`.trim();
  const isOwn = form.title !== '' && (form.kind === null || form.title !== suggested(form.kind));
  return { ...form, kind, title: isOwn ? form.title : suggested(kind) };
}

export function turnPartner(form: ActivityForm, name: string): ActivityForm {
  const has = form.partners.includes(name);
  const partners = has ? form.partners.filter((each) => each !== name) : [...form.partners, name];
  return { ...form, partners };
}
