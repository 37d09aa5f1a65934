/**
 * Which screen of the phone stands at which address. `:id` fills the screen's property of that
 * name. Each is fetched when first wanted; `fetchAll` brings the rest while the phone is idle.
 */
import { fetched, type Fetched } from '../../fetched.ts';
import type { Place } from '../../router.ts';

interface Route {
  readonly parts: readonly string[];
  readonly screen: Fetched;
  /** What else the screen is told, from the query of the address. */
  readonly asks: readonly string[];
}
export interface Found {
  /** Differs where the screen must be built anew. */
  readonly key: string;
  readonly screen: Fetched;
  readonly props: Readonly<Record<string, string>>;
}

function at(
  path: string,
  load: () => Promise<{ readonly default: unknown }>,
  asks: readonly string[] = [],
): Route {
  return { parts: path.split('/').filter(Boolean), screen: fetched(load), asks };
}

/** The first that fits is taken. */
const routes: readonly Route[] = [
  at('', () => import('./today/Today.svelte')),
  at('ho', () => import('./households/Households.svelte')),
  at('ho/moi', () => import('./household/HouseholdForm.svelte'), ['ten']),
  at('ho/ban-do', () => import('./households/HouseMap.svelte')),
  at('ho/:id', () => import('./household/Household.svelte')),
  at('ho/:id/dong-y', () => import('./household/Consent.svelte')),
  at('ho/:id/trung', () => import('./household/Twin.svelte')),
  at('ho/:id/cua-hang/:ware', () => import('./wares/Shop.svelte')),
  at('ho/:id/san-pham/:ware', () => import('./wares/Product.svelte')),
  at('ho/:id/luot/:visit', () => import('./visit/Visit.svelte')),
  at('ho/:id/ghi', () => import('./visit/Visit.svelte')),
  at('ho/:id/sua', () => import('./household/HouseholdForm.svelte')),
  at('to', () => import('./team/Team.svelte')),
  at('to/bai', () => import('./team/Lessons.svelte'), ['cho']),
  at('to/bai/:id', () => import('./team/Lesson.svelte')),
  at('to/tin/:id', () => import('./team/NoticeScreen.svelte')),
  at('to/viet-tin', () => import('./team/WriteNotice.svelte')),
  at('to/thanh-vien', () => import('./team/Members.svelte')),
  at('to/ke-hoach', () => import('./team/Plan.svelte')),
  at('to/buoi/:id', () => import('./team/ActivityScreen.svelte')),
  at('so-gui', () => import('./outbox/Outbox.svelte')),
  at('so-gui/:k', () => import('./outbox/OutboxItem.svelte')),
  at('toi/tin', () => import('./NewsScreen.svelte')),
  at('toi', () => import('./Me.svelte')),
];
const nowhere = fetched(() => import('./NotFound.svelte'));

export function findScreen({ path, query }: Pick<Place, 'path' | 'query'>): Found {
  const key = path.join('/');
  const route = routes.find(({ parts }) => fits(parts, path));
  if (route === undefined) return { key, screen: nowhere, props: {} };
  const asked = route.asks.map((name): [string, string] => [name, query.get(name) ?? '']);
  const props = { ...valuesIn(route.parts, path), ...Object.fromEntries(asked) };
  return { key, screen: route.screen, props };
}

function fits(parts: readonly string[], path: readonly string[]): boolean {
  return (
    parts.length === path.length &&
    parts.every((part, i) => part.startsWith(':') || part === path[i])
  );
}

function valuesIn(parts: readonly string[], path: readonly string[]): Record<string, string> {
  const named: Record<string, string> = {};
  for (const [i, part] of parts.entries()) {
    if (part.startsWith(':')) named[part.slice(1)] = path[i] ?? '';
  }
  return named;
}

/** One after the other, so that nothing that a person waits for stands behind them. */
export async function fetchAll(): Promise<void> {
  for (const { screen } of routes) {
    if (screen.here() === null) await screen.fetch();
  }
}
