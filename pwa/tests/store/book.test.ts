/** What the record book in memory tells those who listen, whenever they begin to. */
import { afterEach, expect, test } from 'vitest';

import type { StoredRecord } from '../../src/core/record.ts';
import * as book from '../../src/store/book.ts';

function household(id: string): StoredRecord {
  return {
    ...{ type: 'household', id, rev: 1, tag: 1, deleted: false, stream: 'hamlet:a' },
    ...{ fields: { head_name: 'Trần Văn Út' }, created_by: 'u', created_at: '' },
    ...{ updated_by: 'u', updated_at: '' },
  };
}

afterEach(() => {
  book.clear();
});

test('who listens late hears of what is there already, then of what changes', () => {
  book.receive([household('a'), household('b')]);
  const heard: string[] = [];
  const nothing = (): void => undefined;
  book.listen(({ id }) => heard.push(id), nothing);
  expect(heard).toEqual(['a', 'b']);
  book.receive([{ ...household('b'), rev: 2 }]);
  expect(heard).toEqual(['a', 'b', 'b']);
});
