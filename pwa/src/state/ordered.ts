/**
 * Rows in an order that is kept while single rows change, so that nobody sorts thousands for one.
 * It is made when it is first asked for.
 */

/** Below it, each changed row is moved alone; above, all are sorted anew when somebody asks. */
export const moved_max = 200;

export class Ordered<Row> {
  readonly #compare: (a: Row, b: Row) => number;
  #rows: Row[] | null = null;

  constructor(compare: (a: Row, b: Row) => number) {
    this.#compare = compare;
  }

  list(all: () => Iterable<Row>): readonly Row[] {
    this.#rows ??= [...all()].sort(this.#compare);
    return this.#rows;
  }

  forget(): void {
    this.#rows = null;
  }

  replace(before: Row | undefined, after: Row | undefined): void {
    const rows = this.#rows;
    if (rows === null) return;
    const at = before === undefined ? -1 : rows.indexOf(before);
    if (at >= 0) rows.splice(at, 1);
    if (after !== undefined) rows.splice(this.#placeFor(rows, after), 0, after);
  }

  #placeFor(rows: readonly Row[], row: Row): number {
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = rows[middle];
      if (other !== undefined && this.#compare(other, row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
