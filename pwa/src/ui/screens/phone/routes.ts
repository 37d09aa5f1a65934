/**
 * Which screen of the phone stands at which address, by its name. `:id` fills the screen's property
 * of that name.
 */
import type { Place } from '../../router.ts';
import type { ScreenName } from './screens.ts';

interface Route {
  readonly parts: readonly string[];
  readonly screen: ScreenName;
  /** What else the screen is told, from the query of the address. */
  readonly asks: readonly string[];
}
export interface Found {
  /** Differs where the screen must be built anew. */
  readonly key: string;
  readonly screen: ScreenName;
  readonly props: Readonly<Record<string, string>>;
}

function at(path: string, screen: ScreenName, asks: readonly string[] = []): Route {
  return { parts: path.split('/').filter(Boolean), screen, asks };
}

/** The first that fits is taken. */
const routes: readonly Route[] = [
  at('', 'Today'),
  at('ho', 'Households'),
  at('ho/moi', 'HouseholdForm', ['ten']),
  at('ho/ban-do', 'HouseMap'),
  at('ho/:id', 'Household'),
  at('ho/:id/dong-y', 'Consent'),
  at('ho/:id/trung', 'Twin'),
  at('ho/:id/cua-hang/:ware', 'Shop'),
  at('ho/:id/san-pham/:ware', 'Product'),
  at('ho/:id/luot/:visit', 'Visit'),
  at('ho/:id/ghi', 'Visit'),
  at('ho/:id/sua', 'HouseholdForm'),
  at('to', 'Team'),
  at('to/bai', 'Lessons', ['cho']),
  at('to/bai/:id', 'Lesson'),
  at('to/tin/:id', 'NoticeScreen'),
  at('to/viet-tin', 'WriteNotice'),
  at('to/thanh-vien', 'Members'),
  at('to/ke-hoach', 'Plan'),
  at('to/buoi/:id', 'ActivityScreen'),
  at('so-gui', 'Outbox'),
  at('so-gui/:k', 'OutboxItem'),
  at('toi/tin', 'NewsScreen'),
  at('toi', 'Me'),
];

export function findScreen({ path, query }: Pick<Place, 'path' | 'query'>): Found {
  const key = path.join('/');
  const route = routes.find(({ parts }) => fits(parts, path));
  if (route === undefined) return { key, screen: 'NotFound', props: {} };
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
