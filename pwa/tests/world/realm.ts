/**
 * One opening of the app: a realm of its own, so that nothing but the disk outlives it. Clock,
 * chance and network are the world's, given where a browser would give its own.
 */
import { createContext, Script } from 'node:vm';
import { gunzipSync, gzipSync } from 'node:zlib';

import { IDBKeyRange } from 'fake-indexeddb';

import { Chance } from './chance.ts';
import type { Mount } from './disk.ts';
import { subtleOf } from './keys.ts';
import type { Turns } from './turns.ts';

/** An answer as the world gives it; null where nothing came. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  /** How long the phone waited for it. */
  readonly took_ms: number;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | null;
  readonly body: string;
}

export interface World {
  now_ms: number;
  readonly turns: Turns;
  readonly ask: (asked: Asked) => Promise<Answer | null>;
}

type Command = (given: never) => Promise<unknown>;

/** So many turns of a database an answer may take to come. */
const answer_turns_max = 24;
const never = new Promise<never>(() => undefined);

const clock_and_chance = new Script(`
  Math.random = () => world.random();
  globalThis.Date = class extends Date {
    constructor(...given) {
      super(...(given.length === 0 ? [world.now()] : given));
    }
    static now() {
      return world.now();
    }
  };
`);

export class Realm {
  readonly #mount: Mount;
  readonly #commands: Record<string, Command>;
  readonly #chance: Chance;
  #waited_ms = 0;

  constructor(app: Script, mount: Mount, world: World, seed: number) {
    this.#mount = mount;
    const chance = new Chance(seed);
    this.#chance = chance;
    const found = createContext({
      ...platform,
      world: { now: () => Math.floor(world.now_ms), random: () => chance.next() },
      crypto: { subtle: subtleOf(chance, world.turns), getRandomValues: chance.fill },
      performance: { now: () => this.#waited_ms },
      indexedDB: mount.port,
      fetch: (path: string, options: RequestInit) => this.#fetch(world, path, options),
    });
    clock_and_chance.runInContext(found);
    app.runInContext(found);
    this.#commands = (found as { phone: { commands: Record<string, Command> } }).phone.commands;
  }

  /** What the command gives; null where the app was ended at its `end_at`th transaction. */
  async run(name: string, given: unknown, end_at: number | null): Promise<unknown> {
    const command = this.#commands[name];
    if (command === undefined) throw new Error(`a phone does not know ${name}`);
    const ended = new Promise<null>((resolve) => {
      this.#mount.endAt(end_at, () => {
        resolve(null);
      });
    });
    const done = command(given as never);
    done.catch(() => undefined);
    const result = await Promise.race([ended, done]);
    this.#mount.endAt(null, () => undefined);
    return this.#mount.is_ended ? null : result;
  }

  close(): void {
    this.#mount.end();
  }

  async #fetch(world: World, path: string, options: RequestInit): Promise<Response> {
    if (this.#mount.is_ended) return never;
    const headers = new Headers(options.headers);
    const body = options.body instanceof Blob ? await unpack(options.body, headers) : '';
    const method = options.method ?? 'GET';
    const authorization = headers.get('Authorization');
    const turns = Math.floor(this.#chance.next() * answer_turns_max);
    const asked = world.ask({ method, path, authorization, body });
    const answer = await world.turns.after(turns, asked);
    if (answer === null) throw new TypeError('nothing came');
    this.#waited_ms += answer.took_ms;
    return new Response(answer.body, { status: answer.status, headers: answer.headers });
  }
}

async function unpack(body: Blob, headers: Headers): Promise<string> {
  const bytes = Buffer.from(await body.arrayBuffer());
  return (headers.get('Content-Encoding') === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** Nobody waits in a world: what a phone would do later, the world asks for when it is time. */
const later = () => 0;

const platform = {
  ...{
    AbortSignal: { timeout: () => undefined },
    Blob,
    CompressionStream: class extends TransformStream<Uint8Array, Uint8Array> {
      constructor() {
        super(gzipped());
      }
    },
    DOMException,
    Headers,
    IDBKeyRange,
  },
  ...{ Response, TextDecoder, TextEncoder, atob, btoa, console, queueMicrotask, structuredClone },
  ...{ setTimeout: later, clearTimeout: later, setInterval: later, clearInterval: later },
  BroadcastChannel: class {
    close(): void {
      // One tab: there is nobody to tell.
    }
    postMessage(): void {
      // One tab: there is nobody to tell.
    }
  },
  navigator: {
    userAgent: 'Mozilla/5.0 (Linux; Android 13; SM-A047F)',
    locks: { request: (_name: string, ...rest: unknown[]) => callLast(rest) },
  },
};

/** At once: a thread of its own would be done at a time of its own. */
function gzipped(): Transformer<Uint8Array, Uint8Array> {
  const parts: Uint8Array[] = [];
  return {
    transform: (part) => {
      parts.push(part);
    },
    flush: (made) => {
      made.enqueue(gzipSync(Buffer.concat(parts)));
    },
  };
}

function callLast(given: readonly unknown[]): unknown {
  return (given.at(-1) as (lock: unknown) => unknown)({});
}
