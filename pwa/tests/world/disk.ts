/**
 * What a phone keeps when its app is ended: databases that outlive every opening of the app. They
 * can be ended with the app at any transaction, copied, set back to a copy, and spoilt.
 */
import { IDBFactory } from 'fake-indexeddb';

const ended_words = 'the app has been ended';

/** Thrown at an app that has been ended; what it does with it counts no more. */
const ended = () => new DOMException(ended_words, 'AbortError');

export function isOfEnded(reason: unknown): boolean {
  return reason instanceof DOMException && reason.message === ended_words;
}

type Rows = Record<string, Record<string, unknown[]>>;

export class Disk {
  readonly #factory = new IDBFactory();

  /** The databases as one opening of the app has them. */
  mount(): Mount {
    return new Mount(this.#factory);
  }

  /** Every row of every table that is there; nobody may have it open. */
  async copy(): Promise<Rows> {
    const rows: Rows = {};
    for (const { name = '' } of await this.#factory.databases()) {
      const database = await this.#open(name);
      rows[name] = {};
      for (const table of database.objectStoreNames) {
        const all = database.transaction(table).objectStore(table).getAll();
        rows[name][table] = await resultOf(all);
      }
      database.close();
    }
    return rows;
  }

  async setBack(copy: Rows): Promise<void> {
    for (const [name, tables] of Object.entries(copy)) {
      const database = await this.#open(name);
      for (const [table, rows] of Object.entries(tables)) {
        const store = database.transaction(table, 'readwrite').objectStore(table);
        await resultOf(store.clear());
        for (const row of rows) await resultOf(store.put(row));
      }
      database.close();
    }
  }

  /** A record is as `record` says in the block where it lies, or gone. */
  async spoil(user: string, stream: string, id: string, record: unknown): Promise<boolean> {
    const database = await this.#open(`tungnha-${user}`);
    const blocks = database.transaction('blocks', 'readwrite').objectStore('blocks');
    let is_spoilt = false;
    for (const row of (await resultOf(blocks.getAll())) as Block[]) {
      if (row.stream !== stream || !row.records.some((each) => each.id === id)) continue;
      const others = row.records.filter((each) => each.id !== id);
      await resultOf(blocks.put({ ...row, records: record ? [...others, record] : others }));
      is_spoilt = true;
    }
    database.close();
    return is_spoilt;
  }

  /** The browser throws away what it kept for this person; nobody may have it open. */
  async empty(user: string): Promise<boolean> {
    await resultOf(this.#factory.deleteDatabase(`tungnha-${user}`));
    return true;
  }

  #open(name: string): Promise<IDBDatabase> {
    return resultOf(this.#factory.open(name));
  }
}

interface Block {
  readonly stream: string;
  readonly records: readonly { readonly id: string }[];
}

/** Counts the transactions that an app begins, and begins no more of them once it is ended. */
export class Mount {
  readonly #factory: IDBFactory;
  readonly #opened = new Set<IDBDatabase>();
  #left = Number.POSITIVE_INFINITY;
  #onEnded: () => void = () => undefined;
  is_ended = false;

  constructor(factory: IDBFactory) {
    this.#factory = factory;
  }

  /** At the `count`th transaction from now on the app is ended instead. */
  endAt(count: number | null, onEnded: () => void): void {
    this.#left = count ?? Number.POSITIVE_INFINITY;
    this.#onEnded = onEnded;
  }

  end(): void {
    this.is_ended = true;
    for (const database of this.#opened) database.close();
    this.#opened.clear();
  }

  /** What the app finds as `indexedDB`. */
  readonly port = {
    open: (name: string, version?: number): IDBOpenDBRequest => {
      this.#refuseWhenEnded();
      const request = this.#factory.open(name, version);
      request.addEventListener('success', () => {
        this.#watch(request.result);
      });
      return request;
    },
    deleteDatabase: (name: string): IDBOpenDBRequest => {
      this.#refuseWhenEnded();
      return this.#factory.deleteDatabase(name);
    },
  };

  #watch(database: IDBDatabase): void {
    if (this.is_ended) {
      database.close();
      return;
    }
    this.#opened.add(database);
    const begin = database.transaction.bind(database);
    database.transaction = (...asked) => {
      this.#left -= 1;
      if (this.#left <= 0 && !this.is_ended) {
        this.end();
        this.#onEnded();
      }
      this.#refuseWhenEnded();
      return begin(...asked);
    };
  }

  #refuseWhenEnded(): void {
    if (this.is_ended) throw ended();
  }
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('the disk refused'));
    };
  });
}
