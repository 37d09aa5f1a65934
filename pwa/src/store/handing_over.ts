/**
 * Handing the outbox over as a file when this phone cannot reach the network. What has been handed
 * over still waits here, and counts once however often it arrives.
 */
import { isUntold, isWaiting, type Entry } from '../core/entry.ts';
import { firstKept } from '../core/retention.ts';
import { wireOf } from '../core/request.ts';
import * as book from './book.ts';
import { nowText } from './clock.ts';
import { getDeviceKey } from './devices.ts';
import { keep, readKept, readMeta } from './meta.ts';
import { sealOutbox, type OutboxFile } from './outbox_file.ts';

export interface ServerKey {
  readonly id: string;
  readonly key: JsonWebKey;
}

export interface HandedOver {
  readonly device: string;
  /** The highest number in the file. */
  readonly n: number;
  readonly at: string;
}

const server_key_key = 'server_key';
const handed_over_key = 'handed_over';
const exported_key = 'exported';
const sealed_key = 'sealed';

export async function keepServerKey(key: ServerKey): Promise<void> {
  await keep(server_key_key, key);
}

/** As fetched while there was a network; null where there never was one. */
export function findServerKey(): Promise<ServerKey | null> {
  return readKept<ServerKey>(server_key_key);
}

export interface Export {
  readonly file: OutboxFile;
  readonly count: number;
  readonly n: number;
}

/** What the server has not acknowledged; null without the server's key or with nothing to give. */
export async function sealWaiting(): Promise<Export | null> {
  const server = await findServerKey();
  const { device_id, next_n, acked } = await readMeta();
  const entries = book.entries();
  const unsent = entries.filter((each) => isUntold(each, { device_id, acked }));
  const last = unsent.at(-1);
  if (server === null || last === undefined) return null;
  const part = {
    first: firstKept(entries, device_id, next_n),
    changesets: unsent.map(wireOf),
  };
  await keep(sealed_key, { device: device_id, n: last.n } satisfies Sealed);
  const { privateKey } = await getDeviceKey();
  const keys = { device: device_id, signing: privateKey, server: server.key };
  return { file: await sealOutbox(part, keys), count: unsent.length, n: last.n };
}

interface Sealed {
  readonly device: string;
  /** The highest number in any file. */
  readonly n: number;
}

/** The highest number of this device that a file may have; numbers of files only rise. */
export async function lastSealed(device_id: string): Promise<number> {
  const files = [await readKept<Sealed>(sealed_key), await findHandedOver()];
  return Math.max(0, ...files.map((file) => (file?.device === device_id ? file.n : 0)));
}

/** The person has the file: leaving this phone takes nothing from them any more. */
export async function noteHandedOver(n: number): Promise<void> {
  const { device_id } = await readMeta();
  await keep(handed_over_key, { device: device_id, n, at: nowText() } satisfies HandedOver);
}

export function findHandedOver(): Promise<HandedOver | null> {
  return readKept<HandedOver>(handed_over_key);
}

/** The person has given away this act, which the server could not take. */
export async function noteExported(changeset_id: string): Promise<void> {
  await keep(exported_key, [...(await listExported()), changeset_id]);
}

async function listExported(): Promise<readonly string[]> {
  return (await readKept<readonly string[]>(exported_key)) ?? [];
}

/** Acts that neither the server nor a file has. */
export async function listUnsafe(): Promise<Entry[]> {
  const handed = await findHandedOver();
  const exported = await listExported();
  return book
    .entries()
    .filter((entry) =>
      entry.void === null
        ? isWaiting(entry) && (entry.device !== handed?.device || entry.n > handed.n)
        : !exported.includes(entry.changeset.id),
    );
}
