import { expect, test } from 'vitest';

import { newEntry, settle, withOutcomes, withResult, type Outcome } from '../../src/core/entry.ts';

const changeset = { n: 1, id: 'c', at: '', schema: 1, app: 'test', epoch: null, changes: [] };
const decided: Outcome = {
  ...{ status: 'decided', by: 'u', at: '2026-11-26T04:36:19.000Z', reason: null },
  conflicts: ['first'],
};

test('two decisions of one moment about two conflicts are both told', () => {
  const other = { ...decided, conflicts: ['second'] };
  const told = withOutcomes(newEntry(1, 'd', changeset), [decided, other]);
  expect(told.outcomes).toEqual([decided, other]);
});

test('an outcome that comes again is told once', () => {
  const once = withOutcomes(newEntry(1, 'd', changeset), [decided]);
  expect(withOutcomes(once, [{ ...decided }]).outcomes).toEqual([decided]);
});

test('what one answer tells twice happened twice, and is told once more for nothing', () => {
  const undone = { ...decided, status: 'undone' as const };
  const turns = [undone, decided, undone];
  const told = withOutcomes(newEntry(1, 'd', changeset), turns);
  expect(told.outcomes).toEqual(turns);
  expect(withOutcomes(told, turns).outcomes).toEqual(turns);
});

test('what two people did in one moment is told of both', () => {
  const other = { ...decided, by: 'somebody else' };
  const once = withOutcomes(newEntry(1, 'd', changeset), [decided]);
  expect(withOutcomes(once, [other]).outcomes).toEqual([decided, other]);
});

test('an act of the office alone is behind as soon as it was taken, or released later', () => {
  const act = { ...changeset, changes: [{ op: 'undo' as const, id: 'x' }] };
  const result = { conflicts: [], reasons: [] };
  const moment = { received_at: '', received_clock: '' };
  const entry = newEntry(1, 'd', act);
  const applied = withResult(entry, { ...result, status: 'applied' }, moment);
  expect(settle(applied, () => true).settled).toBe(true);
  const held = settle(withResult(entry, { ...result, status: 'held' }, moment), () => true);
  expect(held.settled).toBe(false);
  expect(withOutcomes(held, [{ ...decided, status: 'released' }]).settled).toBe(true);
});

test('what was discarded before its author heard that it was held is behind all the same', () => {
  const moment = { received_at: '', received_clock: '' };
  const told = withOutcomes(newEntry(1, 'd', changeset), [{ ...decided, status: 'discarded' }]);
  const held = withResult(told, { status: 'held', conflicts: [], reasons: [] }, moment);
  expect(held).toMatchObject({ status: 'held', settled: true });
});
