/** Makes the changes of an act from what the person saw and what they want; pure. */
import type { Change, Fields, StoredRecord } from './record.ts';

/** Equal as parsed JSON, whatever the order of keys. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = a as Fields;
  const right = b as Fields;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => name in right && isSame(left[name], right[name]))
  );
}

/** Text as the server keeps it: NFC, LF line ends, no spare ends; empty text is no value. */
export function cleanValue(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') return value;
  const cleaned = value.normalize('NFC').replace(/\r\n?/gu, '\n').trim();
  return cleaned === '' ? null : cleaned;
}

export function cleanFields(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, v]) => [name, cleanValue(v)]));
}

export function createChange(type: string, id: string, stream: string, fields: Fields): Change {
  const named = Object.entries(cleanFields(fields)).filter(([, value]) => value !== null);
  return { op: 'create', type, id, stream, fields: Object.fromEntries(named) };
}

/**
 * Only the fields whose value differs from what the author saw; null where none does.
 * `base` is the revision received from the server, never one from a push's result.
 */
export function updateChange(
  seen: StoredRecord,
  received: Pick<StoredRecord, 'rev'> | undefined,
  wanted: Fields,
): Change | null {
  const from: Record<string, unknown> = {};
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(cleanFields(wanted))) {
    const before = seen.fields[name] ?? null;
    if (isSame(before, value)) continue;
    from[name] = before;
    fields[name] = value;
  }
  if (Object.keys(fields).length === 0) return null;
  return {
    ...{ op: 'update', type: seen.type, id: seen.id, stream: seen.stream },
    ...{ base: received?.rev ?? 0, from, fields },
  };
}

export function deleteChange(seen: StoredRecord, received: StoredRecord | undefined): Change {
  const { type, id, stream } = seen;
  return { op: 'delete', type, id, stream, base: received?.rev ?? 0 };
}
