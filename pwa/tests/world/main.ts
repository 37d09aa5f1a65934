/**
 * Runs real phones for a simulated world, which speaks to it in lines of JSON: a line with `do` is
 * a command to one phone, answered by a line with `done`; before that the phone may `ask` for an
 * exchange, and the next line is the network's answer. One command runs at a time.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

import { Disk } from './disk.ts';
import { Realm, type Answer, type Asked } from './realm.ts';
import { Turns } from './turns.ts';

interface Command {
  readonly do: string;
  readonly phone: string;
  readonly now_ms: number;
  readonly seed: number;
  readonly end_at?: number | null;
  readonly given?: Record<string, unknown>;
}

interface Phone {
  readonly disk: Disk;
  realm: Realm | null;
}

const app = new Script(readFileSync(fileURLToPath(new URL('phone.js', import.meta.url)), 'utf8'));
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const phones = new Map<string, Phone>();
const copies = new Map<string, Awaited<ReturnType<Disk['copy']>>>();
const turns = new Turns();
const world = { now_ms: 0, ask, turns };
// What the databases of fake-indexeddb make their steps with.
globalThis.setImmediate = turns.step as typeof setImmediate;

async function ask(asked: Asked): Promise<Answer | null> {
  say({ ask: asked });
  const { value } = await lines.next();
  return (JSON.parse(value as string) as { answer: Answer | null }).answer;
}

function say(what: unknown): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

async function obey(command: Command): Promise<unknown> {
  const phone = phones.get(command.phone) ?? { disk: new Disk(), realm: null };
  phones.set(command.phone, phone);
  world.now_ms = command.now_ms;
  const act = disk_acts[command.do];
  if (act === undefined) return run(phone, command);
  phone.realm?.close();
  phone.realm = null;
  return { result: await act(phone, command) };
}

/** `opened` tells what an app found that was opened for this; null where it was open. */
async function run(phone: Phone, { do: name, given, end_at, seed }: Command): Promise<unknown> {
  const is_open = phone.realm !== null;
  const realm = phone.realm ?? new Realm(app, phone.disk.mount(), world, seed);
  phone.realm = realm;
  const opened = is_open ? null : await realm.run('open', null, null);
  const result = name === 'tell' ? true : await realm.run(name, given ?? null, end_at ?? null);
  if (result === null) phone.realm = null;
  const state = result === null ? null : await realm.run('tell', null, null);
  return { result, opened, state };
}

type DiskAct = (phone: Phone, command: Command) => unknown;

const disk_acts: Record<string, DiskAct> = {
  close: () => true,
  forget: (_phone, { phone }) => phones.delete(phone),
  forgetAll: () => {
    phones.clear();
    copies.clear();
    return true;
  },
  copy: async ({ disk }, { phone }) => {
    copies.set(phone, await disk.copy());
    return true;
  },
  setBack: async ({ disk }, { phone }) => {
    const copy = copies.get(phone);
    if (copy !== undefined) await disk.setBack(copy);
    return copies.delete(phone);
  },
  spoil: ({ disk }, { given }) => {
    const { user, stream, id, record } = given as Record<'user' | 'stream' | 'id', string> & {
      record: unknown;
    };
    return disk.spoil(user, stream, id, record);
  },
};

for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
  const command = JSON.parse(line.value) as Command;
  try {
    const done = await obey(command);
    await turns.rest();
    say({ done });
  } catch (error) {
    say({
      failed: error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error),
    });
  }
}
