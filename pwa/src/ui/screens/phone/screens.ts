/**
 * The screens of the phone by name. What a volunteer opens every day came with the phone; the rest
 * is one file, fetched when first wanted or while the phone is idle.
 */
import type { Component } from 'svelte';

import { fetched, here, type AnyScreen, type Fetched } from '../../fetched.ts';
import Consent from './household/Consent.svelte';
import Household from './household/Household.svelte';
import HouseholdForm from './household/HouseholdForm.svelte';
import Twin from './household/Twin.svelte';
import HouseMap from './households/HouseMap.svelte';
import Households from './households/Households.svelte';
import Outbox from './outbox/Outbox.svelte';
import OutboxItem from './outbox/OutboxItem.svelte';
import type { rare } from './rare.ts';
import Today from './today/Today.svelte';
import Visit from './visit/Visit.svelte';
import Product from './wares/Product.svelte';
import Shop from './wares/Shop.svelte';

const daily = {
  ...{ Today, Households, HouseMap, Household, HouseholdForm, Consent, Twin },
  ...{ Shop, Product, Visit, Outbox, OutboxItem },
};

type Rare = typeof rare;
export type ScreenName = keyof typeof daily | keyof Rare;

const known = new Map<ScreenName, Fetched>(
  Object.entries(daily).map(([name, screen]) => [
    name as keyof typeof daily,
    // Which properties a screen has, its address says.
    here(screen as Component<never> as AnyScreen),
  ]),
);
const fetchRare = async (): Promise<Rare> => (await import('./rare.ts')).rare;

export function screenOf(name: ScreenName): Fetched {
  const screen =
    known.get(name) ?? fetched(async () => ({ default: (await fetchRare())[name as keyof Rare] }));
  known.set(name, screen);
  return screen;
}

/** The rest too, before it is wanted. */
export async function fetchRest(): Promise<void> {
  await Promise.all(
    Object.keys(await fetchRare()).map((name) => screenOf(name as ScreenName).fetch()),
  );
}
