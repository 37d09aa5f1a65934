/**
 * The databases of this browser: one for each user, and a small one that says who uses it now.
 * What is recorded here must survive a dead battery, so every transaction is strict.
 */
import Dexie, { type Table, type Transaction } from 'dexie';
import { readonly, writable } from 'svelte/store';

import type { Entry } from '../core/entry.ts';
import type { StoredRecord } from '../core/record.ts';
import type { OutboxFile } from './outbox_file.ts';
import type { Kept } from './vault.ts';

/** Pulled records in blocks: thirty times faster to write and read than row by row. */
export interface BlockRow {
  readonly stream: string;
  readonly no: number;
  readonly records: Kept<readonly StoredRecord[]>;
}

/** An entry of the device log; its numbers lie open, what was recorded may be sealed. */
export interface LogRow {
  readonly k: number;
  readonly device: string;
  readonly n: number;
  readonly seen: number;
  readonly body: Kept<Entry>;
}

export interface StreamRow {
  readonly stream: string;
  readonly name: string;
  readonly access: 'read' | 'write';
  readonly cursor: string | null;
  /** Records received since the pull from the start began. */
  readonly received: number;
  /** What was left after the last page; null before the first. */
  readonly remaining: number | null;
  /** The history that the shown rows belong to; null before the first page. */
  readonly epoch: string | null;
  /** The stream is built anew beside what is shown, and swapped in at its end. */
  readonly is_staging: boolean;
  /** The history that what is built anew belongs to. */
  readonly staged_epoch: string | null;
  /** Local day (by the server's clock) of the last repair: at most one a day. */
  readonly repaired_on: string | null;
}

/** A record of an older history that the server lacks, until it has been handed back. */
export interface RecoveredRow {
  readonly id: string;
  readonly record: Kept<StoredRecord>;
}

/** One act that waits, as an outbox file that only the server opens. */
export interface RescueRow {
  /** Of the changeset. */
  readonly id: string;
  readonly device: string;
  readonly n: number;
  readonly file: OutboxFile;
  /** 1 where the log that it came from is gone. */
  readonly is_orphan: 0 | 1;
}

export interface KeyedRow {
  readonly key: string;
  readonly value: unknown;
}

export class UserDatabase extends Dexie {
  declare readonly meta: Table<KeyedRow, string>;
  declare readonly log: Table<LogRow, number>;
  declare readonly blocks: Table<BlockRow, [string, number]>;
  declare readonly staged: Table<BlockRow, [string, number]>;
  declare readonly streams: Table<StreamRow, string>;
  declare readonly drafts: Table<KeyedRow, string>;
  declare readonly recovered: Table<RecoveredRow, string>;
  declare readonly rescue: Table<RescueRow, string>;

  constructor(user_id: string) {
    super(`tungnha-${user_id}`, { chromeTransactionDurability: 'strict' });
    this.version(1).stores({
      meta: 'key',
      log: 'k',
      blocks: '[stream+no], stream',
      staged: '[stream+no], stream',
      streams: 'stream',
      drafts: 'key',
    });
    this.version(2).stores({ recovered: 'id' }).upgrade(toVersion2);
    this.version(3).stores({ rescue: 'id, is_orphan' });
  }
}

interface Row1 {
  readonly k: number;
  readonly device: string;
  readonly n: number;
  readonly seen: number;
  readonly received_at: string | null;
}

/** Entries may be sealed, streams know their history, acknowledgements their age. */
async function toVersion2(transaction: Transaction): Promise<void> {
  const meta = await transaction.table<KeyedRow>('meta').get('sync');
  const known = meta?.value as { epoch?: string | null } | undefined;
  const log = transaction.table('log');
  for (const row of (await log.toArray()) as Row1[]) {
    const { k, device, n, seen } = row;
    const body = { ...row, received_clock: row.received_at, is_archived: false };
    await log.put({ k, device, n, seen, body });
  }
  const streams = transaction.table<StreamRow>('streams');
  for (const row of await streams.toArray()) {
    const epoch = row.is_staging || row.cursor === null ? null : (known?.epoch ?? null);
    await streams.put({ ...row, epoch, staged_epoch: null });
  }
}

export class DeviceDatabase extends Dexie {
  declare readonly meta: Table<KeyedRow, string>;

  constructor() {
    super('tungnha', { chromeTransactionDurability: 'strict' });
    this.version(1).stores({ meta: 'key' });
  }
}

let user_database: UserDatabase | null = null;

/** The database of the user who is signed in. Throws before there is one. */
export function getDatabase(): UserDatabase {
  if (user_database === null) throw new Error('nobody has signed in on this phone');
  return user_database;
}

export function findDatabase(): UserDatabase | null {
  return user_database;
}

export function openDatabase(user_id: string): UserDatabase {
  if (user_database?.name === `tungnha-${user_id}` && user_database.isOpen()) return user_database;
  user_database?.close();
  user_database = new UserDatabase(user_id);
  watch(user_database);
  return user_database;
}

export type DatabaseTrouble = 'none' | 'outdated' | 'blocked' | 'unreadable';

const trouble = writable<DatabaseTrouble>('none');

/**
 * `outdated`: a newer version of the app is open elsewhere; `blocked`: an older one is;
 * `unreadable`: the browser does not give the book out.
 */
export const databaseTrouble = readonly(trouble);

export function noteUnreadable(): void {
  trouble.set('unreadable');
}

function watch(database: UserDatabase): void {
  database.on('versionchange', () => {
    // The newer version must not wait for this tab; what is recorded here from now on would fail.
    database.close({ disableAutoOpen: true });
    trouble.set('outdated');
  });
  database.on('blocked', () => {
    trouble.set('blocked');
  });
  // iOS takes the connection away in the background: the next access opens it again.
  database.on('close', () => {
    if (user_database === database) void database.open().catch(() => undefined);
  });
}

/** Deletes what one user has on this phone. */
export async function deleteDatabase(user_id: string): Promise<void> {
  if (user_database?.name === `tungnha-${user_id}`) closeDatabase();
  await Dexie.delete(`tungnha-${user_id}`);
}

export function closeDatabase(): void {
  user_database?.close();
  user_database = null;
}
