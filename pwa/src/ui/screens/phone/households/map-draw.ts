/** Paints the map in the colours of the theme; a frame of 2,000 dots takes a few milliseconds. */
import { toPixel, type MapView, type Size, type Spot } from './map-view.ts';

interface Dot extends Spot {
  readonly id: string;
  readonly visited: boolean;
}
interface Picture {
  readonly spots: readonly Dot[];
  readonly own: Spot | null;
  readonly view: MapView;
  readonly size: Size;
  readonly chosenId: string | null;
}

const DOT_PX = 5;

export function drawMap(canvas: HTMLCanvasElement, picture: Picture): void {
  const brush = canvas.getContext('2d');
  if (brush === null) return;
  const { size, view, spots, own, chosenId } = picture;
  canvas.width = size.width * devicePixelRatio;
  canvas.height = size.height * devicePixelRatio;
  brush.scale(devicePixelRatio, devicePixelRatio);
  const look = getComputedStyle(canvas);
  const silt = look.getPropertyValue('--silt');
  const blue = look.getPropertyValue('--blue');
  for (const spot of spots) {
    const isChosen = spot.id === chosenId;
    const [x, y] = toPixel(spot, view, size);
    dot(brush, [x, y], isChosen ? DOT_PX * 2 : DOT_PX, isChosen ? blue : silt, spot.visited);
  }
  if (own === null) return;
  const at = toPixel(own, view, size);
  dot(brush, at, DOT_PX * 1.6, blue, true);
  dot(brush, at, DOT_PX * 3, blue, false);
}

function dot(
  brush: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  radius: number,
  colour: string,
  isFull: boolean,
): void {
  brush.beginPath();
  brush.arc(x, y, radius, 0, 2 * Math.PI);
  brush.lineWidth = 2;
  brush.strokeStyle = colour;
  brush.fillStyle = colour;
  brush.stroke();
  if (isFull) brush.fill();
}
