/**
 * The record book in memory: what the server said, with the unsettled entries of the device log
 * laid over it. Screens read it; only the store writes it, after the database has. It tells each
 * record that changed, so that nobody has to look at all of them again.
 */
import { readonly, writable } from 'svelte/store';

import { settledView, type Entry } from '../core/entry.ts';
import { layOver, type LaidChange } from '../core/overlay.ts';
import { isAct, type StoredRecord } from '../core/record.ts';

export type RecordState = 'waiting' | 'conflict' | 'held' | null;

/** A record as it was seen before and is seen now; undefined where it is not there. */
export interface Difference {
  readonly id: string;
  readonly before: StoredRecord | undefined;
  readonly after: StoredRecord | undefined;
}
type Listener = (difference: Difference) => void;

const server = new Map<string, StoredRecord>();
const laid = new Map<string, LaidChange[]>();
const states = new Map<string, RecordState>();
const by_type = new Map<string, Map<string, StoredRecord>>();
const shown = new Map<string, StoredRecord>();
const openConflicts = new Map<string, Set<string>>();
const versions = new Map<string, number>();
const epochs = new Map<string, string | null>();
const listeners = new Set<Listener>();
const counter = writable(0);
/** By `k`, in the order of the log. */
const log = new Map<number, Entry>();
/** The entries that concern a record, by its id. */
const about = new Map<string, Set<number>>();
let listed: readonly Entry[] | null = null;
let author = '';
let newest: string | null = null;

/** Rises with every change of the book. */
export const changes = readonly(counter);

/**
 * Hears of every record that is here, then of each that is seen otherwise, and of nothing else. A
 * screen's code may be fetched after the book was opened: what came before it is told at once.
 */
export function listen(listener: Listener, onCleared: () => void): void {
  listeners.add(listener);
  clearing.add(onCleared);
  for (const [id, after] of shown) listener({ id, before: undefined, after });
}

const clearing = new Set<() => void>();

/** Rises when a record of one of these types, or (`log`) an entry, is seen otherwise. */
export function versionOf(types: readonly string[]): number {
  return types.reduce((sum, type) => sum + (versions.get(type) ?? 0), 0);
}

/** The device log, oldest first. */
export function entries(): readonly Entry[] {
  listed ??= [...log.values()].sort((a, b) => a.k - b.k);
  return listed;
}

/** The record as a person here sees it, also a deleted one. */
export function find(id: string): StoredRecord | undefined {
  return layOver(server.get(id), laid.get(id) ?? []);
}

/** The record as last received from the server. */
export function received(id: string): StoredRecord | undefined {
  return server.get(id);
}

/** All live records of a type as a person here sees them, by id. */
export function live(type: string): ReadonlyMap<string, StoredRecord> {
  return by_type.get(type) ?? new Map<string, StoredRecord>();
}

/** Whether something of the record waits, conflicts or is held. */
export function stateOf(id: string): RecordState {
  return states.get(id) ?? ((openConflicts.get(id)?.size ?? 0) > 0 ? 'conflict' : null);
}

/** The server's history that the rows of a stream belong to; null where none was received. */
export function epochOf(stream: string): string | null {
  return epochs.get(stream) ?? null;
}

export function noteEpoch(stream: string, epoch: string | null): void {
  epochs.set(stream, epoch);
}

/** The server's history as last seen; rows may still be of an older one. */
export function newestEpoch(): string | null {
  return newest;
}

export function noteNewestEpoch(epoch: string | null): void {
  newest = epoch;
}

/** Puts records as received, or takes them out; tells nobody until `tell`. */
export function receive(records: readonly StoredRecord[], dropped: readonly string[] = []): void {
  for (const id of dropped) {
    const before = server.get(id);
    server.delete(id);
    if (before !== undefined) noteConflict({ ...before, deleted: true });
    refresh(id);
  }
  for (const record of records) {
    server.set(record.id, record);
    noteConflict(record);
    refresh(record.id);
  }
}

/** The device log as the database has it now; `user_id` is its author. */
export function layLog(next: readonly Entry[], user_id: string): void {
  author = user_id;
  const gone = new Set(log.keys());
  for (const { k } of next) gone.delete(k);
  layEntries(next, [...gone]);
}

/** Entries that are new or have another fate, and those that are not kept any more. */
export function layEntries(next: readonly Entry[], removed: readonly number[] = []): void {
  const touched = new Set<string>();
  for (const k of removed) forget(k, touched);
  for (const entry of next) if (log.get(entry.k) !== entry) put(entry, touched);
  listed = null;
  raise('log');
  for (const id of touched) {
    relay(id);
    refresh(id, { is_forced: true });
  }
}

function put(entry: Entry, touched: Set<string>): void {
  forget(entry.k, touched);
  log.set(entry.k, entry);
  for (const { id } of entry.changeset.changes) {
    about.set(id, (about.get(id) ?? new Set<number>()).add(entry.k));
    touched.add(id);
  }
}

function forget(k: number, touched: Set<string>): void {
  for (const { id } of log.get(k)?.changeset.changes ?? []) {
    about.get(id)?.delete(k);
    touched.add(id);
  }
  log.delete(k);
}

/** What the entries say of one record, in the order of the log. */
function relay(id: string): void {
  const over: LaidChange[] = [];
  let state: RecordState = null;
  for (const entry of concerning(id)) {
    const view = settledView(entry);
    if (view === 'behind') continue;
    over.push(...laidBy(entry, id));
    if (view !== 'received') state = view;
  }
  set(laid, id, over.length > 0 ? over : undefined);
  set(states, id, state ?? undefined);
}

function concerning(id: string): Entry[] {
  const numbers = [...(about.get(id) ?? [])].sort((a, b) => a - b);
  return numbers.map((k) => log.get(k)).filter((entry) => entry !== undefined);
}

function laidBy({ changeset }: Entry, id: string): LaidChange[] {
  const authorship = { by: author, at: changeset.at };
  const changes = changeset.changes.filter((change) => change.id === id);
  return changes.filter((change) => !isAct(change)).map((change) => ({ change, authorship }));
}

function set<T>(map: Map<string, T>, id: string, value: T | undefined): void {
  if (value === undefined) map.delete(id);
  else map.set(id, value);
}

export function clear(): void {
  for (const each of [server, laid, states, by_type, shown, openConflicts, epochs, about]) {
    each.clear();
  }
  log.clear();
  listed = null;
  newest = null;
  for (const type of versions.keys()) raise(type);
  for (const onCleared of clearing) onCleared();
}

/** Views that are made of `type` are made anew. */
export function touch(type: string): void {
  raise(type);
  tell();
}

export function tell(): void {
  counter.update((n) => n + 1);
}

function raise(type: string): void {
  versions.set(type, (versions.get(type) ?? 0) + 1);
}

function refresh(id: string, { is_forced } = { is_forced: false }): void {
  const before = shown.get(id);
  const after = findLive(id);
  if (before === after && !is_forced) return;
  if (before !== undefined) take(before);
  if (after !== undefined) show(after);
  for (const listener of listeners) listener({ id, before, after });
}

function findLive(id: string): StoredRecord | undefined {
  const found = find(id);
  return found?.deleted === true ? undefined : found;
}

function take(record: StoredRecord): void {
  by_type.get(record.type)?.delete(record.id);
  shown.delete(record.id);
  raise(record.type);
}

function show(record: StoredRecord): void {
  const records = by_type.get(record.type) ?? new Map<string, StoredRecord>();
  by_type.set(record.type, records.set(record.id, record));
  shown.set(record.id, record);
  raise(record.type);
}

/** A conflict marks the record that it is about. */
function noteConflict(record: StoredRecord): void {
  const concerned = record.fields['record_id'];
  if (record.type !== 'conflict' || typeof concerned !== 'string') return;
  const open = openConflicts.get(concerned) ?? new Set<string>();
  openConflicts.set(concerned, open);
  if (record.fields['status'] === 'open' && !record.deleted) open.add(record.id);
  else open.delete(record.id);
  refresh(concerned, { is_forced: true });
}
