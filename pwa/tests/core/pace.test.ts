import fc from 'fast-check';
import { expect, test } from 'vitest';

import { afterFailure, calm, waitFor, type Urgency } from '../../src/core/pace.ts';

const now_ms = 1_000_000;

test('what the server asked for binds a new record, a sign of network and a person alike', () => {
  const pace = afterFailure(calm, now_ms, 0, 30_000);
  for (const urgency of ['recorded', 'network', 'person'] as Urgency[]) {
    expect(waitFor(pace, now_ms + 29_000, urgency)).toBeGreaterThan(0);
  }
  expect(waitFor(pace, now_ms + 34_000, 'person')).toBe(0);
});

test('the phone’s own wait binds new records, but neither a person nor a sign of network', () => {
  const pace = afterFailure(calm, now_ms, 0.5, null);
  expect(waitFor(pace, now_ms, 'recorded')).toBeGreaterThan(0);
  expect(waitFor(pace, now_ms, 'network')).toBe(0);
  expect(waitFor(pace, now_ms, 'person')).toBe(0);
});

test('the wait grows with every failure and is spread, but never beyond five minutes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, random) => {
        let pace = calm;
        for (let failure = 0; failure < n; failure += 1) {
          pace = afterFailure(pace, now_ms, random, null);
        }
        const wait_ms = waitFor(pace, now_ms, 'recorded');
        expect(wait_ms).toBeGreaterThanOrEqual(1_000);
        expect(wait_ms).toBeLessThanOrEqual(5 * 60_000);
      },
    ),
  );
});

test('a clock set back by years does not silence the phone', () => {
  const pace = afterFailure(calm, now_ms, 1, 60_000);
  for (const urgency of ['recorded', 'network', 'person'] as Urgency[]) {
    expect(waitFor(pace, now_ms - 3 * 365 * 86_400_000, urgency)).toBe(0);
  }
});

test('a clock set back by minutes makes the phone wait an hour or so at most', () => {
  const pace = afterFailure(calm, now_ms, 1, 60 * 60_000);
  for (let back_ms = 0; back_ms < 3 * 3_600_000; back_ms += 60_000) {
    expect(waitFor(pace, now_ms - back_ms, 'person')).toBeLessThanOrEqual(66 * 60_000);
  }
});
