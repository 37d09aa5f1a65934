/**
 * One IndexedDB database: opened when it is first asked for, made or brought up to date by its
 * steps, and opened again where the system took it away (iOS does so in the background). A
 * transaction is written through to the disk, and whole or not at all.
 */
import { resultOf, type Access } from './tables.ts';

/** One version after the other; what they do is one transaction, whole or not at all. */
export interface Step {
  readonly version: number;
  readonly make: (database: IDBDatabase) => void;
  /** Rewrites what an older version left; not asked where there was none. */
  readonly convert?: (access: Access) => Promise<void>;
}

export interface Troubles {
  /** A newer version wants in: this connection has been closed for good. */
  readonly onOutdated?: () => void;
  /** An older version is open elsewhere and does not let go. */
  readonly onBlocked?: () => void;
}

/** What a browser says that has lost its databases for a moment: iOS, back from the background. */
const gone = new Set(['InvalidStateError', 'UnknownError']);

export class Connection {
  readonly name: string;
  readonly #steps: readonly Step[];
  readonly #troubles: Troubles;
  #opened: Promise<IDBDatabase> | null = null;
  #is_closed = false;

  constructor(name: string, steps: readonly Step[], troubles: Troubles = {}) {
    this.name = name;
    this.#steps = steps;
    this.#troubles = troubles;
  }

  get is_closed(): boolean {
    return this.#is_closed;
  }

  open(): Promise<IDBDatabase> {
    if (this.#is_closed) return Promise.reject(new Error(`${this.name} has been closed`));
    this.#opened ??= this.#connect();
    return this.#opened;
  }

  /** For good; what runs is still written. */
  close(): void {
    this.#is_closed = true;
    void this.#opened?.then(
      (database) => {
        database.close();
      },
      () => undefined,
    );
    this.#opened = null;
  }

  /** Resolves once what `act` did is on the disk; where it throws, nothing was done. */
  async run<T>(
    mode: 'readonly' | 'readwrite',
    tables: readonly string[],
    act: (access: Access) => Promise<T>,
  ): Promise<T> {
    const transaction = await this.#begin(mode, tables);
    const done = endOf(transaction);
    try {
      const result = await act(accessIn(transaction));
      if (mode === 'readwrite') await done;
      return result;
    } catch (error) {
      abort(transaction);
      await done.catch(() => undefined);
      throw error;
    }
  }

  /** Each access is a transaction of its own. */
  readonly access: Access = (mode, table, act) =>
    this.run(mode, [table], (access) => access(mode, table, act));

  async #begin(mode: 'readonly' | 'readwrite', tables: readonly string[]): Promise<IDBTransaction> {
    const begin = async () =>
      (await this.open()).transaction([...tables], mode, { durability: 'strict' });
    try {
      return await begin();
    } catch (error) {
      if (!(error instanceof DOMException && gone.has(error.name))) throw error;
      this.#opened = null;
      return begin();
    }
  }

  async #connect(): Promise<IDBDatabase> {
    try {
      const database = await openAt(this.name, this.#steps, this.#troubles);
      database.onversionchange = () => {
        // The newer version must not wait for this tab; whatever is asked from now on fails.
        this.close();
        this.#troubles.onOutdated?.();
      };
      database.onclose = () => {
        this.#opened = null;
      };
      return database;
    } catch (error) {
      this.#opened = null;
      throw error;
    }
  }
}

export async function deleteDatabaseNamed(name: string): Promise<void> {
  await resultOf(indexedDB.deleteDatabase(name));
}

async function openAt(
  name: string,
  steps: readonly Step[],
  { onBlocked }: Troubles,
): Promise<IDBDatabase> {
  const request = indexedDB.open(name, steps.at(-1)?.version);
  let failure: unknown = null;
  request.onblocked = () => onBlocked?.();
  request.onupgradeneeded = ({ oldVersion }) => {
    const { transaction, result: database } = request;
    if (transaction === null) return;
    upgrade(database, transaction, steps, oldVersion).catch((error: unknown) => {
      failure = error;
      abort(transaction);
    });
  };
  return resultOf(request).catch((error: unknown) => {
    throw failure ?? error;
  });
}

async function upgrade(
  database: IDBDatabase,
  transaction: IDBTransaction,
  steps: readonly Step[],
  version: number,
): Promise<void> {
  const access = accessIn(transaction);
  for (const step of steps.filter((each) => each.version > version)) {
    step.make(database);
    if (version > 0) await step.convert?.(access);
  }
}

function accessIn(transaction: IDBTransaction): Access {
  // What throws before it has asked is a rejection too.
  return async (_mode, table, act) => act(transaction.objectStore(table));
}

function endOf(transaction: IDBTransaction): Promise<void> {
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve();
    };
    transaction.onabort = () => {
      reject(transaction.error ?? new Error('the transaction was given up'));
    };
  });
  // Whoever awaits it hears of it; a reader does not.
  done.catch(() => undefined);
  return done;
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It was over already.
  }
}
