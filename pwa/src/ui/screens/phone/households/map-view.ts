/** Where dots stand on a map without tiles: a window over the hamlet, moved and zoomed. */

export interface Spot {
  readonly lat: number;
  readonly lon: number;
}
/** The middle of the window, and how many pixels a degree of latitude takes. */
export interface MapView {
  readonly lat: number;
  readonly lon: number;
  readonly scale: number;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}

const EDGE_PX = 28;
const ZOOM_MAX = 4_000_000;
const ZOOM_MIN = 2_000;
const METRES_A_DEGREE = 111_320;

/** A degree of longitude is shorter than one of latitude. */
function shrink(lat: number): number {
  return Math.cos((lat * Math.PI) / 180);
}

/** All spots within the window, with an edge. */
export function viewOf(spots: readonly Spot[], { width, height }: Size): MapView {
  if (spots.length === 0) return { lat: 10.45, lon: 105.63, scale: ZOOM_MIN };
  const lats = spots.map((spot) => spot.lat);
  const lons = spots.map((spot) => spot.lon);
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  const lat = (south + north) / 2;
  const high = Math.max(north - south, 1e-5);
  const wide = Math.max((east - west) * shrink(lat), 1e-5);
  const scale = Math.min((height - 2 * EDGE_PX) / high, (width - 2 * EDGE_PX) / wide);
  return { lat, lon: (west + east) / 2, scale: Math.min(ZOOM_MAX, scale) };
}

export function toPixel(spot: Spot, view: MapView, { width, height }: Size): [number, number] {
  const x = width / 2 + (spot.lon - view.lon) * shrink(view.lat) * view.scale;
  return [x, height / 2 - (spot.lat - view.lat) * view.scale];
}

export function moved(view: MapView, dx: number, dy: number): MapView {
  return {
    ...view,
    lat: view.lat + dy / view.scale,
    lon: view.lon - dx / (view.scale * shrink(view.lat)),
  };
}

export function zoomed(view: MapView, by: number): MapView {
  return { ...view, scale: Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, view.scale * by)) };
}

/** The nearest within a thumb's width; null where there is none. */
export function nearest<T extends Spot>(
  spots: readonly T[],
  at: readonly [number, number],
  view: MapView,
  size: Size,
): T | null {
  const THUMB_PX = 24;
  let found: T | null = null;
  let least = THUMB_PX;
  for (const spot of spots) {
    const [x, y] = toPixel(spot, view, size);
    const distance = Math.hypot(x - at[0], y - at[1]);
    if (distance >= least) continue;
    least = distance;
    found = spot;
  }
  return found;
}

/** A round length in metres for the bar of scale, and its pixels. */
export function scaleBar(view: MapView): { metres: number; pixels: number } {
  const pixelsAMetre = view.scale / METRES_A_DEGREE;
  const rounds = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
  const metres = rounds.find((each) => each * pixelsAMetre >= 48) ?? 10_000;
  return { metres, pixels: metres * pixelsAMetre };
}
