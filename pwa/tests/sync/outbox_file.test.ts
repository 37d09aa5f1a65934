import 'fake-indexeddb/auto';

import { readFileSync } from 'node:fs';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { closeDatabase } from '../../src/store/database.ts';
import { getDeviceKey } from '../../src/store/devices.ts';
import {
  keepServerKey,
  listUnsafe,
  noteHandedOver,
  sealWaiting,
} from '../../src/store/handing_over.ts';
import { readOutboxFile, sealOutbox, type OutboxFile } from '../../src/store/outbox_file.ts';
import { exchange } from '../../src/sync/exchange.ts';
import { beginPhone, recordHousehold } from './phone.ts';
import { Server } from './server.ts';

interface Vector {
  readonly server_key: JsonWebKey;
  readonly device_key: JsonWebKey;
  readonly content: { readonly first: number; readonly changesets: readonly unknown[] };
  readonly file: OutboxFile;
}
const path = new URL('../../../tests/vectors/outbox_file.json', import.meta.url);
const vector = JSON.parse(readFileSync(path, 'utf8')) as Vector;
const curve = { name: 'ECDH', namedCurve: 'P-256' };
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' };

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** As the server opens it, by the words of the contract. */
async function openFile(file: OutboxFile): Promise<unknown> {
  const server = await crypto.subtle.importKey('jwk', vector.server_key, curve, false, [
    'deriveBits',
  ]);
  const theirs = await crypto.subtle.importKey('jwk', file.ephemeral, curve, false, []);
  const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, server, 256);
  const input = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const info = new TextEncoder().encode('tungnha-outbox-1');
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  const raw = await crypto.subtle.deriveBits(hkdf, input, 256);
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  const sealed = { name: 'AES-GCM', iv: bytesOf(file.iv) };
  const packed = await crypto.subtle.decrypt(sealed, key, bytesOf(file.box));
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(plain).json();
}

async function isSigned(file: OutboxFile, jwk: JsonWebKey | CryptoKey): Promise<boolean> {
  const key =
    jwk instanceof CryptoKey
      ? jwk
      : await crypto.subtle.importKey('jwk', { ...jwk, d: undefined } as never, ecdsa, true, [
          'verify',
        ]);
  const how = { name: 'ECDSA', hash: 'SHA-256' };
  return crypto.subtle.verify(how, key, bytesOf(file.signature), bytesOf(file.box));
}

beforeEach(async () => {
  await beginPhone(new Server());
});
afterEach(() => {
  closeDatabase();
  vi.unstubAllGlobals();
});

test('the shared vector opens and is signed as the contract says', async () => {
  expect(await openFile(vector.file)).toEqual(vector.content);
  expect(await isSigned(vector.file, vector.device_key)).toBe(true);
});

test('what this phone seals opens in the same way', async () => {
  const signing = await crypto.subtle.importKey('jwk', vector.device_key, ecdsa, false, ['sign']);
  const keys = { device: vector.file.device, signing, server: vector.server_key };
  const file = await sealOutbox(vector.content, keys);
  expect(await openFile(file)).toEqual(vector.content);
  expect(await isSigned(file, vector.device_key)).toBe(true);
  expect(Object.keys(file).sort()).toEqual(Object.keys(vector.file).sort());
  expect(readOutboxFile(JSON.stringify(file))).toEqual(file);
});

test('the outbox is handed over without a network, and then nothing bars the way', async () => {
  expect(await sealWaiting()).toBeNull();
  await keepServerKey({ id: 'k', key: { ...vector.server_key, d: undefined } as never });
  const entries = [await recordHousehold('Ba'), await recordHousehold('Tư')];
  const sealed = await sealWaiting();
  if (sealed === null) throw new Error('nothing was sealed');
  expect(await openFile(sealed.file)).toEqual({
    first: 1,
    changesets: entries.map(({ changeset }) => changeset),
  });
  expect(await isSigned(sealed.file, (await getDeviceKey()).publicKey)).toBe(true);
  expect(await listUnsafe()).toHaveLength(2);
  await noteHandedOver(sealed.n);
  expect(await listUnsafe()).toEqual([]);
  await recordHousehold('Năm');
  expect(await listUnsafe()).toHaveLength(1);
});

test('what was handed over still waits here until the server has it', async () => {
  await keepServerKey({ id: 'k', key: vector.server_key });
  await recordHousehold('Ba');
  const sealed = await sealWaiting();
  await noteHandedOver(sealed?.n ?? 0);
  expect((await exchange(() => undefined)).kind).toBe('done');
  expect(await sealWaiting()).toBeNull();
});

test('a file of another kind is not taken for an outbox', () => {
  for (const text of ['', 'null', '{}', '[1]', '{"v":2}', '<html>']) {
    expect(readOutboxFile(text)).toBeNull();
  }
});
