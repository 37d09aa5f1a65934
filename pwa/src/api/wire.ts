/**
 * The wire types of the endpoints that the phone calls, as the contract states them.
 * Types only; the calls are in the modules beside it.
 */
import type { Changeset, Reason, StoredRecord } from '../core/record.ts';

export interface UserOut {
  readonly id: string;
  readonly username: string;
  readonly full_name: string;
  readonly role: 'volunteer' | 'desk' | 'leader' | 'commune_admin' | 'province_admin';
  readonly units: readonly string[];
}

export interface StreamOut {
  readonly stream: string;
  readonly name: string;
  readonly access: 'read' | 'write';
}

export interface SignInOut {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly user: UserOut;
  readonly streams: readonly StreamOut[];
}

export interface VoidChangeset {
  readonly n: number;
  readonly id: string;
  readonly void: string;
}

export type RecordOut = Omit<StoredRecord, 'stream'>;

export interface SyncIn {
  readonly protocol: 1;
  readonly device: string;
  readonly clock: string;
  readonly epoch: string | null;
  readonly acked: number;
  readonly first: number;
  readonly waiting: number;
  readonly outcomes_cursor: string | null;
  readonly changesets: readonly (Changeset | VoidChangeset)[];
  readonly cursors: readonly { readonly stream: string; readonly cursor: string | null }[];
  readonly limit: number;
  readonly recovered: readonly StoredRecord[];
}

export interface ResultOut {
  readonly n: number;
  readonly id: string;
  readonly status: 'applied' | 'conflict' | 'held' | 'void' | 'erased';
  readonly records: readonly { readonly type: string; readonly id: string; readonly rev: number }[];
  readonly conflicts: readonly string[];
  readonly reasons: readonly Reason[];
  readonly repeated?: boolean;
}

export interface OutcomeOut {
  readonly n: number;
  readonly id: string;
  readonly status: 'released' | 'discarded' | 'decided' | 'undone';
  readonly by: string | null;
  readonly at: string;
  readonly reason: string | null;
  readonly conflicts: readonly string[];
}

export interface Digest {
  readonly count: number;
  readonly sum: number;
}

export interface StreamPageOut {
  readonly stream: string;
  readonly cursor: string;
  readonly reset: boolean;
  readonly remaining: number;
  readonly records: readonly RecordOut[];
  readonly digest?: Digest | null;
}

export interface SyncOut {
  readonly protocol: 1;
  readonly clock: string;
  readonly epoch: string;
  readonly acked: number;
  readonly safe: number;
  readonly results: readonly ResultOut[];
  readonly outcomes: readonly OutcomeOut[];
  readonly outcomes_cursor: string;
  readonly streams: readonly StreamPageOut[];
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  readonly schema: number;
  readonly app: string;
  readonly wipe: boolean;
}
