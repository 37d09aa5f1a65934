/**
 * The record book in memory: what the server said, with the unsettled entries of the device log
 * laid over it. Screens read it; only the store writes it, after the database has.
 */
import { readonly, writable } from 'svelte/store';

import { settledView, type Entry } from '../core/entry.ts';
import { layOver, type LaidChange } from '../core/overlay.ts';
import type { StoredRecord } from '../core/record.ts';

export type RecordState = 'waiting' | 'conflict' | 'held' | null;

const server = new Map<string, StoredRecord>();
const laid = new Map<string, LaidChange[]>();
const states = new Map<string, RecordState>();
const by_type = new Map<string, Map<string, StoredRecord>>();
const openConflicts = new Map<string, Set<string>>();
const counter = writable(0);
let log: readonly Entry[] = [];

/** Rises with every change of the book. */
export const changes = readonly(counter);

/** The device log, oldest first. */
export function entries(): readonly Entry[] {
  return log;
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

/** Puts records as received, or takes them out; tells nobody until `tell`. */
export function receive(records: readonly StoredRecord[], dropped: readonly string[] = []): void {
  for (const id of dropped) {
    server.delete(id);
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
  const touched = new Set([...laid.keys(), ...states.keys()]);
  log = next;
  laid.clear();
  states.clear();
  for (const entry of next) {
    const state = settledView(entry);
    if (state === 'behind') continue;
    const authorship = { by: user_id, at: entry.changeset.at };
    for (const change of entry.changeset.changes) {
      laid.set(change.id, [...(laid.get(change.id) ?? []), { change, authorship }]);
      if (state !== 'received') states.set(change.id, state);
      touched.add(change.id);
    }
  }
  for (const id of touched) refresh(id);
}

export function clear(): void {
  for (const each of [server, laid, states, by_type, openConflicts]) each.clear();
  log = [];
}

export function tell(): void {
  counter.update((n) => n + 1);
}

function refresh(id: string): void {
  const seen = find(id);
  if (seen === undefined || seen.deleted) {
    for (const records of by_type.values()) records.delete(id);
    return;
  }
  const records = by_type.get(seen.type) ?? new Map<string, StoredRecord>();
  by_type.set(seen.type, records);
  records.set(id, seen);
}

function noteConflict(record: StoredRecord): void {
  if (record.type !== 'conflict') return;
  const about = record.fields['record_id'];
  if (typeof about !== 'string') return;
  const open = openConflicts.get(about) ?? new Set<string>();
  openConflicts.set(about, open);
  if (record.fields['status'] === 'open' && !record.deleted) open.add(record.id);
  else open.delete(record.id);
}
