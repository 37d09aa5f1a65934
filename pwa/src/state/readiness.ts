/** How far the phone is with getting ready: what each stream lacks, and whether it will stay. */
import { still, type Live } from './live.ts';

export interface StreamReadiness {
  readonly stream: string;
  readonly name: string;
  readonly level: 'province' | 'commune' | 'hamlet';
  readonly received: number;
  readonly remaining: number | null;
  readonly done: boolean;
}
export interface Readiness {
  readonly streams: readonly StreamReadiness[];
  /** The first page of every hamlet (or of the commune) is here: work can begin. */
  readonly is_usable: boolean;
  readonly is_complete: boolean;
  readonly storage_persisted: boolean;
  readonly installed: boolean;
}

export const readiness: Live<Readiness> = still({
  streams: [],
  is_usable: false,
  is_complete: false,
  storage_persisted: false,
  installed: false,
});

export function askForPersistence(): Promise<boolean> {
  return Promise.resolve(false);
}
