/** A QR code as one path of an SVG, one unit a module; drawn by us, so no image leaves the page. */
import { generate, type Bitmap2D } from 'lean-qr';

function draw(text: string): Bitmap2D {
  return generate(text);
}

/** Modules a side, without the quiet edge of four. */
export function codeSize(text: string): number {
  return draw(text).size;
}

/** Runs of dark modules, row by row. */
export function codePath(text: string): string {
  const bitmap = draw(text);
  const runs: string[] = [];
  for (let y = 0; y < bitmap.size; y += 1) {
    for (let x = 0; x < bitmap.size; x += 1) {
      if (!bitmap.get(x, y)) continue;
      let width = 1;
      while (bitmap.get(x + width, y)) width += 1;
      runs.push(`M${String(x)} ${String(y)}h${String(width)}v1h-${String(width)}z`);
      x += width;
    }
  }
  return runs.join('');
}
