/** Tells the server which device this is: its id, its signing key, and what it replaces. */
import { refreshAs, type Reply } from '../api/client.ts';
import { claimDevice, noteRegistered, takeNewDevice } from '../store/devices.ts';
import { readMeta } from '../store/meta.ts';
import { renewRescue } from '../store/rescue.ts';
import { deviceName } from './device_name.ts';

type Failure = Exclude<Reply, { kind: 'ok' }>;

/** Null once the server knows this device; else why it could not be told. */
export async function registerDevice(): Promise<Failure | null> {
  const meta = await readMeta();
  if (meta.is_registered) return null;
  const claim = await claimDevice(deviceName());
  const reply = await refreshAs(claim);
  if (reply.kind === 'ok') {
    await noteRegistered(claim.id);
    return null;
  }
  // What binds the tokens to another device is settled by a new sign-in, which names this one.
  const is_refused = reply.kind === 'problem' && [403, 409, 422].includes(reply.status);
  return is_refused ? { ...reply, status: 401 } : reply;
}

/** The server has another log under this device's id: unsent work goes on under a new one. */
export async function goOnAsNewDevice(options: {
  readonly is_mine: boolean;
}): Promise<Failure | null> {
  await takeNewDevice(options);
  await renewRescue();
  return registerDevice();
}
