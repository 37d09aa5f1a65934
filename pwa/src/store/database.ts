/**
 * The databases of this browser: one for each user, and a small one that says who uses it now.
 * What is recorded here must survive a dead battery, so every transaction is strict.
 */
import Dexie, { type Table } from 'dexie';

import type { Entry } from '../core/entry.ts';
import type { StoredRecord } from '../core/record.ts';

/** Pulled records in blocks: thirty times faster to write and read than row by row. */
export interface BlockRow {
  readonly stream: string;
  readonly no: number;
  readonly records: readonly StoredRecord[];
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
  /** The stream is built anew beside what is shown, and swapped in at its end. */
  readonly is_staging: boolean;
  /** Local day of the last repair, so that a broken digest repairs at most once a day. */
  readonly repaired_on: string | null;
}

interface KeyedRow {
  readonly key: string;
  readonly value: unknown;
}

export class UserDatabase extends Dexie {
  declare readonly meta: Table<KeyedRow, string>;
  declare readonly log: Table<Entry, number>;
  declare readonly blocks: Table<BlockRow, [string, number]>;
  declare readonly staged: Table<BlockRow, [string, number]>;
  declare readonly streams: Table<StreamRow, string>;
  declare readonly drafts: Table<KeyedRow, string>;

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
  user_database?.close();
  user_database = new UserDatabase(user_id);
  return user_database;
}

export function closeDatabase(): void {
  user_database?.close();
  user_database = null;
}
