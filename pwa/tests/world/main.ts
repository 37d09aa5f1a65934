/**
 * Runs real phones for a simulated world, which speaks to it in lines of JSON: a line with `do` is
 * a command to one phone, answered by a line with `done`; before that the phone may `ask` for an
 * exchange, and the next line is the network's answer. One command runs at a time.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

import { Disk, isOfEnded } from './disk.ts';
import { Realm, type Answer, type Asked } from './realm.ts';
import { Tabs } from './tabs.ts';
import { Turns } from './turns.ts';

interface Command {
  readonly do: string;
  readonly phone: string;
  readonly now_ms: number;
  readonly seed: number;
  readonly end_at?: number | null;
  readonly given?: Record<string, unknown>;
  /** Done in the other tab meanwhile, after so many turns. */
  readonly beside?: { readonly do: string; readonly given: unknown; readonly turns: number } | null;
}

/** `realm` is the tab in front, whose word counts; `other` lies behind it. */
interface Phone {
  readonly disk: Disk;
  readonly tabs: Tabs;
  realm: Realm | null;
  other: Realm | null;
}

const app = new Script(readFileSync(fileURLToPath(new URL('phone.js', import.meta.url)), 'utf8'));
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const phones = new Map<string, Phone>();
const copies = new Map<string, Awaited<ReturnType<Disk['copy']>>>();
const turns = new Turns();
const world = { now_ms: 0, ask, turns };
// What the databases of fake-indexeddb make their steps with.
globalThis.setImmediate = turns.step as typeof setImmediate;

process.on('unhandledRejection', (reason) => {
  if (!isOfEnded(reason)) throw reason;
});

async function ask(asked: Asked): Promise<Answer | null> {
  say({ ask: asked });
  const { value } = await lines.next();
  return (JSON.parse(value as string) as { answer: Answer | null }).answer;
}

function say(what: unknown): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

async function obey(command: Command): Promise<unknown> {
  const phone = phones.get(command.phone) ?? newPhone();
  phones.set(command.phone, phone);
  world.now_ms = command.now_ms;
  const act = disk_acts[command.do];
  if (act === undefined) return run(phone, command);
  for (const realm of [phone.realm, phone.other]) realm?.close();
  phone.realm = phone.other = null;
  return { result: await act(phone, command) };
}

function newPhone(): Phone {
  return { disk: new Disk(), tabs: new Tabs(turns), realm: null, other: null };
}

async function open({ disk, tabs }: Phone, seed: number): Promise<[Realm, unknown]> {
  const realm = new Realm(app, { mount: disk.mount(), tab: tabs.open() }, world, seed);
  return [realm, await realm.run('open', null, null)];
}

/** `opened` tells what an app found that was opened for this; null where it was open. */
async function run(phone: Phone, command: Command): Promise<unknown> {
  const { do: name, given, end_at, seed } = command;
  const [realm, opened] = phone.realm === null ? await open(phone, seed) : [phone.realm, null];
  phone.realm = realm;
  const beside = await runBeside(phone, command);
  const result = name === 'tell' ? true : await realm.run(name, given ?? null, end_at ?? null);
  const done = await beside();
  await turns.rest();
  if (result === null) phone.realm = null;
  const state = result === null ? null : await realm.run('tell', null, null);
  return { result, beside: done, opened, state };
}

/** What waits for what is done there. */
async function runBeside(phone: Phone, { beside, seed }: Command): Promise<() => unknown> {
  if (!beside) return () => null;
  phone.other ??= (await open(phone, seed + 1))[0];
  const begun = turns.after(beside.turns, Promise.resolve(phone.other));
  const done = begun.then((other) => other.run(beside.do, beside.given, null));
  return () => done;
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
  empty: ({ disk }, { given }) => disk.empty(String(given?.['user'])),
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
