/**
 * The databases of this browser: one for each user, and a small one that says who uses it now.
 * What is recorded here must survive a dead battery, so every transaction is strict.
 */
import { readonly, writable } from 'svelte/store';

import type { Entry } from '../core/entry.ts';
import type { StoredRecord } from '../core/record.ts';
import { Connection, deleteDatabaseNamed, type Step, type Troubles } from './connection.ts';
import type { OutboxFile } from './outbox_file.ts';
import { Table, type Access } from './tables.ts';
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

/** The tables of one user; in a transaction those that it is about. */
export class UserTables {
  readonly meta: Table<KeyedRow, string>;
  readonly log: Table<LogRow, number>;
  readonly blocks: Table<BlockRow, [string, number]>;
  readonly staged: Table<BlockRow, [string, number]>;
  readonly streams: Table<StreamRow, string>;
  readonly drafts: Table<KeyedRow, string>;
  readonly recovered: Table<RecoveredRow, string>;
  readonly rescue: Table<RescueRow, string>;

  constructor(access: Access) {
    this.meta = new Table('meta', access);
    this.log = new Table('log', access);
    this.blocks = new Table('blocks', access);
    this.staged = new Table('staged', access);
    this.streams = new Table('streams', access);
    this.drafts = new Table('drafts', access);
    this.recovered = new Table('recovered', access);
    this.rescue = new Table('rescue', access);
  }
}

export type TableName = keyof UserTables;

/**
 * Each version of the book. Their numbers are ten times what the app calls them: so the library
 * wrote them that opened these books before, and those books go on.
 */
const steps: readonly Step[] = [
  {
    version: 10,
    make: (database) => {
      for (const name of ['meta', 'drafts']) makeTable(database, name, 'key');
      for (const name of ['blocks', 'staged']) {
        makeTable(database, name, ['stream', 'no']).createIndex('stream', 'stream');
      }
      makeTable(database, 'log', 'k');
      makeTable(database, 'streams', 'stream');
    },
  },
  {
    version: 20,
    make: (database) => makeTable(database, 'recovered', 'id'),
    convert: toVersion2,
  },
  {
    version: 30,
    make: (database) => makeTable(database, 'rescue', 'id').createIndex('is_orphan', 'is_orphan'),
  },
];

function makeTable(database: IDBDatabase, name: string, key: string | string[]): IDBObjectStore {
  return database.createObjectStore(name, { keyPath: key });
}

export class UserDatabase extends UserTables {
  readonly #connection: Connection;

  constructor(user_id: string, troubles?: Troubles) {
    const connection = new Connection(`tungnha-${user_id}`, steps, troubles);
    super(connection.access);
    this.#connection = connection;
  }

  get name(): string {
    return this.#connection.name;
  }

  get is_closed(): boolean {
    return this.#connection.is_closed;
  }

  async open(): Promise<void> {
    await this.#connection.open();
  }

  close(): void {
    this.#connection.close();
  }

  /** These tables as they stand at one moment; `act` waits for nothing but them. */
  read<Name extends TableName, T>(
    names: readonly Name[],
    act: (tables: Pick<UserTables, Name>) => Promise<T>,
  ): Promise<T> {
    return this.#connection.run('readonly', names, (access) => act(new UserTables(access)));
  }

  /** Over these tables, all that `act` does or nothing; `act` waits for nothing but them. */
  transaction<Name extends TableName, T>(
    names: readonly Name[],
    act: (tables: Pick<UserTables, Name>) => Promise<T>,
  ): Promise<T> {
    return this.#connection.run('readwrite', names, (access) => act(new UserTables(access)));
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
async function toVersion2(access: Access): Promise<void> {
  const { meta, streams } = new UserTables(access);
  const log = new Table<object, number>('log', access);
  const known = (await meta.get('sync'))?.value as { epoch?: string | null } | undefined;
  for (const row of (await log.toArray()) as Row1[]) {
    const { k, device, n, seen } = row;
    const body = { ...row, received_clock: row.received_at, is_archived: false };
    await log.put({ k, device, n, seen, body });
  }
  for (const row of await streams.toArray()) {
    const epoch = row.is_staging || row.cursor === null ? null : (known?.epoch ?? null);
    await streams.put({ ...row, epoch, staged_epoch: null });
  }
}

/** Who uses this browser. */
export class DeviceDatabase {
  readonly meta: Table<KeyedRow, string>;
  readonly #connection: Connection;

  constructor() {
    const make = (database: IDBDatabase) => makeTable(database, 'meta', 'key');
    this.#connection = new Connection('tungnha', [{ version: 10, make }]);
    this.meta = new Table('meta', this.#connection.access);
  }

  transaction<T>(act: (meta: Table<KeyedRow, string>) => Promise<T>): Promise<T> {
    return this.#connection.run('readwrite', ['meta'], (access) => act(new Table('meta', access)));
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
  const is_same = user_database?.name === `tungnha-${user_id}`;
  if (user_database !== null && is_same && !user_database.is_closed) return user_database;
  user_database?.close();
  user_database = new UserDatabase(user_id, {
    onOutdated: () => {
      trouble.set('outdated');
    },
    onBlocked: () => {
      trouble.set('blocked');
    },
  });
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

/** Deletes what one user has on this phone. */
export async function deleteDatabase(user_id: string): Promise<void> {
  if (user_database?.name === `tungnha-${user_id}`) closeDatabase();
  await deleteDatabaseNamed(`tungnha-${user_id}`);
}

export function closeDatabase(): void {
  user_database?.close();
  user_database = null;
}
