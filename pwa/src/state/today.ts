/** Today's work: follow-ups due, what is done, which house is next, and progress to the targets. */
import type { Fields, StoredRecord } from '../core/record.ts';
import { fold } from '../core/text.ts';
import { dateOf, dayOf, localDay } from '../core/time.ts';
import { getAccount } from '../store/account.ts';
import * as book from '../store/book.ts';
import { nowMs } from '../store/clock.ts';
import { indexed, row_types, sessionsIn, text, type Indexed } from './house_rows.ts';
import type { HouseholdRow, RowState } from './households.ts';
import { fromBook, type Live } from './live.ts';
import { myMemberships } from './my_place.ts';

export interface DoneToday {
  readonly household: HouseholdRow;
  readonly at: Date;
  readonly topics: number;
  readonly state: RowState;
}
export interface Today {
  readonly hamlet: string;
  readonly due: readonly HouseholdRow[];
  readonly done_today: readonly DoneToday[];
  readonly next: readonly HouseholdRow[];
  readonly unvisited: number;
  /** The plan that I am in today, and how many of its houses are left. */
  readonly plan: { readonly title: string; readonly left: number } | null;
}
export interface Progress {
  readonly indicator: string;
  readonly label_vi: string;
  readonly label_en: string;
  readonly value: number;
  readonly target: number;
  /** Where an even pace would be today. */
  readonly pace: number;
}

const next_max = 30;

export const today: Live<Today> = fromBook(viewToday, [...row_types, 'account', 'unit']);

function viewToday(): Today {
  const done_today = doneToday();
  const done = new Set(done_today.map(({ household }) => household.id));
  const left = [...indexed().values()].filter(({ row }) => !done.has(row.id));
  const due = left
    .filter(({ row }) => row.is_due)
    .sort(byFollowUp)
    .map(rowOf);
  const unvisited = left.filter(({ row }) => row.last_visit_on === null);
  const plans = myPlans();
  const planned = plannedLeft(plans, done);
  const hamlets = (getAccount()?.streams ?? []).filter(
    ({ stream, access }) => stream.startsWith('hamlet:') && access === 'write',
  );
  return {
    hamlet: hamlets.map(nameNow).join(', '),
    ...{ due, done_today, unvisited: unvisited.length },
    next: [...due, ...planned, ...firstOf(unvisited, byPlace).map(rowOf)].slice(0, next_max),
    plan:
      plans[0] === undefined
        ? null
        : { title: text(plans[0].fields['title']), left: planned.length },
  };
}

/** A hamlet may have been given another name since this phone signed in. */
function nameNow({ stream, name }: { readonly stream: string; readonly name: string }): string {
  return text(book.live('unit').get(stream.slice('hamlet:'.length))?.fields['name']) || name;
}

/** Plans of today that name me; the newest first. */
function myPlans(): StoredRecord[] {
  const today = localDay(nowMs());
  const mine = new Set(myMemberships().map(({ id }) => id));
  return [...book.live('plan').values()]
    .filter(({ fields }) => text(fields['starts_on']) <= today && today <= text(fields['ends_on']))
    .filter(({ fields }) => listOf(fields['member_ids']).some((id) => mine.has(id)))
    .sort((a, b) => b.created_at.localeCompare(a.created_at));
}

/** Houses of the plans that nobody has visited since the plan began. */
function plannedLeft(
  plans: readonly StoredRecord[],
  done: ReadonlySet<string>,
): readonly HouseholdRow[] {
  const left = new Map<string, Indexed>();
  for (const { fields } of plans) {
    const since = text(fields['starts_on']);
    for (const id of listOf(fields['household_ids'])) {
      const house = indexed().get(id);
      if (house === undefined || done.has(id)) continue;
      if ((house.row.last_visit_on ?? '') < since) left.set(id, house);
    }
  }
  return [...left.values()].sort(byPlace).map(rowOf);
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}

function rowOf({ row }: Indexed): HouseholdRow {
  return row;
}

function byFollowUp(a: Indexed, b: Indexed): number {
  const [one, two] = [a.row.follow_up_on ?? '', b.row.follow_up_on ?? ''];
  return one < two ? -1 : one > two ? 1 : byPlace(a, b);
}

/** The first `next_max` in order, without sorting the thousands behind them. */
function firstOf<T>(rows: readonly T[], compare: (a: T, b: T) => number): T[] {
  const first: T[] = [];
  for (const row of rows) {
    const last = first[next_max - 1];
    if (last !== undefined && compare(last, row) <= 0) continue;
    const at = first.findIndex((other) => compare(row, other) < 0);
    first.splice(at < 0 ? first.length : at, 0, row);
    first.length = Math.min(first.length, next_max);
  }
  return first;
}

function byPlace(a: Indexed, b: Indexed): number {
  return a.place_order < b.place_order ? -1 : a.place_order > b.place_order ? 1 : 0;
}

function doneToday(): DoneToday[] {
  const now = localDay(nowMs());
  const me = getAccount()?.user.id;
  const visits = [...book.live('visit').values()].filter(
    (visit) => visit.created_by === me && dayOf(visit.fields['visited_at']) === now,
  );
  return visits.flatMap((visit) => doneIn(visit)).sort((a, b) => b.at.getTime() - a.at.getTime());
}

function doneIn(visit: StoredRecord): DoneToday[] {
  const household = indexed().get(text(visit.fields['household_id']))?.row;
  const at = dateOf(visit.fields['visited_at']);
  if (household === undefined || at === null) return [];
  const topics = sessionsIn(visit.id).length;
  return [{ household, at, topics, state: book.stateOf(visit.id) }];
}

export interface Indicator {
  readonly code: string;
  readonly label_vi: string;
  readonly label_en: string;
}

export const indicators: Live<readonly Indicator[]> = fromBook(() =>
  [...book.live('indicator').values()]
    .map(({ fields }) => ({
      ...{ code: text(fields['code']), label_vi: text(fields['label_vi']) },
      label_en: text(fields['label_en']) || text(fields['label_vi']),
    }))
    .sort((a, b) => a.code.localeCompare(b.code)),
);

/** The targets of my hamlets that hold today, and how far the hamlet is. */
const progress_types = ['target', 'indicator', 'topic', 'guidance', 'account'];

export const progress: Live<readonly Progress[]> = fromBook(viewProgress, progress_types);

/** One goal an indicator: the targets of several hamlets add up. */
function viewProgress(): readonly Progress[] {
  const now = localDay(nowMs());
  const hamlets = hamletsHere();
  const place = { hamlets, sessions: sessionsByTopic(), now };
  const holding = new Map<string, Fields[]>();
  for (const { fields } of book.live('target').values()) {
    const is_over = now < text(fields['period_start']) || now > text(fields['period_end']);
    if (is_over || !hamlets.has(text(fields['unit_id']))) continue;
    const code = text(fields['indicator']);
    holding.set(code, [...(holding.get(code) ?? []), fields]);
  }
  return [...holding].map(([code, targets]) => progressOf(code, targets, place));
}

/** My hamlets by id, and whether they are in force: those that mine came of are read only. */
function hamletsHere(): ReadonlyMap<string, boolean> {
  const streams = (getAccount()?.streams ?? []).filter(({ stream }) =>
    stream.startsWith('hamlet:'),
  );
  return new Map(
    streams.map(({ stream, access }) => [stream.slice('hamlet:'.length), access === 'write']),
  );
}

type ByTopic = ReadonlyMap<string, readonly StoredRecord[]>;

/** Each session is looked at once for all targets together. */
function sessionsByTopic(): ByTopic {
  const grouped = new Map<string, StoredRecord[]>();
  for (const session of book.live('guidance').values()) {
    const topic = text(session.fields['topic']);
    const group = grouped.get(topic);
    if (group === undefined) grouped.set(topic, [session]);
    else group.push(session);
  }
  return grouped;
}

interface Place {
  readonly hamlets: ReadonlyMap<string, boolean>;
  readonly sessions: ByTopic;
  readonly now: string;
}

function progressOf(code: string, targets: readonly Fields[], place: Place): Progress {
  const named = [...book.live('indicator').values()].find((each) => each.fields['code'] === code);
  const from = targets.map((each) => text(each['period_start'])).reduce(earlier);
  const to = targets.map((each) => text(each['period_end'])).reduce(later);
  return {
    indicator: code,
    target: sumOf(targets, valueOf),
    pace: Math.round(sumOf(targets, (each) => paceOf(each, place.now))),
    label_vi: text(named?.fields['label_vi']) || code,
    label_en: text(named?.fields['label_en']) || code,
    value: countSessions(code, countedUnits(targets, place.hamlets), { from, to }, place.sessions),
  };
}

/** Where a hamlet with a target has ended, its work goes on in what it became. */
function countedUnits(
  targets: readonly Fields[],
  hamlets: ReadonlyMap<string, boolean>,
): ReadonlySet<string> {
  const own = new Set(targets.map((each) => text(each['unit_id'])));
  return [...own].every((unit) => hamlets.get(unit)) ? own : new Set(hamlets.keys());
}

function paceOf(target: Fields, now: string): number {
  const [from, to] = [text(target['period_start']), text(target['period_end'])];
  const days = (Date.parse(to) - Date.parse(from)) / day_ms + 1;
  const passed = (Date.parse(now) - Date.parse(from)) / day_ms + 1;
  return (valueOf(target) * passed) / days;
}

function valueOf(target: Fields): number {
  return Number(target['value'] ?? 0);
}

function sumOf(targets: readonly Fields[], of: (target: Fields) => number): number {
  return targets.reduce((sum, each) => sum + of(each), 0);
}

const earlier = (a: string, b: string): string => (a < b ? a : b);
const later = (a: string, b: string): string => (a > b ? a : b);

const day_ms = 24 * 3_600_000;

/** Counts as the server's report does: topics of the indicator, their outcomes, each once. */
function countSessions(
  code: string,
  units: ReadonlySet<string>,
  { from, to }: Days,
  sessions: ByTopic,
): number {
  const seen = new Set<string>();
  let sum = 0;
  for (const [name, topic] of topicsOf(code)) {
    for (const session of sessions.get(name) ?? []) {
      if (!isIn(session, units) || !counts(topic, session, { from, to })) continue;
      const key = keyOf(topic, session);
      if (key === null) sum += Number(session.fields['quantity'] ?? 1);
      else seen.add(key);
    }
  }
  return sum + seen.size;
}

/** By code; I5a, I5b and I5c count for I5. */
function topicsOf(indicator: string): ReadonlyMap<string, Fields> {
  const all = [...book.live('topic').values()].map(({ fields }) => fields);
  const mine = all.filter((each) => text(each['indicator']).replace(/[a-z]$/u, '') === indicator);
  return new Map(mine.map((each) => [text(each['code']), each]));
}

function isIn({ stream }: StoredRecord, units: ReadonlySet<string>): boolean {
  return units.has(stream.split(':')[1] ?? '');
}

interface Days {
  readonly from: string;
  readonly to: string;
}

function counts(topic: Fields, { fields }: StoredRecord, { from, to }: Days): boolean {
  const when = topic['counts_when'];
  if (!Array.isArray(when) || !when.includes(fields['outcome'])) return false;
  const at = dayOf(fields['at']) ?? '';
  return at >= from && at <= to;
}

/** Null where every session counts by its quantity. */
function keyOf(topic: Fields, { fields }: StoredRecord): string | null {
  const household = text(fields['household_id']);
  switch (topic['dedupe_by']) {
    case 'shop':
      return text(fields['shop_id']) || household || null;
    case 'product':
      return text(fields['product_id']) || null;
    case 'person':
      return household === '' ? null : personKey(fields, household);
    default:
      return null;
  }
}

function personKey({ person_name, birth_year, topic }: Fields, household: string): string {
  return [text(topic), household, fold(text(person_name)), String(birth_year ?? '')].join(' ');
}
