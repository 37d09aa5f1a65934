import { describe, expect, it } from 'vitest';

import { RECORD_TYPES } from '../../src/core/record_types.gen.ts';
import type { ConflictView, OutboxItem } from '../../src/state/outbox.ts';
import { spanInWords } from '../../src/ui/duration.ts';
import { problemWords } from '../../src/ui/parts/problem-words.ts';
import {
  conflictLine,
  decisionLine,
  fieldWord,
  kindWord,
  reasonLine,
  valueWord,
} from '../../src/ui/screens/phone/outbox/outbox-words.ts';

const phones: ConflictView = {
  id: 'c1',
  type: 'household',
  record_id: 'h1',
  field: 'phone',
  mine: '0913000271',
  theirs: '0913000217',
  theirs_by: 'Lê Quốc Huy',
  status: 'open',
};
const item: OutboxItem = {
  k: 4,
  n: 4,
  id: 's4',
  at: new Date(),
  title: 'Nguyễn Văn Bảy',
  kind: 'household',
  record_id: 'h1',
  is_new_record: false,
  state: 'decided',
  received_at: new Date(),
  conflicts: [phones],
  reasons: [],
  is_only_here: false,
  decision: {
    chosen: 'theirs',
    value: '0913000217',
    by: 'Hồ Minh',
    at: new Date(),
    reason: null,
  },
};
const calm = {
  waiting: 12,
  photos: 0,
  attention: 0,
  last_received_at: null,
  phase: 'idle',
  problem: null,
  retry_at: null,
  clock_skew_ms: null,
  receiving: null,
} as const;

describe('the outbox in words', () => {
  it('shows the ends of two numbers and who wrote the other', () => {
    expect(conflictLine(phones)).toBe('Điện thoại: bạn ghi …271, Huy ghi …217');
  });

  it('says whose value the office chose', () => {
    expect(decisionLine(item)).toBe('Văn phòng xã chọn bản của Huy: 0913\u00a0000\u00a0217');
  });

  it('has a sentence for a reason it does not know', () => {
    const reason = { change: 0, field: null, code: 'brand_new', detail: '' };
    expect(reasonLine(reason as unknown as OutboxItem['reasons'][number])).toContain('brand_new');
  });

  it('calls nothing “null”', () => {
    expect(valueWord(null, 'phone')).toBe('để trống');
    expect(valueWord('', 'note')).toBe('để trống');
    expect(valueWord('2026-11-26', 'follow_up_on')).toBe('26/11/2026');
    expect(valueWord(false, 'shop')).toBe('không');
  });
});

describe('problems in words', () => {
  it('count what is safe on the phone, or do not count when there is nothing', () => {
    expect(problemWords({ ...calm, problem: 'captive_portal' }, 0)).toContain(
      '12 lượt vẫn an toàn',
    );
    expect(problemWords({ ...calm, waiting: 0, problem: 'captive_portal' }, 0)).not.toContain('0');
    expect(problemWords(calm, 0)).toBeNull();
  });

  it('say when the phone tries again', () => {
    const busy = { ...calm, problem: 'server_busy', retry_at: new Date(120_000) } as const;
    expect(problemWords(busy, 0)).toContain('sau 2 phút');
  });

  it('name spans of time by their two largest words', () => {
    expect(spanInWords(40_000)).toBe('40 giây');
    expect(spanInWords(-8_040_000)).toBe('2 giờ 14 phút');
    expect(spanInWords(3 * 86_400_000)).toBe('3 ngày');
  });
});

describe('an act in the outbox', () => {
  it('is called by what it was, whatever a hamlet can hold', () => {
    const other = kindWord({ ...item, kind: 'of a newer app' });
    const nameless = Object.entries(RECORD_TYPES)
      .filter(([, { levels }]) => (levels as readonly string[]).includes('hamlet'))
      .map(([type]) => type)
      .filter((kind) => kindWord({ ...item, kind }) === other);
    expect(nameless).toEqual([]);
  });

  it('tells a new house from one that was edited', () => {
    expect(kindWord({ ...item, is_new_record: true })).toBe('Hộ mới');
    expect(kindWord(item)).toBe('Sửa hộ');
  });

  it('calls a field that the phone has no word for a record', () => {
    expect([fieldWord('phone'), fieldWord('mood'), fieldWord(null)]).toEqual([
      'Điện thoại',
      'Bản ghi',
      'Bản ghi',
    ]);
  });
});
