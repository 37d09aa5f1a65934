/** WebCrypto for a simulated world: keys and signatures come of its chance, all in its turn. */
import { createECDH, createHash, webcrypto } from 'node:crypto';

import type { Chance } from './chance.ts';
import type { Turns } from './turns.ts';

const usages: Record<'ECDSA' | 'ECDH', Record<'mine' | 'theirs', webcrypto.KeyUsage[]>> = {
  ECDSA: { mine: ['sign'], theirs: ['verify'] },
  ECDH: { mine: ['deriveBits'], theirs: [] },
};

type Pair = Readonly<Record<'publicKey' | 'privateKey', webcrypto.CryptoKey>>;

type Act = (...given: never[]) => Promise<unknown>;

/** The number of points of P-256. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

export function subtleOf(chance: Chance, turns: Turns): webcrypto.SubtleCrypto {
  const own: Record<string, Act> = {
    generateKey: ({ name }: { name: string }) => makePair(chance, name),
    sign: (_how, key: webcrypto.CryptoKey, bytes: ArrayBuffer) => sign(chance, key, bytes),
  };
  return new Proxy(webcrypto.subtle, {
    get: (subtle, name: keyof webcrypto.SubtleCrypto) => {
      const act = own[name] ?? (subtle[name] as Act).bind(subtle);
      return (...given: never[]) => turns.inTurn(act(...given));
    },
  });
}

/** The private half can be read, whatever was asked: `sign` needs it. */
async function makePair(chance: Chance, name: string): Promise<Pair> {
  const { secret, point } = makePoint(chance);
  const open = {
    ...{ kty: 'EC', crv: 'P-256' },
    ...{ x: point.toString('base64url', 1, 33), y: point.toString('base64url', 33) },
  };
  const closed = { ...open, d: secret.toString('base64url') };
  const how = { name, namedCurve: 'P-256' };
  const { mine, theirs } = usages[name as keyof typeof usages];
  return {
    privateKey: await webcrypto.subtle.importKey('jwk', closed, how, true, mine),
    publicKey: await webcrypto.subtle.importKey('jwk', open, how, true, theirs),
  };
}

function makePoint(chance: Chance): { readonly secret: Buffer; readonly point: Buffer } {
  const pair = createECDH('prime256v1');
  const secret = Buffer.from(chance.fill(new Uint8Array(32)));
  pair.setPrivateKey(secret);
  return { secret, point: pair.getPublicKey() };
}

/** ECDSA with SHA-256 as FIPS 186-5 has it; WebCrypto would draw the number of its own. */
async function sign(
  chance: Chance,
  key: webcrypto.CryptoKey,
  bytes: ArrayBuffer,
): Promise<ArrayBuffer> {
  const { d = '' } = await webcrypto.subtle.exportKey('jwk', key);
  const { secret, point } = makePoint(chance);
  const r = numberOf(point.subarray(1, 33)) % order;
  const hash = numberOf(createHash('sha256').update(new Uint8Array(bytes)).digest());
  const s = inverse(numberOf(secret)) * (hash + r * numberOf(Buffer.from(d, 'base64url')));
  const hex = [r, s % order].map((each) => each.toString(16).padStart(64, '0')).join('');
  return new Uint8Array(Buffer.from(hex, 'hex')).buffer;
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

/** By Fermat: the order is a prime. */
function inverse(number: bigint): bigint {
  let power = 1n;
  let square = number % order;
  for (let left = order - 2n; left > 0n; left >>= 1n) {
    if (left % 2n === 1n) power = (power * square) % order;
    square = (square * square) % order;
  }
  return power;
}
