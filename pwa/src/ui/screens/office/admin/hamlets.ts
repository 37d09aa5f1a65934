/** Hamlets as rows and as forms: their order, what a change would move, and what is sent. */
import type { Hamlet, Merger, Split } from '../../../../state/office/hamlets.ts';
import type { FormValues } from './form.ts';

export interface Branch {
  readonly hamlet: Hamlet;
  /** 0 for one in force; what became it lies below it. */
  readonly depth: number;
}

/** Those in force by name, each with what it came of below it; then what became nothing. */
export function branches(hamlets: readonly Hamlet[]): readonly Branch[] {
  const seen = new Set<string>();
  const grow = (hamlet: Hamlet, depth: number): Branch[] => {
    if (seen.has(hamlet.id)) return [];
    seen.add(hamlet.id);
    const before = hamlets.filter(({ became }) => became[0]?.unit_id === hamlet.id);
    return [{ hamlet, depth }, ...byName(before).flatMap((each) => grow(each, depth + 1))];
  };
  const live = hamlets.filter(({ valid_to }) => valid_to === null);
  return [...byName(live), ...byName(hamlets)].flatMap((each) => grow(each, 0));
}

const collator = new Intl.Collator('vi', { numeric: true });

function byName(hamlets: readonly Hamlet[]): readonly Hamlet[] {
  return [...hamlets].sort((a, b) => collator.compare(a.name, b.name));
}

/** What a hamlet was made of by a merge or a split that stands. */
export function originsOf(hamlet: Hamlet, hamlets: readonly Hamlet[]): readonly Hamlet[] {
  const made_it = ({ unit_id, kind }: Hamlet['became'][number]) =>
    unit_id === hamlet.id && kind !== 'undone';
  return byName(hamlets.filter(({ became }) => became.some(made_it)));
}

/** All that taking back would end: the hamlet, and what its origins became beside it. */
export function madeWith(hamlet: Hamlet, hamlets: readonly Hamlet[]): readonly Hamlet[] {
  const ids = originsOf(hamlet, hamlets).flatMap(({ became }) =>
    became.map((each) => each.unit_id),
  );
  return hamlets.filter(({ id }) => ids.includes(id));
}

export function isUndone({ became }: Hamlet): boolean {
  return became.some(({ kind }) => kind === 'undone');
}

export function householdsOf(hamlet: Hamlet): number {
  return hamlet.clusters.reduce((sum, { households }) => sum + households, 0);
}

/** What a merge would move. */
export function tallyOf(hamlets: readonly Hamlet[]): { households: number; people: number } {
  return {
    households: hamlets.reduce((sum, each) => sum + householdsOf(each), 0),
    people: new Set(hamlets.flatMap(({ users }) => users)).size,
  };
}

export function mergerOf(hamlet: Hamlet, values: FormValues): Merger {
  return {
    units: [hamlet.id, ...chosenIn(values)],
    name: (values['name'] ?? '').trim(),
    type: values['type'] ?? hamlet.type,
    from: values['from'] ?? '',
    legal_ref: (values['legal_ref'] ?? '').trim(),
  };
}

export function chosenIn(values: FormValues): string[] {
  return (values['with'] ?? '').split(' ').filter(Boolean);
}

export const PARTS_MAX = 6;
export const EVERY_PART = '';

export interface PartTally {
  readonly name: string;
  readonly households: number;
  readonly people: number;
}

/** A household that goes to another part than its cluster. */
export interface Single {
  readonly id: string;
  readonly name: string;
  readonly cluster: string;
  readonly part: number;
}

export function partsOf(values: FormValues): number {
  return Number(values['parts'] ?? 2);
}

/** What each part of a split would have, as the form says it now. */
export function talliesOf(
  hamlet: Hamlet,
  values: FormValues,
  singles: readonly Single[] = [],
): readonly PartTally[] {
  return numbers(values).map((part) => ({
    name: (values[`name:${String(part)}`] ?? '').trim(),
    households:
      hamlet.clusters
        .filter((_, at) => partOf(values, `cluster:${String(at)}`) === part)
        .reduce((sum, { households }) => sum + households, 0) +
      singles.filter((each) => inParts(each, values) === part).length -
      singles.filter(({ cluster }) => clusterPart(hamlet, values, cluster) === part).length,
    people: hamlet.users.filter((user) => isIn(values, user, part)).length,
  }));
}

/** Households without a cluster go to the first part: nothing else can be said of them. */
export function splitOf(
  hamlet: Hamlet,
  values: FormValues,
  singles: readonly Single[] = [],
): Split {
  const parts = numbers(values).map((part) => ({
    name: (values[`name:${String(part)}`] ?? '').trim(),
    type: hamlet.type,
    clusters: hamlet.clusters
      .filter((_, at) => partOf(values, `cluster:${String(at)}`) === part)
      .map(({ cluster }) => cluster)
      .filter(Boolean),
    households: singles.filter((each) => inParts(each, values) === part).map(({ id }) => id),
    users: hamlet.users.filter((user) => values[`user:${user}`] === String(part)),
    teams: [],
  }));
  return {
    from: values['from'] ?? '',
    legal_ref: (values['legal_ref'] ?? '').trim(),
    parts,
  };
}

function numbers(values: FormValues): number[] {
  return Array.from({ length: partsOf(values) }, (_, at) => at);
}

function partOf(values: FormValues, name: string): number {
  const chosen = Number(values[name] ?? 0);
  return chosen < partsOf(values) ? chosen : 0;
}

/** A part that the form no longer has is the first. */
function inParts({ part }: Single, values: FormValues): number {
  return part < partsOf(values) ? part : 0;
}

/** The part that a form gives the households of a cluster to. */
export function clusterPart(hamlet: Hamlet, values: FormValues, cluster: string): number {
  const at = hamlet.clusters.findIndex((each) => each.cluster === cluster);
  return at < 0 ? 0 : partOf(values, `cluster:${String(at)}`);
}

function isIn(values: FormValues, user: string, part: number): boolean {
  const chosen = values[`user:${user}`] ?? EVERY_PART;
  return chosen === EVERY_PART || Number(chosen) === part;
}
