import 'fake-indexeddb/auto';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { createChange } from '../../src/core/changes.ts';
import type { Change, Fields } from '../../src/core/record.ts';
import { saveHousehold, seenHousehold } from '../../src/state/households.ts';
import { newId } from '../../src/store/acts.ts';
import * as book from '../../src/store/book.ts';
import { closeDatabase } from '../../src/store/database.ts';
import { exchange } from '../../src/sync/exchange.ts';
import { beginPhone } from '../sync/phone.ts';
import { hamlet, Server } from '../sync/server.ts';

let server = new Server();
let id = '';

beforeEach(async () => {
  server = new Server();
  await beginPhone(server);
  const fields = { head_name: 'Lê Văn Ba', phone: '0911' };
  id = server.apply(createChange('household', newId(), hamlet, fields)).id;
  await exchange(() => undefined);
});
afterEach(() => {
  closeDatabase();
  vi.unstubAllGlobals();
});

async function theyWrite(fields: Fields): Promise<void> {
  const target = { type: 'household', id, stream: hamlet };
  server.apply({ op: 'update', ...target, base: 1, from: {}, fields });
  await exchange(() => undefined);
}

function lastChange(): Change | undefined {
  return book.entries().at(-1)?.changeset.changes[0] as Change | undefined;
}

test('what others wrote while a form was open was not seen, and is not said to be', async () => {
  const seen = seenHousehold(id);
  await theyWrite({ phone: '0922' });
  await saveHousehold(id, hamlet, { phone: '0933' }, seen);
  expect(lastChange()).toMatchObject({
    base: 1,
    from: { phone: '0911' },
    fields: { phone: '0933' },
  });
});

test('a draft of before a restore keeps what was seen of each field, and no revision', async () => {
  const seen = seenHousehold(id);
  server.restore(server.backup());
  await theyWrite({ phone: '0922' });
  await saveHousehold(id, hamlet, { phone: '0933' }, seen);
  expect(lastChange()).toMatchObject({ base: 0, from: { phone: '0911' } });
});

test('a form without changes records nothing', async () => {
  expect(await saveHousehold(id, hamlet, { phone: '0911' }, seenHousehold(id))).toMatchObject({
    k: null,
  });
});
