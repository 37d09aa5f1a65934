/**
 * The order in which what an app waits for comes to it. Its database, its keys and its network work
 * beside one another; a seed repeats a run only where each comes in its turn, however long it took.
 */

/** The machine's own, whatever stands in its place by now. */
const nextTurn = globalThis.setImmediate;
/** So many turns of the machine after anything from outside, so that all that follows is asked. */
const settling_turns = 12;

interface Turn {
  /** Settles when it is there; it never rejects. */
  readonly arrival: Promise<unknown> | null;
  readonly come: () => void;
}

interface Delayed extends Turn {
  left: number;
}

export class Turns {
  readonly #queue: Turn[] = [];
  readonly #delayed: Delayed[] = [];
  #running: Promise<void> | null = null;

  /** In the place of `setImmediate`: a step of a database. */
  readonly step = (come: () => void): void => {
    this.#add(this.#queue, { arrival: null, come });
  };

  /** What comes of it in its turn, after what was asked for before. */
  inTurn<T>(arrival: Promise<T>): Promise<T> {
    return this.#promise(arrival, (turn) => {
      this.#add(this.#queue, turn);
    });
  }

  /** What comes of it after `count` turns of others, or when there is no other left. */
  after<T>(count: number, arrival: Promise<T>): Promise<T> {
    return this.#promise(arrival, (turn) => {
      this.#add(this.#delayed, { ...turn, left: count });
    });
  }

  /** Resolves once nothing is left to come. */
  async rest(): Promise<void> {
    await settle();
    while (this.#running !== null) {
      await this.#running;
      await settle();
    }
  }

  #promise<T>(arrival: Promise<T>, add: (turn: Turn) => void): Promise<T> {
    const settled = arrival.then(
      () => undefined,
      () => undefined,
    );
    return new Promise((resolve) => {
      add({
        arrival: settled,
        come: () => {
          resolve(arrival);
        },
      });
    });
  }

  #add<T extends Turn>(place: T[], turn: T): void {
    place.push(turn);
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  async #run(): Promise<void> {
    await settle();
    for (let next = this.#next(); next !== null; next = this.#next()) {
      await next.arrival;
      next.come();
      await (next.arrival === null ? turn() : settle());
    }
  }

  #next(): Turn | null {
    const due = this.#delayed.findIndex(({ left }) => left <= 0 || this.#queue.length === 0);
    if (due >= 0) return this.#delayed.splice(due, 1)[0] ?? null;
    for (const each of this.#delayed) each.left -= 1;
    return this.#queue.shift() ?? null;
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    nextTurn(resolve);
  });
}

async function settle(): Promise<void> {
  for (let count = 0; count < settling_turns; count += 1) await turn();
}
