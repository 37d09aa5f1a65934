/** People and their phones, as an admin of their place sees and changes them. */
import type { DeviceOut, InvitationOut, NewInvitationOut, StaffOut } from '../../api/wire.ts';
import { getAccount } from '../../store/account.ts';
import { ask, askAll, type Answer } from './ask.ts';

export type Staff = StaffOut;
export type Role = Staff['role'];
export type Device = DeviceOut;
export type Invitation = InvitationOut;
export interface StaffFields {
  readonly username: string;
  readonly full_name: string;
  readonly phone: string | null;
  readonly role: Role;
  readonly units: readonly string[];
  readonly active: boolean;
  readonly password?: string;
}

/** Roles in rising order. */
export const roles: readonly Role[] = [
  'volunteer',
  'desk',
  'leader',
  'commune_admin',
  'province_admin',
];

/** At which level of units a role belongs. */
export function levelOf(role: Role): 'hamlet' | 'commune' | 'province' {
  if (role === 'volunteer' || role === 'leader') return 'hamlet';
  return role === 'province_admin' ? 'province' : 'commune';
}

/** None above one's own. */
export function grantable(): readonly Role[] {
  const mine = getAccount()?.user.role ?? 'volunteer';
  return roles.slice(0, roles.indexOf(mine) + 1);
}

export function listStaff(unit: string): Promise<Answer<readonly Staff[]>> {
  return askAll(`/users?unit=${encodeURIComponent(unit)}`);
}

export function listDevices(): Promise<Answer<readonly Device[]>> {
  return askAll('/devices');
}

export function listInvitations(): Promise<Answer<readonly Invitation[]>> {
  return askAll('/invitations');
}

export function createStaff(fields: StaffFields): Promise<Answer<Staff>> {
  return ask('POST', '/users', fields);
}

export function changeStaff(id: string, fields: Partial<StaffFields>): Promise<Answer<Staff>> {
  return ask('PATCH', `/users/${id}`, fields);
}

export function revokeDevice(id: string): Promise<Answer<Device>> {
  return ask('POST', `/devices/${id}/revoke`);
}

export interface Link {
  readonly user_id: string;
  readonly url: string;
  readonly expires_at: string;
}

/** A link that signs the person in once; it is shown this once. */
export async function invite(user_id: string): Promise<Answer<Link>> {
  const answer = await ask<NewInvitationOut>('POST', '/invitations', { user_id });
  if (!answer.ok) return answer;
  const { path, expires_at } = answer.value;
  return { ok: true, value: { user_id, url: `${location.origin}/${path}`, expires_at } };
}
