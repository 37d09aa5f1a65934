/**
 * The parts of the office: what each is called, where it lies, and how its screen is fetched.
 * To add one, add an entry here: groups stand in the mast, the parts of a group in the row below
 * it. A part's screen gets `PartProps`, fills the space under the mast and ends with a KeyLegend.
 */
import type { Component } from 'svelte';

import { t } from '../../../i18n/cases.ts';
import { conflicts, decidedLately } from '../../../state/conflicts.ts';
import { pairs } from '../../../state/pairs.ts';
import { held } from '../../../state/held.ts';
import { counted, type Live } from '../../../state/live.ts';
import { openRequests } from '../../../state/office/requests.ts';
import { to } from '../../router.ts';
import type { Tab } from '../wide/tab.ts';
import type { Deciding } from './deciding.svelte.ts';
import type { PlaceName } from './words.ts';

export interface PartProps {
  readonly deciding: Deciding;
  readonly now_ms: number;
  readonly placeName: PlaceName;
}
export interface OfficePart {
  readonly id: string;
  readonly group: string;
  /** The first part of its address; '' is where the office opens. */
  readonly path: string;
  readonly label: () => string;
  readonly load: () => Promise<{ readonly default: Component<PartProps> }>;
  /** How much waits in it; null while unknown. */
  readonly count?: Live<number | null>;
}
interface OfficeGroup {
  readonly id: string;
  readonly label: () => string;
}

export const GROUPS: readonly OfficeGroup[] = [
  { id: 'conflicts', label: () => t('office.conflicts') },
  { id: 'held', label: () => t('office.held') },
  { id: 'twins', label: () => t('twin.tab') },
  { id: 'data', label: () => t('office.data') },
  { id: 'admin', label: () => t('office.admin') },
];

/** A screen that needs nothing from the office around it. */
function alone(load: () => Promise<{ readonly default: Component }>): OfficePart['load'] {
  return load as unknown as OfficePart['load'];
}

export const PARTS: readonly OfficePart[] = [
  {
    ...{ id: 'conflicts', group: 'conflicts', path: '', label: () => t('office.waiting') },
    load: () => import('./ConflictPart.svelte'),
    count: counted(conflicts),
  },
  {
    ...{ id: 'decided', group: 'conflicts', path: 'da-quyet-dinh' },
    label: () => t('office.decided'),
    load: () => import('./DecidedLately.svelte'),
    count: counted(decidedLately),
  },
  {
    ...{ id: 'spots', group: 'conflicts', path: 'cho-hay-khac', label: () => t('spot.tab') },
    load: () => import('./HotSpots.svelte'),
  },
  {
    ...{ id: 'held', group: 'held', path: 'dang-giu', label: () => t('office.held') },
    load: () => import('./HeldDesk.svelte'),
    count: counted(held),
  },
  {
    ...{ id: 'twins', group: 'twins', path: 'trung-ho', label: () => t('twin.waiting') },
    load: () => import('./Duplicates.svelte'),
    count: counted(pairs('open')),
  },
  {
    ...{ id: 'twins-settled', group: 'twins', path: 'trung-ho-da-xu-ly' },
    label: () => t('twin.settled_tab'),
    load: () => import('./SettledPairs.svelte'),
  },
  {
    ...{ id: 'requests', group: 'data', path: 'yeu-cau', label: () => t('office.requests') },
    load: () => import('./requests/Requests.svelte'),
    count: openRequests,
  },
  {
    ...{ id: 'export', group: 'data', path: 'xuat', label: () => t('office.export') },
    load: alone(() => import('./requests/Export.svelte')),
  },
  {
    ...{ id: 'people', group: 'admin', path: 'nguoi', label: () => t('office.people') },
    load: alone(() => import('./admin/People.svelte')),
  },
  {
    ...{ id: 'phones', group: 'admin', path: 'may', label: () => t('office.phones') },
    load: alone(() => import('./admin/Phones.svelte')),
  },
  {
    ...{ id: 'places', group: 'admin', path: 'dia-ban', label: () => t('office.places') },
    load: alone(() => import('./admin/Places.svelte')),
  },
  {
    ...{ id: 'catalogue', group: 'admin', path: 'danh-muc', label: () => t('office.catalogue') },
    load: alone(() => import('./admin/Catalogue.svelte')),
  },
  {
    ...{ id: 'import', group: 'admin', path: 'nhap', label: () => t('office.import') },
    load: alone(() => import('./admin/Import.svelte')),
  },
  {
    ...{ id: 'audit', group: 'admin', path: 'nhat-ky', label: () => t('office.audit') },
    load: alone(() => import('./admin/Audit.svelte')),
  },
];

export function partAt(path: string): OfficePart | undefined {
  return PARTS.find((part) => part.path === path) ?? PARTS[0];
}

/** By part id: how much waits there. */
export type Counts = Readonly<Record<string, number | null>>;

/** The mast: one tab a group, leading to its first part, with that part's count. */
export function groupTabs(counts: Counts): Tab[] {
  return GROUPS.flatMap(({ id, label }) => {
    const first = PARTS.find((part) => part.group === id);
    return first === undefined ? [] : [tab(id, label(), first, counts)];
  });
}

/** The parts beside the open one; none where it is alone in its group. */
export function partTabs(open: OfficePart, counts: Counts): Tab[] {
  const parts = PARTS.filter(({ group }) => group === open.group);
  return parts.length < 2 ? [] : parts.map((part) => tab(part.id, part.label(), part, counts));
}

function tab(id: string, label: string, part: OfficePart, counts: Counts): Tab {
  const count = counts[part.id] ?? null;
  const href = part.path === '' ? to() : to(part.path);
  return { id, label, href, ...(count === null ? {} : { count }) };
}
