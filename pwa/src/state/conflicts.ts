/** The conflict desk: open conflicts with all their sides, and those that can be undone. */
import { derived, writable } from 'svelte/store';

import { request } from '../api/client.ts';
import type { ConflictsOut } from '../api/wire.ts';
import type { Conflict, Fields } from '../core/record.ts';
import { dayOf, localDay, momentOf } from '../core/time.ts';
import { getAccount } from '../store/account.ts';
import * as book from '../store/book.ts';
import { nowMs } from '../store/clock.ts';
import { wake } from '../sync/wake.ts';
import {
  askForNames,
  askForRecords,
  farChanges,
  farName,
  farPlace,
  findAnywhere,
} from './far_records.ts';
import { text } from './house_rows.ts';
import { fromBook, type Live } from './live.ts';
import { waitingActs } from './office_acts.ts';
import { nameOf } from './people.ts';
import { teamOf } from './teams.ts';

export interface ConflictRow extends Conflict {
  readonly record_title: string;
  readonly place: string;
  /** Names of the teams whose members wrote its sides, as far as they are known. */
  readonly teams: readonly string[];
  /** The value that the sides started from. */
  readonly from: unknown;
  /** user_id → full name, for everybody who appears in it. */
  readonly names: Readonly<Record<string, string>>;
}

const undo_ms = 30 * 86_400_000;
const page_max = 500;
const pages_max = 4;

/** What the server said last, by conflict; null before it was asked. */
const asked = writable<ReadonlyMap<string, Conflict> | null>(null);

/** Answers may overtake each other: one that was asked for before the newest one tells nothing. */
let asks = 0;
let told = 0;

const inBook = (): Conflict[] =>
  [...book.live('conflict').values()].map((each) => each.fields as unknown as Conflict);

/** What a conflict's view is made of. */
const view_types = ['conflict', 'household', 'visit', 'filing', 'membership', 'team', 'account'];

const known: Live<readonly ConflictRow[]> = derived(
  [fromBook(inBook, view_types), asked, farChanges],
  ([here, live]) =>
    united(here, live ?? new Map<string, Conflict>())
      .map(view)
      .sort((a, b) => a.opened_at.localeCompare(b.opened_at)),
);

/** Oldest first, without those whose decision waits on this device. */
export const conflicts: Live<readonly ConflictRow[]> = derived(
  [known, waitingActs],
  ([rows, waiting]) =>
    rows.filter((row) => row.status === 'open' && waiting.get(row.id)?.op !== 'resolve'),
);
/** Those that can still be undone, the last decision first. */
export const decidedLately: Live<readonly ConflictRow[]> = derived(known, (rows) =>
  rows
    .filter((row) => nowMs() - (momentOf(row.resolved_at) ?? 0) < undo_ms)
    .sort((a, b) => (b.resolved_at ?? '').localeCompare(a.resolved_at ?? '')),
);
export const decidedToday: Live<readonly ConflictRow[]> = derived(decidedLately, (rows) =>
  rows.filter((row) => dayOf(row.resolved_at) === localDay(nowMs())),
);
/** All that this device knows, open and decided: for what differs often. */
export const allConflicts = known;

/** The book has those of this device's streams, the answer those of every commune below. */
function united(here: readonly Conflict[], live: ReadonlyMap<string, Conflict>): Conflict[] {
  const ids = new Set(here.map(({ id }) => id));
  const mine = here.map((conflict) => newest(conflict, live.get(conflict.id)));
  return [...mine, ...[...live.values()].filter(({ id }) => !ids.has(id))];
}

/** While both are open the answer is newer: its current value is as it is now. */
function newest(here: Conflict, there: Conflict | undefined): Conflict {
  return there?.status === 'open' && here.status === 'open' ? there : here;
}

function view(conflict: Conflict): ConflictRow {
  const { stream, incoming } = conflict;
  const place = getAccount()?.streams.find((each) => each.stream === stream)?.name;
  const teams = incoming.map(({ by }) => teamOf(text(by))).filter((name) => name !== '');
  return {
    ...conflict,
    record_title: titleOf(conflict.record_id),
    place: place ?? farPlace(stream),
    teams: [...new Set(teams)],
    from: incoming[0]?.from ?? null,
    names: Object.fromEntries(peopleOf(conflict).map((by) => [by, nameOf(by) || farName(by)])),
  };
}

function peopleOf({ current, resolved_by, incoming }: Conflict): string[] {
  return [current.by, resolved_by, ...incoming.map(({ by }) => by)].map(text).filter(Boolean);
}

export function titleOf(record_id: string): string {
  const fields: Fields = findAnywhere(record_id)?.fields ?? {};
  const household = findAnywhere(text(fields['household_id']))?.fields['head_name'];
  const names = ['head_name', 'applicant_name', 'title', 'name'].map((name) => fields[name]);
  return [...names, household].map(text).find(Boolean) ?? '';
}

/** Asks the server for the live numbers; keeps what is here when there is no network. */
export async function refreshConflicts(): Promise<void> {
  const ask = (asks += 1);
  const found = new Map<string, Conflict>();
  let cursor = '';
  for (let page = 0; page < pages_max; page += 1) {
    const reply = await request('GET', `/conflicts?status=open&limit=${page_max}${cursor}`);
    if (reply.kind !== 'ok') return;
    const answer = reply.json as ConflictsOut;
    for (const conflict of answer.items) found.set(conflict.id, conflict as Conflict);
    if (answer.cursor === null) break;
    cursor = `&cursor=${encodeURIComponent(answer.cursor)}`;
  }
  if (ask < told) return;
  told = ask;
  asked.set(found);
  wakeWhereBehind(found);
  await nameFarOnes([...found.values()]);
}

/** Somebody opened or decided one of ours: its stream has more than this device. */
function wakeWhereBehind(live: ReadonlyMap<string, Conflict>): void {
  const mine = new Set(getAccount()?.streams.map(({ stream }) => stream));
  const isNew = ({ id, stream }: Conflict): boolean =>
    mine.has(stream) && book.find(id)?.fields['status'] !== 'open';
  const isGone = ({ id, status }: Conflict): boolean => status === 'open' && !live.has(id);
  if ([...live.values()].some(isNew) || inBook().some(isGone)) wake();
}

async function nameFarOnes(found: readonly Conflict[]): Promise<void> {
  const mine = new Set(getAccount()?.streams.map(({ stream }) => stream));
  const far = found.filter(({ stream }) => !mine.has(stream));
  if (far.length === 0) return;
  const units = far.map(({ stream }) => stream.split(':')).map(([, id]) => text(id));
  const hamlets = units.filter((id) => id.includes('-'));
  await askForRecords([...far.map(({ record_id }) => record_id), ...hamlets]);
  const parents = far.map(({ record_id }) => findAnywhere(record_id)?.fields['household_id']);
  await askForRecords(parents.map(text).filter(Boolean));
  await askForNames(far.flatMap(peopleOf).filter((by) => nameOf(by) === ''));
}
