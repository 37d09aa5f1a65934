import 'fake-indexeddb/auto';

import { writeFileSync } from 'node:fs';

import { expect, test, vi } from 'vitest';

import { useTokens } from '../../src/api/client.ts';
import type { SignInOut } from '../../src/api/wire.ts';
import { createChange, updateChange } from '../../src/core/changes.ts';
import { newId, record } from '../../src/store/acts.ts';
import * as book from '../../src/store/book.ts';
import { makeDeviceKey } from '../../src/store/devices.ts';
import { renewAccount } from '../../src/store/users.ts';
import { exchange } from '../../src/sync/exchange.ts';
import { Network } from './network.ts';

interface Job {
  readonly origin: string;
  readonly session: SignInOut;
  readonly device_id: string;
  readonly hamlet: string;
  readonly acts: number;
  readonly seed: number;
  readonly report: string;
}

const job = JSON.parse(process.env['TUNGNHA_PROOF'] ?? '{}') as Job;
const rounds_max = 50;
const ignore = (): void => undefined;

test('what a person records through a bad network arrives', async () => {
  const network = new Network(job.origin, job.seed);
  vi.stubGlobal('fetch', network.fetch);
  const { access_token: access, refresh_token: refresh } = job.session;
  const tokens = { access, refresh: refresh ?? '' };
  const key = await makeDeviceKey();
  await renewAccount(job.session, job.device_id, tokens, { replaces: null, key });
  useTokens(tokens, null);
  for (let act = 0; act < job.acts; act += 1) {
    await recordOne(network, act);
    if (network.chance() < 0.3) await exchange(ignore);
  }
  network.is_bad = false;
  for (let round = 0; round < rounds_max; round += 1) {
    if ((await exchange(ignore)).kind === 'done') break;
  }
  expect(book.entries().filter((entry) => entry.status === null)).toEqual([]);
  writeFileSync(job.report, JSON.stringify(report(network.faults)));
});

async function recordOne(network: Network, act: number): Promise<void> {
  const known = [...book.live('household').values()];
  const name = `điện thoại ${String(act)}`;
  const chosen = known[Math.floor(network.chance() * Math.min(known.length, 6))];
  const seen = chosen === undefined ? undefined : book.find(chosen.id);
  if (seen === undefined || network.chance() < 0.2) {
    await record([createChange('household', newId(), job.hamlet, { head_name: name })]);
    return;
  }
  const field = network.chance() < 0.5 ? 'phone' : 'note';
  const change = updateChange(seen, book.received(seen.id), { [field]: name });
  if (change !== null) await record([change]);
}

function report(faults: number): unknown {
  return {
    faults,
    log: book.entries().map((entry) => ({ id: entry.changeset.id, status: entry.status })),
    households: [...book.live('household').values()].map((each) => book.received(each.id)),
  };
}
