import { describe, expect, it } from 'vitest';

import { describeValue } from '../../src/ui/screens/office/described.ts';

describe('a described value', () => {
  it('is empty for nothing at all, in every form of nothing', () => {
    for (const nothing of [null, undefined, '', [], {}]) {
      expect(describeValue('note', nothing)).toEqual({ kind: 'empty' });
    }
  });

  it('knows phones, days, times, choices, places and lists by field and value', () => {
    expect(describeValue('phone', '0912345678').kind).toBe('phone');
    expect(describeValue('applicant_phone', '0912345678').kind).toBe('phone');
    expect(describeValue('follow_up_on', '2026-12-03').kind).toBe('day');
    expect(describeValue('birth_year', '1950')).toEqual({ kind: 'day', day: '1950' });
    expect(describeValue('visited_at', '2026-11-23T19:05:00+07:00').kind).toBe('time');
    expect(describeValue('outcome', 'absent')).toEqual({ kind: 'word', word: 'absent' });
    expect(describeValue('stream', 'hamlet:1')).toEqual({ kind: 'place', stream: 'hamlet:1' });
    expect(describeValue('producing', false)).toEqual({ kind: 'yes_no', value: false });
    expect(describeValue('location', { lat: 10.2, lon: 105.8 }).kind).toBe('location');
    expect(describeValue('accepts', ['momo', 'vnpay'])).toEqual({
      kind: 'list',
      items: ['momo', 'vnpay'],
    });
  });

  it('keeps a text that only looks like a day as text', () => {
    expect(describeValue('address', '2026-12-03').kind).toBe('text');
  });

  it('shows the parts of an object that it does not know', () => {
    expect(describeValue('consent', { how: 'spoken', by: 1 })).toEqual({
      kind: 'parts',
      parts: [
        ['how', 'spoken'],
        ['by', '1'],
      ],
    });
  });
});
