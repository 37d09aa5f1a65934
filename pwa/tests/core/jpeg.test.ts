import fc from 'fast-check';
import { expect, test } from 'vitest';

import { stripJpeg } from '../../src/core/jpeg.ts';

const start = [0xff, 0xd8];
const end = [0xff, 0xd9];
const jfif = segment(0xe0, [...text('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]);
const table = segment(0xdb, [1, 2, 3]);
const frame = segment(0xc0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
/** With a stuffed byte and a restart marker, which are part of the picture. */
const scan = [...segment(0xda, [1, 1, 0, 0, 63, 0]), 5, 0xff, 0x00, 6, 0xff, 0xd0, 7];
const plain = [...start, ...jfif, ...table, ...frame, ...scan, ...end];

function text(said: string): number[] {
  return [...new TextEncoder().encode(said)];
}

function segment(marker: number, body: readonly number[]): number[] {
  return [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff, ...body];
}

function strip(...parts: readonly (readonly number[])[]): number[] {
  return [...stripJpeg(new Uint8Array(parts.flat()))];
}

test('a plain picture stays as it is', () => {
  expect(strip(plain)).toEqual(plain);
});

test('what a camera, an editor or an author wrote beside the picture goes', () => {
  const exif = segment(0xe1, text('Exif\0\0GPS 10.5 N'));
  const profile = segment(0xe2, text('ICC_PROFILE'));
  const said = segment(0xfe, text('chụp ở nhà'));
  const head = [...start, ...jfif];
  expect(strip(head, exif, profile, table, said, frame, scan, end)).toEqual(plain);
  expect(strip(head, table, frame, scan, said, exif, end)).toEqual(plain);
});

test('a head with a thumbnail, and one that stands elsewhere, go too', () => {
  const big = segment(0xe0, [...text('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 1, 1, 9, 9, 9]);
  const bare = [...start, ...table, ...frame, ...scan, ...end];
  expect(strip(start, big, table, frame, scan, end)).toEqual(bare);
  expect(strip(start, table, jfif, frame, scan, end)).toEqual(bare);
});

test('what follows the picture goes', () => {
  expect(strip(plain, text('PK\u0003\u0004'))).toEqual(plain);
});

test('what is no whole JPEG is refused, whatever it is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(plain.length - 3), (bytes, cut) => {
      expect(() => stripJpeg(new Uint8Array(plain.slice(0, cut)))).toThrow('not a JPEG');
      const mixed = new Uint8Array([...plain.slice(0, cut), ...bytes]);
      try {
        expect([...stripJpeg(mixed).slice(-2)]).toEqual(end);
      } catch (error) {
        expect((error as Error).message).toBe('not a JPEG');
      }
    }),
  );
});
