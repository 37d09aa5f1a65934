/**
 * The device log as a file that anybody may carry and only the server can open: gzip, ECDH P-256,
 * HKDF-SHA-256, AES-256-GCM, signed by the device. The format is the contract's, "Outbox files".
 */

export interface OutboxFile {
  readonly v: 1;
  readonly device: string;
  readonly ephemeral: JsonWebKey;
  readonly iv: string;
  readonly box: string;
  readonly signature: string;
}

export interface LogPart {
  /** The lowest number that the phone still keeps. */
  readonly first: number;
  readonly changesets: readonly unknown[];
}

export interface SealingKeys {
  readonly device: string;
  readonly signing: CryptoKey;
  readonly server: JsonWebKey;
}

type Bytes = Uint8Array<ArrayBuffer>;

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;
const signing = { name: 'ECDSA', hash: 'SHA-256' } as const;
const info = new TextEncoder().encode('tungnha-outbox-1');

export async function sealOutbox(part: LogPart, keys: SealingKeys): Promise<OutboxFile> {
  const packed = await gzip(new TextEncoder().encode(JSON.stringify(part)));
  const pair = await crypto.subtle.generateKey(curve, true, ['deriveBits']);
  const server = await crypto.subtle.importKey('jwk', publicPart(keys.server), curve, false, []);
  const key = await deriveKey(pair.privateKey, server);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const box = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, packed));
  const signature = new Uint8Array(await crypto.subtle.sign(signing, keys.signing, box));
  const ephemeral = publicPart(await crypto.subtle.exportKey('jwk', pair.publicKey));
  return {
    ...{ v: 1, device: keys.device, ephemeral },
    ...{ iv: toBase64(iv), box: toBase64(box), signature: toBase64(signature) },
  };
}

function publicPart({ kty, crv, x, y }: JsonWebKey): JsonWebKey {
  return { kty, crv, x, y } as JsonWebKey;
}

async function deriveKey(mine: CryptoKey, theirs: CryptoKey): Promise<CryptoKey> {
  const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, mine, 256);
  const input = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info };
  const aes = { name: 'AES-GCM', length: 256 };
  return crypto.subtle.deriveKey(hkdf, input, aes, false, ['encrypt']);
}

async function gzip(plain: Bytes): Promise<Bytes> {
  const stream = new Blob([plain]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const chunk_bytes = 8_192;

function toBase64(bytes: Bytes): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += chunk_bytes) {
    binary += String.fromCharCode(...bytes.subarray(at, at + chunk_bytes));
  }
  return btoa(binary);
}

/** A file from somebody's phone; null where it is none. */
export function readOutboxFile(text: string): OutboxFile | null {
  try {
    const file = JSON.parse(text) as Partial<OutboxFile> | null;
    const is_file = file?.v === 1 && [file.device, file.iv, file.box, file.signature].every(isText);
    return is_file ? (file as OutboxFile) : null;
  } catch {
    return null;
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
