/**
 * What a simulated world asks of the app of one phone. Runs in a realm whose clock, chance, network
 * and database are the world's; the store and the exchange are those of `src`, used as the screens
 * use them.
 */
import { get } from 'svelte/store';

import { useTokens, type Tokens } from '../../src/api/client.ts';
import { createChange, deleteChange, updateChange } from '../../src/core/changes.ts';
import type { Act, AnyChange, Change, Fields, StoredRecord } from '../../src/core/record.ts';
import { fetchServerKey } from '../../src/state/handing_over.ts';
import { signInAtServer } from '../../src/state/signing_in.ts';
import { undoLast } from '../../src/state/undo.ts';
import { record } from '../../src/store/acts.ts';
import { getAccount } from '../../src/store/account.ts';
import * as book from '../../src/store/book.ts';
import { keepDraft, readDraft } from '../../src/store/drafts.ts';
import { noteHandedOver, sealWaiting } from '../../src/store/handing_over.ts';
import { findLastUser } from '../../src/store/people.ts';
import { keepTokens, openAccount, readTokens, renewAccount } from '../../src/store/users.ts';
import { runNow, syncState } from '../../src/sync/wake.ts';
import { tell } from './mirror.ts';

/** What a person wants, without what only the app knows: revisions, and what stood there before. */
type Wish =
  | { readonly op: 'create'; type: string; id: string; stream: string; fields: Fields }
  | { readonly op: 'update'; readonly id: string; readonly fields: Fields }
  | { readonly op: 'delete' | 'restore'; readonly id: string }
  | { readonly op: 'move'; readonly id: string; readonly to: string }
  | Act;

const draft_key = 'form';
const shelf = { keep: keepTokens, read: readTokens };

/** As the app starts: whoever used the phone last is there again. */
async function open(): Promise<unknown> {
  const user_id = await findLastUser();
  if (user_id !== null) useTokens(await openAccount(user_id), shelf);
  return { draft: user_id === null ? null : await readDraft(draft_key) };
}

async function signIn({ username }: { username: string }): Promise<unknown> {
  const signed = await signInAtServer(username, 'password');
  if (!('out' in signed)) return { problem: signed.kind === 'problem' ? signed.code : signed.kind };
  const { out, candidate } = signed;
  const tokens: Tokens = { access: out.access_token, refresh: out.refresh_token ?? '' };
  const { replaces, key } = candidate;
  useTokens(tokens, null);
  await renewAccount(out, candidate.id, tokens, { replaces, key });
  useTokens(tokens, shelf);
  await fetchServerKey();
  return { problem: null };
}

/** The person presses "send". */
async function sync(): Promise<unknown> {
  await runNow('person');
  return { problem: get(syncState).problem };
}

/** What is typed lies there as a draft until it is recorded. */
async function write({ wishes }: { wishes: readonly Wish[] }): Promise<unknown> {
  const taken_back = wishes.find(({ op }) => op === 'restore');
  if (taken_back !== undefined) return { is_recorded: await takeBack(taken_back.id) };
  const changes = wishes.map(changeOf).filter((change) => change !== null);
  if (changes.length === 0) return { is_recorded: false };
  await keepDraft(draft_key, wishes);
  await record(changes, { draft_key });
  return { is_recorded: true };
}

async function takeBack(id: string): Promise<boolean> {
  const device_id = getAccount()?.device_id;
  const deletion = book
    .entries()
    .findLast(
      ({ device, changeset }) =>
        device === device_id && changeset.changes.some((each) => isDeletion(each, id)),
    );
  return deletion !== undefined && undoLast(deletion.n);
}

function isDeletion(change: AnyChange, id: string): boolean {
  return change.op === 'delete' && change.id === id;
}

/** Null where the screen would not offer it, or where nothing differs. */
function changeOf(wish: Wish): AnyChange | null {
  if (wish.op === 'create') {
    return createChange(wish.type, wish.id, wish.stream, wish.fields);
  }
  if (!('fields' in wish) && wish.op !== 'delete' && wish.op !== 'move') return wish as Act;
  const seen = book.find(wish.id);
  return seen === undefined || seen.deleted ? null : changeTo(wish, seen);
}

function changeTo(wish: Wish, seen: StoredRecord): Change | null {
  const received = book.received(seen.id);
  if (wish.op === 'update') return updateChange(seen, received, wish.fields);
  if (wish.op === 'delete') return deleteChange(seen, received);
  if (wish.op !== 'move') return null;
  const { type, id, stream } = seen;
  return { op: 'move', type, id, stream, base: received?.rev ?? 0, to: wish.to };
}

async function seal(): Promise<unknown> {
  const sealed = await sealWaiting();
  if (sealed !== null) await noteHandedOver(sealed.n);
  return { file: sealed?.file ?? null };
}

export const commands = { open, signIn, sync, write, seal, tell };
