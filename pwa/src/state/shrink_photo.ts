/**
 * Makes of a camera's picture what is kept and sent: small, upright, and without a word of where,
 * when and by which phone it was taken. The canvas knows only pixels; what it writes is looked
 * through once more.
 */
import { stripJpeg } from '../core/jpeg.ts';
import { PHOTO_BYTES_MAX } from '../core/record_rules.gen.ts';

export interface Shrunk {
  readonly picture: ArrayBuffer;
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
}

/** What was chosen is no picture that this browser can read. */
export class Unreadable extends Error {}

/** The longer side: the small print of a QR sign stays readable. Then what a full picture needs. */
const sides = [1_280, 960, 640];
const qualities = [0.8, 0.65, 0.5];
const file_bytes_max = 50_000_000;

export async function shrinkPhoto(file: Blob): Promise<Shrunk> {
  if (file.size > file_bytes_max) throw new Unreadable();
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) throw new Unreadable();
  try {
    return await smallest(bitmap);
  } finally {
    bitmap.close();
  }
}

async function smallest(bitmap: ImageBitmap): Promise<Shrunk> {
  for (const side of sides) {
    const canvas = draw(bitmap, side);
    for (const quality of qualities) {
      const picture = await encode(canvas, quality);
      if (picture.byteLength > PHOTO_BYTES_MAX) continue;
      const { width, height } = canvas;
      return { picture, sha256: await hashOf(picture), width, height };
    }
  }
  throw new Unreadable();
}

function draw(bitmap: ImageBitmap, side: number): HTMLCanvasElement {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d');
  if (context === null) throw new Unreadable();
  // What is transparent would come out black.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function encode(canvas: HTMLCanvasElement, quality: number): Promise<ArrayBuffer> {
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', quality);
  });
  if (blob?.type !== 'image/jpeg') throw new Unreadable();
  return stripJpeg(new Uint8Array(await blob.arrayBuffer())).buffer;
}

async function hashOf(picture: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', picture));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
