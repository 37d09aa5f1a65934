import { expect, test } from 'vitest';

import { first_page_records, nextPageRecords } from '../../src/core/request.ts';

test('a line that carries a page quickly is given larger ones, up to what the server gives', () => {
  expect(nextPageRecords(first_page_records, 500)).toBe(2_000);
  expect(nextPageRecords(2_000, 500)).toBe(2_000);
});

test('a page that took long is followed by smaller ones, so that none runs out of time', () => {
  expect(nextPageRecords(2_000, 20_000)).toBe(1_000);
  expect(nextPageRecords(130, 20_000)).toBe(125);
});

test('a line that is neither keeps its pages', () => {
  expect(nextPageRecords(1_000, 5_000)).toBe(1_000);
});
