/**
 * The leader's view: each member's figures of the month, what waits on their phones, and handing
 * out houses by a plan. What only the server knows is kept with the time it was asked.
 */
import { derived, writable } from 'svelte/store';

import { request } from '../api/client.ts';
import type { components } from '../api/schema.d.ts';
import { createChange, updateChange } from '../core/changes.ts';
import type { Fields, StoredRecord } from '../core/record.ts';
import { dayOf, localDay } from '../core/time.ts';
import { newId, nowMs, record } from '../store/acts.ts';
import * as book from '../store/book.ts';
import { keepDraft, readDraft } from '../store/drafts.ts';
import { recordedOn } from './day.ts';
import { indexed, text } from './house_rows.ts';
import type { Saved } from './households.ts';
import { fromBook, type Live } from './live.ts';
import { myPlace } from './my_place.ts';
import { lessonsKnown } from './team_life.ts';

type DeviceOut = components['schemas']['DeviceOut'];
export interface Member {
  readonly member_id: string;
  readonly user_id: string;
  readonly full_name: string;
  readonly role: string;
  readonly visits: number;
  readonly sessions: number;
  readonly today: number;
  readonly lessons: number;
  /** Houses of this month's plan, and how many of them were visited in it. */
  readonly planned: number;
  readonly reached: number;
  /** As the phones said when last heard; null while the server has not been asked. */
  readonly waiting: number | null;
  readonly silent_days: number | null;
}
interface Asked {
  readonly at: Date | null;
  readonly devices: readonly DeviceOut[];
}

const key = 'devices';
const day_ms = 24 * 3_600_000;
const asked = writable<Asked>({ at: null, devices: [] });

/** What was heard last, then what the server says now, if it answers. */
export async function refreshDevices(): Promise<void> {
  const kept = await readDraft<Asked>(key);
  if (kept !== null) asked.set(kept);
  const reply = await request('GET', '/devices?limit=200');
  if (reply.kind !== 'ok') return;
  const { items } = reply.json as { items: DeviceOut[] };
  const next = { at: new Date(nowMs()), devices: items };
  asked.set(next);
  await keepDraft(key, next);
}

export const askedAt: Live<Date | null> = derived(asked, ({ at }) => at);

/** Members of the leader's team, by their figures of this month. */
export function members(stream: string): Live<readonly Member[]> {
  return derived([fromBook(() => inBook(stream)), asked], ([rows, { devices }]) =>
    rows.map((row) => ({ ...row, ...heard(devices, row.user_id) })),
  );
}

function heard(devices: readonly DeviceOut[], user_id: string) {
  const own = devices.filter((each) => each.user_id === user_id && each.revoked_at === null);
  const seen = own
    .map(({ last_seen_at }) => Date.parse(last_seen_at ?? ''))
    .filter(Number.isFinite);
  if (seen.length === 0) return { waiting: null, silent_days: null };
  return {
    waiting: own.reduce((sum, { waiting }) => sum + (waiting ?? 0), 0),
    silent_days: Math.floor((nowMs() - Math.max(...seen)) / day_ms),
  };
}

type InBook = Omit<Member, 'waiting' | 'silent_days'>;

function inBook(stream: string): InBook[] {
  const { team_id } = myPlace(stream);
  const today = localDay(nowMs());
  const month = today.slice(0, 7);
  const visits = [...book.live('visit').values()].filter(
    ({ fields }) => dayOf(fields['visited_at'])?.startsWith(month) === true,
  );
  const reached = new Set(visits.map(({ fields }) => text(fields['household_id'])));
  return [...book.live('membership').values()]
    .filter(
      ({ fields }) => fields['team_id'] === team_id && (text(fields['to_on']) || today) >= today,
    )
    .map(({ id, fields }) => {
      const user_id = text(fields['user_id']);
      const own = visits.filter(({ created_by }) => created_by === user_id);
      const planned = plannedFor(stream, id, today);
      return {
        ...{ member_id: id, user_id, full_name: text(fields['full_name']) },
        ...{ role: text(fields['role']), visits: own.length, lessons: lessonsKnown(id) },
        sessions: sessionsOf(user_id, month),
        today: recordedOn(today, user_id).length,
        planned: planned.length,
        reached: planned.filter((house) => reached.has(house)).length,
      };
    })
    .sort((a, b) => b.visits - a.visits);
}

function sessionsOf(user_id: string, month: string): number {
  let sum = 0;
  for (const { created_by, fields } of book.live('guidance').values()) {
    if (created_by !== user_id || !dayOf(fields['at'])?.startsWith(month)) continue;
    sum += Number(fields['quantity'] ?? 1);
  }
  return sum;
}

/** Plans that hold on a day. */
export function plansOn(day: string): StoredRecord[] {
  return [...book.live('plan').values()].filter(
    ({ fields }) => text(fields['starts_on']) <= day && day <= text(fields['ends_on']),
  );
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}

function plannedFor(stream: string, member_id: string, today: string): string[] {
  const own = plansOn(today).filter(
    (plan) => plan.stream === stream && list(plan.fields['member_ids']).includes(member_id),
  );
  return [...new Set(own.flatMap(({ fields }) => list(fields['household_ids'])))];
}

export interface PlanForm {
  readonly title: string;
  readonly aims: string;
  readonly starts_on: string;
  readonly ends_on: string;
  readonly clusters: readonly string[];
  readonly member_ids: readonly string[];
  readonly partners: readonly string[];
}

/** The clusters of a hamlet with their houses, and how many of them nobody has visited yet. */
export function clusters(stream: string): Live<readonly Cluster[]> {
  return fromBook(() => {
    const found = new Map<string, { houses: string[]; unvisited: number }>();
    for (const { row } of indexed().values()) {
      if (row.stream !== stream || row.cluster === '') continue;
      const cluster = found.get(row.cluster) ?? { houses: [], unvisited: 0 };
      cluster.houses.push(row.id);
      if (row.last_visit_on === null) cluster.unvisited += 1;
      found.set(row.cluster, cluster);
    }
    return [...found]
      .map(([name, cluster]) => ({ name, ...cluster }))
      .sort((a, b) => a.name.localeCompare(b.name, 'vi', { numeric: true }));
  });
}
interface Cluster {
  readonly name: string;
  readonly houses: readonly string[];
  readonly unvisited: number;
}

export async function savePlan(
  stream: string,
  form: PlanForm,
  houses: readonly string[],
  draft_key: string,
): Promise<Saved> {
  const id = newId();
  const { title, aims, starts_on, ends_on, member_ids, partners } = form;
  const typed = { title, aims, starts_on, ends_on, member_ids, partners };
  const fields: Fields = { ...typed, household_ids: houses, team_id: myPlace(stream).team_id };
  const entry = await record([createChange('plan', id, stream, fields)], { draft_key });
  return { id, k: entry.k };
}

/** The target of an indicator for a month: corrected where there is one, else new. */
export async function saveTarget(
  stream: string,
  indicator: string,
  period: { readonly from: string; readonly to: string },
  value: number,
): Promise<Saved> {
  const unit_id = stream.split(':')[1] ?? '';
  const seen = [...book.live('target').values()].find(
    ({ fields }) =>
      fields['indicator'] === indicator &&
      fields['unit_id'] === unit_id &&
      fields['period_start'] === period.from,
  );
  const id = seen?.id ?? newId();
  const fields = { indicator, unit_id, period_start: period.from, period_end: period.to, value };
  const change =
    seen === undefined
      ? createChange('target', id, stream, { ...fields, team_id: myPlace(stream).team_id })
      : updateChange(seen, book.received(id), { value });
  return change === null ? { id, k: null } : { id, k: (await record([change])).k };
}
