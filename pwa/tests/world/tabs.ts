/** What the tabs of one phone share besides its databases: their channel and their locks. */
import type { Turns } from './turns.ts';

interface Channel {
  readonly name: string;
  readonly tab: Tab;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}

interface Held {
  readonly tab: Tab;
  readonly until: Promise<void>;
  readonly release: () => void;
}

type Run = (lock: object | null) => unknown;

export class Tabs {
  readonly #turns: Turns;
  readonly channels = new Set<Channel>();
  readonly locks = new Map<string, Held>();

  constructor(turns: Turns) {
    this.#turns = turns;
  }

  open(): Tab {
    return new Tab(this);
  }

  /** To all others, each in its turn. */
  tell(from: Channel, data: unknown): void {
    for (const each of this.channels) {
      if (each.tab === from.tab || each.name !== from.name) continue;
      this.#turns.step(() => {
        if (this.channels.has(each)) each.onmessage?.({ data: structuredClone(data) });
      });
    }
  }
}

/** What one tab finds as `BroadcastChannel` and `navigator.locks`. */
export class Tab {
  readonly #tabs: Tabs;
  readonly BroadcastChannel: new (name: string) => Channel;

  constructor(tabs: Tabs) {
    this.#tabs = tabs;
    const mine = (channel: Channel) => {
      tabs.channels.add(channel);
      return this;
    };
    this.BroadcastChannel = class implements Channel {
      readonly tab: Tab;
      readonly name: string;
      onmessage: Channel['onmessage'] = null;

      constructor(name: string) {
        this.name = name;
        this.tab = mine(this);
      }

      postMessage(data: unknown): void {
        tabs.tell(this, data);
      }

      close(): void {
        tabs.channels.delete(this);
      }
    };
  }

  readonly locks = {
    request: async (name: string, ...given: readonly unknown[]): Promise<unknown> => {
      const run = given.at(-1) as Run;
      const { locks } = this.#tabs;
      const is_impatient = (given[0] as { ifAvailable?: boolean }).ifAvailable === true;
      if (is_impatient && locks.has(name)) return run(null);
      for (let held = locks.get(name); held !== undefined; held = locks.get(name)) {
        await held.until;
      }
      const held = this.#hold(name);
      try {
        return await run({});
      } finally {
        held.release();
      }
    },
  };

  /** A browser lets go of what a tab that is gone has held. */
  close(): void {
    for (const held of this.#tabs.locks.values()) if (held.tab === this) held.release();
    for (const each of this.#tabs.channels) {
      if (each.tab === this) this.#tabs.channels.delete(each);
    }
  }

  #hold(name: string): Held {
    const { locks } = this.#tabs;
    let free: () => void = () => undefined;
    const until = new Promise<void>((resolve) => {
      free = resolve;
    });
    const held: Held = {
      ...{ tab: this, until },
      release: () => {
        if (locks.get(name) === held) locks.delete(name);
        free();
      },
    };
    locks.set(name, held);
    return held;
  }
}
