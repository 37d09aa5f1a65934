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
/** Where dots would cover each other they are drawn small. */
const SMALL_PX = 3.2;
const CLOSE_SCALE = 60_000;

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
  const sheet = look.getPropertyValue('--sheet');
  const radius = view.scale < CLOSE_SCALE ? SMALL_PX : DOT_PX;
  // What is still to be visited lies on top.
  for (const spot of [...spots].sort((a, b) => Number(b.visited) - Number(a.visited))) {
    const isChosen = spot.id === chosenId;
    const [x, y] = toPixel(spot, view, size);
    const colour = isChosen ? blue : silt;
    dot(brush, [x, y], isChosen ? DOT_PX * 2 : radius, colour, spot.visited ? colour : sheet);
  }
  if (own === null) return;
  const at = toPixel(own, view, size);
  dot(brush, at, DOT_PX * 1.6, blue, blue);
  dot(brush, at, DOT_PX * 3, blue, 'transparent');
}

function dot(
  brush: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  radius: number,
  colour: string,
  fill: string,
): void {
  brush.beginPath();
  brush.arc(x, y, radius, 0, 2 * Math.PI);
  brush.lineWidth = 2;
  brush.strokeStyle = colour;
  brush.fillStyle = fill;
  brush.fill();
  brush.stroke();
}
