/**
 * Takes out of a JPEG file all that is not the picture: where and when it was taken, thumbnails,
 * profiles, comments, what follows its end; pure. The server refuses a file that still has any.
 */

const mark = 0xff;
const start = 0xd8;
const end = 0xd9;
const scan = 0xda;
const jfif = 0xe0;
/** Its marker, its length, and what it says without a thumbnail. */
const jfif_bytes = 18;

/** Throws where it is not a whole JPEG. */
export function stripJpeg(file: Uint8Array): Uint8Array<ArrayBuffer> {
  if (file[0] !== mark || file[1] !== start) throw new Error('not a JPEG');
  const kept: Uint8Array[] = [file.subarray(0, 2)];
  let at = 2;
  while (markerAt(file, at) !== end) {
    const marker = markerAt(file, at);
    const next = marker === scan ? endOfScan(file, at) : endOfSegment(file, at);
    if (isNeeded(file, at, next)) kept.push(file.subarray(at, next));
    at = next;
  }
  kept.push(file.subarray(at, at + 2));
  return joined(kept);
}

function markerAt(file: Uint8Array, at: number): number {
  const marker = file[at + 1];
  if (file[at] !== mark || marker === undefined) throw new Error('not a JPEG');
  return marker;
}

function endOfSegment(file: Uint8Array, at: number): number {
  const length = (file[at + 2] ?? 0) * 256 + (file[at + 3] ?? 0);
  if (length < 2) throw new Error('not a JPEG');
  return at + 2 + length;
}

/** In a scan 0xff is followed by 0 or is a restart marker. */
function endOfScan(file: Uint8Array, at: number): number {
  for (let i = file.indexOf(mark, endOfSegment(file, at)); i >= 0; i = file.indexOf(mark, i + 1)) {
    const next = file[i + 1] ?? 0;
    if (next !== 0 && (next < 0xd0 || next > 0xd7)) return i;
  }
  throw new Error('not a JPEG');
}

/** Of the marked segments for applications only a plain JFIF head, and only in front. */
function isNeeded(file: Uint8Array, at: number, next: number): boolean {
  const marker = markerAt(file, at);
  if (marker === jfif) return at === 2 && next - at === jfif_bytes && file[at + 4] === 0x4a;
  return marker < jfif || (marker > 0xef && marker !== 0xfe);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
