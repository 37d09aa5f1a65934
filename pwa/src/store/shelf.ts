/** The blocks of one stream in memory; knows which of them must be written. Pure bookkeeping. */
import type { StoredRecord } from '../core/record.ts';

const block_records_max = 100;

export interface Block {
  readonly no: number;
  readonly records: readonly StoredRecord[];
}

interface Written extends Block {
  readonly stream: string;
}

export class Shelf {
  readonly #blocks: StoredRecord[][] = [];
  readonly #places = new Map<string, number>();
  readonly #dirty = new Set<number>();
  readonly stream: string;

  constructor(stream: string, rows: readonly Block[] = []) {
    this.stream = stream;
    for (const row of rows) {
      this.#blocks[row.no] = [...row.records];
      for (const record of row.records) this.#places.set(record.id, row.no);
    }
    for (let no = 0; no < this.#blocks.length; no += 1) this.#blocks[no] ??= [];
  }

  get(id: string): StoredRecord | undefined {
    const no = this.#places.get(id);
    return no === undefined ? undefined : this.#blocks[no]?.find((each) => each.id === id);
  }

  put(record: StoredRecord): void {
    const known = this.#places.get(record.id);
    const no = known ?? this.#openBlock();
    const block = (this.#blocks[no] ??= []);
    if (known !== undefined) this.#blocks[no] = block.filter((each) => each.id !== record.id);
    this.#blocks[no]?.push(record);
    this.#places.set(record.id, no);
    this.#dirty.add(no);
  }

  remove(id: string): void {
    const no = this.#places.get(id);
    if (no === undefined) return;
    this.#blocks[no] = (this.#blocks[no] ?? []).filter((each) => each.id !== id);
    this.#places.delete(id);
    this.#dirty.add(no);
  }

  *records(): Iterable<StoredRecord> {
    for (const block of this.#blocks) yield* block;
  }

  /** The blocks that changed since the last call. */
  takeDirty(): Written[] {
    const rows = [...this.#dirty].map((no) => ({
      // A copy: what is put on the shelf later belongs to the next writing.
      ...{ stream: this.stream, no, records: [...(this.#blocks[no] ?? [])] },
    }));
    this.#dirty.clear();
    return rows;
  }

  /** Every block, as they all will be written. */
  takeAll(): Written[] {
    this.#dirty.clear();
    return this.all();
  }

  all(): Written[] {
    return this.#blocks.map((records, no) => ({ stream: this.stream, no, records: [...records] }));
  }

  #openBlock(): number {
    const last = this.#blocks.length - 1;
    if (last >= 0 && (this.#blocks[last]?.length ?? 0) < block_records_max) return last;
    this.#blocks.push([]);
    return last + 1;
  }
}
