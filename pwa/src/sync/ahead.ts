/**
 * The next page is asked for while the last one is being stored: a slow line and a slow phone work
 * side by side. Nothing of it is taken before what leads to it is stored, and nothing where that
 * leads elsewhere.
 */
import type { Reply } from '../api/client.ts';
import type { SyncIn, SyncOut } from '../api/wire.ts';
import { isOnPhone } from '../store/account.ts';
import { nowText } from '../store/clock.ts';

export interface Answered {
  readonly reply: Reply;
  readonly took_ms: number;
}

export interface Ahead {
  readonly body: SyncIn;
  readonly answered: Promise<Answered>;
}

type Place = SyncIn['cursors'][number];

/** What will be asked next, as far as this answer tells; null where something else comes first. */
export function followUp(asked: SyncIn, answer: SyncOut): SyncIn | null {
  const { streams, epoch, outcomes_cursor } = answer;
  if (!hasOnlyPages(asked, answer) || streams.every(({ remaining }) => remaining === 0))
    return null;
  const reached = new Map(streams.map(({ stream, cursor }) => [stream, cursor]));
  const cursors = asked.cursors.map(({ stream, cursor }) => ({
    ...{ stream, cursor: reached.get(stream) ?? cursor ?? null },
  }));
  return { ...asked, clock: nowText(), epoch, outcomes_cursor, cursors: inOrder(cursors) };
}

/** Nothing was sent, and neither the list of streams nor the history changed. */
function hasOnlyPages(asked: SyncIn, { gained, lost, wipe, streams, epoch }: SyncOut): boolean {
  const sent = [...asked.changesets, ...(asked.recovered ?? [])];
  const is_other = wipe || (asked.epoch ?? epoch) !== epoch || streams.some(({ reset }) => reset);
  return sent.length + gained.length + lost.length === 0 && !is_other;
}

/** Whether what is stored leads to the places that were asked for. */
export function isStillNext(ahead: Ahead, now: SyncIn): boolean {
  const placesIn = ({ epoch, cursors }: SyncIn) => JSON.stringify([epoch, cursors]);
  return placesIn(ahead.body) === placesIn(now);
}

/**
 * Catalogues first, so that the first page of a hamlet comes with all it needs. Once each has
 * begun, a phone receives its hamlet before the rest of the commune: it is there for the houses.
 */
export function inOrder(places: readonly Place[]): Place[] {
  const level = ({ stream }: Place) =>
    ['province', 'commune', 'hamlet'].indexOf(stream.split(':')[0] ?? '');
  const has_begun = ({ cursor }: Place) => Number((cursor ?? null) !== null);
  const turn = isOnPhone() ? -1 : 1;
  return [...places].sort(
    (a, b) =>
      has_begun(a) - has_begun(b) || (level(a) - level(b)) * (has_begun(a) === 1 ? turn : 1),
  );
}
