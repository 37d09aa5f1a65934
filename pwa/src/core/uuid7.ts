/** UUIDv7 (RFC 9562): ids that sort by the time they were made; time and chance are handed in. */

/** `random` holds 10 bytes. */
export function uuid7(now_ms: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16);
  const time = Math.max(0, Math.floor(now_ms));
  for (let place = 0; place < 6; place += 1) {
    bytes[place] = Math.floor(time / 2 ** (8 * (5 - place))) % 256;
  }
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
}
