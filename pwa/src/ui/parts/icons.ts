/** The drawings: icons are 24 × 24 strokes, shapes are 20 × 20 and differ as silhouettes. */

function circle(x: number, y: number, r: number): string {
  const [left, top, round] = [String(x - r), String(y), `${String(r)} ${String(r)}`];
  const across = String(2 * r);
  return `M${left} ${top}a${round} 0 1 0 ${across} 0 ${round} 0 1 0 -${across} 0z`;
}

/** Strokes, and what is filled with the same colour. */
type Drawing = readonly [line: string, solid?: string];

export const icons = {
  home: ['M4 11.5 12 4.5l8 7M6 10v9.5h12V10M10 19.5V14h4v5.5'],
  households: ['M3.5 10 8 6l4.5 4M5 9v5h6V9M15.5 8H21M15.5 13H21M4 18.5h17'],
  people: [
    `${circle(9, 8, 3.2)}M3 19c.4-3.6 2.8-5.4 6-5.4s5.6 1.8 6 5.4M15.5 5.2` +
      'a3 3 0 0 1 0 5.8M17.5 13.9c2.1.6 3.3 2.3 3.6 5.1',
  ],
  outbox: ['M12 14V4M8 7.5 12 3.5l4 4M4 13v5.5c0 .8.6 1.5 1.5 1.5h13c.8 0 1.5-.7 1.5-1.5V13'],
  person: [`${circle(12, 8, 3.8)}M4.5 20c.6-4.2 3.5-6.2 7.5-6.2s6.9 2 7.5 6.2`],
  door: ['M6 20.5V4h12v16.5M3.5 20.5h17', circle(14.5, 12.5, 1)],
  refuse: [`M5 12h14${circle(12, 12, 8.5)}`],
  leave: ['M4 12h14M13 6.5l5.5 5.5-5.5 5.5'],
  next: ['M9 5l7 7-7 7'],
  back: ['M15 5l-7 7 7 7'],
  calendar: [
    'M6 5.5h12a2 2 0 0 1 2 2V18a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7.5' +
      'a2 2 0 0 1 2-2zM4 10h16M8.5 3.5v4M15.5 3.5v4',
  ],
  search: [`${circle(10.5, 10.5, 6)}M15 15l5 5`],
  close: ['M6 6l12 12M18 6L6 18'],
  plus: ['M12 5v14M5 12h14'],
  minus: ['M5 12h14'],
  edit: ['M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5'],
  phone: [
    'M7.5 4H5.5C4.7 4 4 4.7 4 5.6 4.4 13 11 19.6 18.4 20' +
      'c.9 0 1.6-.7 1.6-1.5v-2.7l-4.2-1.5-1.7 2c-2.4-1.1-4.3-3-5.4-5.4l2-1.7z',
  ],
  copy: [
    'M10 8h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2v-8' +
      'a2 2 0 0 1 2-2zM16 8V5.5C16 4.7 15.3 4 14.5 4h-9C4.7 4 4 4.7 4 5.5v9' +
      'c0 .8.7 1.5 1.5 1.5H8',
  ],
  eye: [
    `M2.5 12c2.2-4 5.4-6 9.5-6s7.3 2 9.5 6c-2.2 4-5.4 6-9.5 6s-7.3-2-9.5-6z${circle(12, 12, 2.8)}`,
  ],
  bell: ['M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 20.5h4'],
  book: ['M4 5.5C7 4 10 4.3 12 6c2-1.7 5-2 8-.5v13c-3-1.5-6-1.2-8 .5-2-1.7-5-2-8-.5zM12 6v13'],
  clock: [`${circle(12, 12, 8.5)}M12 7v5l3.3 2`],
  camera: [`M4 8.5h3.5L9 6h6l1.5 2.5H20v10H4z${circle(12, 13.3, 3)}`],
  picture: ['M4 5.5h16v13H4zM4 15.5l4.5-4.5 3.5 3.5 2.5-2.5 5.5 5.5', circle(15.5, 9, 1.2)],
  check: ['M5 12.5l4.5 4.5L19 7'],
} as const satisfies Record<string, Drawing>;

export type IconName = keyof typeof icons;

/** One stroke or filling of a shape; the class names are in base.css. */
type Part = readonly [kind: 'full' | 'line' | 'thick' | 'cut' | 'cutfull' | 'dash', d: string];

const disc = circle(10, 10, 9);
const ring = circle(10, 10, 7.75);
const tick: Part = ['cut', 'M5.8 10.3l2.9 2.9 5.6-6'];
const receivedShape: readonly Part[] = [['full', disc], tick];

export const shapes = {
  waiting: [
    ['thick', ring],
    ['line', 'M10 5.8V10l2.8 1.9'],
  ],
  sending: [
    ['thick', ring],
    ['line', 'M10 14V6.2M7 9l3-3 3 3'],
  ],
  received: receivedShape,
  accepted: receivedShape,
  conflict: [
    ['full', 'M9.1.9v18.2L.4 10.4a.6.6 0 0 1 0-.8z'],
    ['line', 'M11.9 3.6L18.3 10l-6.4 6.4z'],
  ],
  decided: [
    ['full', 'M10 .6 19.4 10 10 19.4 .6 10z'],
    ['cut', 'M6.3 10.3l2.5 2.5 4.8-5'],
  ],
  held: [
    ['full', 'M4.5 1.5h11a3 3 0 0 1 3 3v11a3 3 0 0 1-3 3h-11a3 3 0 0 1-3-3v-11a3 3 0 0 1 3-3z'],
    ['cut', 'M7.3 6v8M12.7 6v8'],
  ],
  discarded: [
    [
      'line',
      'M4.5 2h11A2.5 2.5 0 0 1 18 4.5v11a2.5 2.5 0 0 1-2.5 2.5h-11' +
        'A2.5 2.5 0 0 1 2 15.5v-11A2.5 2.5 0 0 1 4.5 2zM6.5 10h7',
    ],
  ],
  done: receivedShape,
  guided: [
    [
      'full',
      'M3.5 2h13A2.5 2.5 0 0 1 19 4.5v7a2.5 2.5 0 0 1-2.5 2.5H10l-4.5 4.5V14' +
        'h-2A2.5 2.5 0 0 1 1 11.5v-7A2.5 2.5 0 0 1 3.5 2z',
    ],
    ['cut', 'M5.5 6.3h9M5.5 9.7h5.5'],
  ],
  already: [
    [
      'full',
      'M10 1.2l9 7.6a.6.6 0 0 1-.4 1.1H17v8.3c0 .4-.3.7-.7.7H3.7' +
        'a.7.7 0 0 1-.7-.7V9.9H1.4A.6.6 0 0 1 1 8.8z',
    ],
    ['cut', 'M6.8 12l2.3 2.3 4.1-4.4'],
  ],
  declined: [
    ['thick', ring],
    ['thick', 'M6.5 10h7'],
  ],
  failed: [
    ['full', 'M9.1 1.8a1 1 0 0 1 1.8 0l8 15a1 1 0 0 1-.9 1.5H2a1 1 0 0 1-.9-1.5z'],
    ['cut', 'M10 7v5'],
    ['cutfull', circle(10, 15.2, 1.3)],
  ],
  none: [['dash', circle(10, 10, 7.8)]],
  add: [['thick', 'M10 4v12M4 10h12']],
} as const satisfies Record<string, readonly Part[]>;

export type ShapeName = keyof typeof shapes;
