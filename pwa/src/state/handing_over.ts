/** Giving the outbox away as a file, and delivering somebody's file to the server. */
import { request } from '../api/client.ts';
import {
  findServerKey,
  keepServerKey,
  noteExported,
  noteHandedOver,
  sealWaiting,
  type ServerKey,
} from '../store/handing_over.ts';
import { readOutboxFile, type OutboxFile } from '../store/outbox_file.ts';
import { getAccount } from '../store/account.ts';
import * as book from '../store/book.ts';
import { nowMs } from '../store/clock.ts';
import { localDay } from '../core/time.ts';
import { wake } from '../sync/wake.ts';

export interface Handover {
  readonly file: File;
  readonly count: number;
  /** Notes that the person has it now. */
  readonly done: () => Promise<void>;
}
export type HandoverResult = Handover | 'nothing' | 'no_key';

/** Once for each sign-in, while there is a network. */
export async function fetchServerKey(): Promise<void> {
  const reply = await request('GET', '/server-key');
  if (reply.kind === 'ok') await keepServerKey(reply.json as ServerKey);
}

/** The outbox as a file that only the server can open. Works without a network. */
export async function makeHandover(): Promise<HandoverResult> {
  if ((await findServerKey()) === null) return 'no_key';
  const sealed = await sealWaiting();
  if (sealed === null) return 'nothing';
  const { file, count, n } = sealed;
  // Share sheets take texts, and many of them no JSON.
  const name = `so-gui-${getAccount()?.user.username ?? ''}-${localDay(nowMs())}.tungnha.txt`;
  return {
    file: new File([JSON.stringify(file)], name, { type: 'text/plain' }),
    count,
    done: () => noteHandedOver(n),
  };
}

/**
 * One act that the server cannot take, as a file that a person can read: the office types it in.
 * Null where there is no such act.
 */
export function makeExport(k: number): Handover | null {
  const entry = book.entries().find((each) => each.k === k && each.void !== null);
  const author = getAccount()?.user;
  if (entry === undefined || author === undefined) return null;
  const { id, at, changes } = entry.changeset;
  const { username, full_name } = author;
  const told = { id, at, why: entry.void, author: { username, full_name }, changes };
  const name = `luot-${username}-${localDay(Date.parse(at))}-${String(entry.n)}.tungnha.txt`;
  return {
    file: new File([JSON.stringify(told, null, 2)], name, { type: 'text/plain' }),
    count: 1,
    done: () => noteExported(id),
  };
}

export type DeliveryResult =
  | { readonly kind: 'delivered'; readonly taken: number }
  | { readonly kind: 'not_a_file' | 'bad_signature' | 'diverged' | 'offline' | 'refused' };

/** Anybody who is signed in may deliver anybody's file; twice counts once. */
export async function deliverFile(file: Blob): Promise<DeliveryResult> {
  const outbox = readOutboxFile(await file.text());
  return outbox === null ? { kind: 'not_a_file' } : deliver(outbox);
}

async function deliver(outbox: OutboxFile): Promise<DeliveryResult> {
  const reply = await request('POST', '/deliver', outbox);
  if (reply.kind === 'ok') {
    wake('network');
    return { kind: 'delivered', taken: (reply.json as { taken: number }).taken };
  }
  if (reply.kind !== 'problem') return { kind: 'offline' };
  return { kind: refusals[reply.code] ?? 'refused' };
}

const refusals: Readonly<Record<string, 'bad_signature' | 'diverged' | undefined>> = {
  bad_signature: 'bad_signature',
  device_log_diverged: 'diverged',
};
