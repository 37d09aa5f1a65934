/**
 * Pulls the battery of the phone in a test: from the given access to the database on, the running
 * transaction is aborted and every further access fails, until the phone is revived.
 */
let left = Number.POSITIVE_INFINITY;
let is_dead = false;

type Access = (this: IDBObjectStore | IDBIndex, ...values: unknown[]) => unknown;

const names = ['put', 'add', 'get', 'getAll', 'delete', 'clear', 'openCursor', 'count'] as const;

for (const prototype of [IDBObjectStore.prototype, IDBIndex.prototype]) {
  for (const name of names) {
    const known = prototype as unknown as Record<string, Access | undefined>;
    const original = known[name];
    if (original === undefined) continue;
    known[name] = function access(...values) {
      strike(this);
      return original.apply(this, values);
    };
  }
}

function strike(store: IDBObjectStore | IDBIndex): void {
  left -= 1;
  if (left > 0) return;
  is_dead = true;
  const { transaction } = 'transaction' in store ? store : store.objectStore;
  try {
    transaction.abort();
  } catch {
    // It was over already: what it wrote stays.
  }
  throw new DOMException('no power', 'UnknownError');
}

/** At the `step`th access from now on. */
export function killAt(step: number): void {
  left = step;
  is_dead = false;
}

export function killed(): boolean {
  return is_dead;
}

export function revive(): void {
  left = Number.POSITIVE_INFINITY;
}
