/**
 * Tables of IndexedDB as promises, and no more than the store asks of them. A table works in a
 * transaction of its own, or in the one that it was given for.
 */

/** Runs `act` over one table, within a transaction. */
export type Access = <T>(
  mode: 'readonly' | 'readwrite',
  table: string,
  act: (rows: IDBObjectStore) => Promise<T>,
) => Promise<T>;

/** What a request gives; within a transaction nothing else may be waited for. */
export function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('the database refused'));
    };
  });
}

/** All at once; one that throws before it is asked leaves no other unheard. */
function each<Value, T>(
  values: readonly Value[],
  ask: (value: Value) => IDBRequest<T>,
): Promise<T[]> {
  return Promise.all(values.map(async (value) => resultOf(ask(value))));
}

export class Table<Row, Key extends IDBValidKey> {
  readonly name: string;
  readonly #access: Access;

  constructor(name: string, access: Access) {
    this.name = name;
    this.#access = access;
  }

  get(key: Key): Promise<Row | undefined> {
    return this.#read((rows) => resultOf<Row | undefined>(rows.get(key)));
  }

  /** In the order of the keys. */
  toArray(range: IDBKeyRange | null = null, rows_max?: number): Promise<Row[]> {
    return this.#read((rows) => resultOf<Row[]>(rows.getAll(range, rows_max)));
  }

  listBy(index: string, value: IDBValidKey): Promise<Row[]> {
    return this.#read((rows) => resultOf<Row[]>(rows.index(index).getAll(value)));
  }

  count(): Promise<number> {
    return this.#read((rows) => resultOf(rows.count()));
  }

  /** Fails where the key is taken. */
  async add(row: Row): Promise<void> {
    await this.#write((rows) => resultOf(rows.add(row)));
  }

  async put(row: Row): Promise<void> {
    await this.#write((rows) => resultOf(rows.put(row)));
  }

  async delete(key: Key): Promise<void> {
    await this.#write((rows) => resultOf(rows.delete(key)));
  }

  async clear(): Promise<void> {
    await this.#write((rows) => resultOf(rows.clear()));
  }

  bulkGet(keys: readonly Key[]): Promise<(Row | undefined)[]> {
    return this.#read((rows) => each(keys, (key) => rows.get(key) as IDBRequest<Row | undefined>));
  }

  async bulkPut(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#write((table) => each(rows, (row) => table.put(row)));
  }

  async bulkDelete(keys: readonly IDBValidKey[]): Promise<void> {
    if (keys.length === 0) return;
    await this.#write((table) => each(keys, (key) => table.delete(key)));
  }

  async deleteBy(index: string, value: IDBValidKey): Promise<void> {
    await this.#write(async (rows) => {
      const keys = await resultOf(rows.index(index).getAllKeys(value));
      await each(keys, (key) => rows.delete(key));
    });
  }

  #read<T>(act: (rows: IDBObjectStore) => Promise<T>): Promise<T> {
    return this.#access('readonly', this.name, act);
  }

  #write<T>(act: (rows: IDBObjectStore) => Promise<T>): Promise<T> {
    return this.#access('readwrite', this.name, act);
  }
}
