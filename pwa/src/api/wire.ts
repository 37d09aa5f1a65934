/**
 * The wire types of the endpoints that the phone calls, by the contract's names.
 * All come from the server's OpenAPI document; only what it leaves open is narrowed here.
 */
import type { Conflict, StoredRecord } from '../core/record.ts';
import type { components } from './schema.d.ts';

type Schemas = components['schemas'];

export type UserOut = Schemas['SignedInUserOut'];
export type SignInOut = Schemas['SessionOut'];
type Request = Schemas['SyncIn'];
// Named one by one: the type is open, and an open type has no rest to leave something out of.
export type SyncIn = Required<
  Pick<Request, 'protocol' | 'device' | 'epoch' | 'acked' | 'first' | 'waiting' | 'cursors'> &
    Pick<Request, 'clock' | 'outcomes_cursor' | 'limit'>
> & {
  readonly changesets: readonly unknown[];
  readonly recovered: readonly StoredRecord[];
};
export type OutcomeOut = Schemas['OutcomeOut'];
export type StreamPageOut = Schemas['backend__api__sync_types__StreamOut'];
export type SyncOut = Schemas['SyncOut'];
export type HeldOut = Schemas['HeldOut'];
export interface ConflictsOut {
  readonly items: readonly Conflict[];
  readonly cursor: string | null;
}
export type StaffOut = Schemas['UserOut'];
export type DeviceOut = Schemas['DeviceOut'];
export type InvitationOut = Schemas['InvitationOut'];
export type NewInvitationOut = Schemas['NewInvitationOut'];
export type UnitOut = Schemas['UnitOut'];
export type HamletOut = Schemas['HamletOut'];
export type MergeIn = Schemas['MergeIn'];
export type SplitIn = Schemas['SplitIn'];
export type ImportPreviewOut = Schemas['PreviewOut'];
export type ImportedOut = Schemas['ImportedOut'];
export type AuditEntryOut = Schemas['AuditEntryOut'];
export type ChainOut = Schemas['ChainOut'];
export type SubjectRequestOut = Schemas['SubjectRequestOut'];
export type RequestDataOut = Schemas['RequestDataOut'];
export type RequestErasedOut = Schemas['RequestErasedOut'];
