/**
 * Where the person is, read from the address after `#`. It keeps nothing itself: the browser's own
 * history is the only memory, so that Back works everywhere and a reload stays where it was.
 */
import { readable, type Readable } from 'svelte/store';

export interface Place {
  /** The parts of the path, decoded: `#/ho/123/ghi` is `['ho', '123', 'ghi']`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** How many steps Back can go without leaving the app. */
  readonly depth: number;
}

type Entry = { depth?: number } | null;

function readDepth(): number {
  return (history.state as Entry)?.depth ?? -1;
}

export function parseHash(hash: string): Pick<Place, 'path' | 'query'> {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '');
  return { path: parts.map(decodeSafely), query: new URLSearchParams(query) };
}

function decodeSafely(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a screen, for `href`. Parts are encoded. */
export function to(...parts: readonly string[]): string {
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}

function here(before: number): Place {
  // A link followed by the browser makes an entry without a depth: it is one deeper than before.
  if (readDepth() < 0) history.replaceState({ depth: before + 1 } satisfies Entry, '');
  return { ...parseHash(location.hash), depth: readDepth() };
}

let latest = here(-1);

export const place: Readable<Place> = readable(latest, (set) => {
  const follow = () => {
    latest = here(latest.depth);
    set(latest);
  };
  follow();
  window.addEventListener('popstate', follow);
  return () => {
    window.removeEventListener('popstate', follow);
  };
});

/** Goes to an address made by `to`; `replace` leaves no step back to where we were. */
export function go(address: string, how: 'push' | 'replace' = 'push'): void {
  const depth = how === 'push' ? latest.depth + 1 : latest.depth;
  if (how === 'push') history.pushState({ depth } satisfies Entry, '', address);
  else history.replaceState({ depth } satisfies Entry, '', address);
  window.dispatchEvent(new PopStateEvent('popstate', { state: history.state as Entry }));
}

/** One step back inside the app, or to `fallback` when the app was opened right here. */
export function back(fallback: string): void {
  if (latest.depth > 0) {
    // The browser takes the step a moment later; nobody is here any more from now on.
    latest = { ...latest };
    history.back();
  } else go(fallback, 'replace');
}

export interface Steps {
  readonly back: typeof back;
  readonly go: typeof go;
}

/**
 * For what takes time, such as saving: steps that are only taken by who is still on the screen
 * where it began. Whoever touched Back meanwhile would else go two screens back.
 */
export function fromHere(): Steps {
  const begun = latest;
  return {
    back: (fallback) => {
      if (latest === begun) back(fallback);
    },
    go: (address, how) => {
      if (latest === begun) go(address, how);
    },
  };
}
