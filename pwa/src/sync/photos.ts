/**
 * Sends the pictures of photos after the data, one after the other and in parts, so that a cut
 * costs one part. The server says how far it is; whatever the phone remembers is only a guess.
 */
import { request, type Reply } from '../api/client.ts';
import type { Entry } from '../core/entry.ts';
import * as book from '../store/book.ts';
import { nowMs } from '../store/clock.ts';
import { findDatabase, getDatabase, type PhotoRow } from '../store/database.ts';
import { readMeta } from '../store/meta.ts';
import { changePhoto, dropPhotos, listPhotos, readPicture } from '../store/photos.ts';

/** Thirteen seconds of the slowest line that still carries anything. */
const part_bytes = 32 * 1024;
/** How often bytes that the server found damaged are sent again. */
const tries_max = 3;
/** Answers in a row that bring a photo no further. */
const idle_max = 3;
const day_ms = 24 * 3_600_000;
const wait_default_ms = 3_600_000;

export type Failure = Exclude<Reply, { kind: 'ok' }>;

interface Course {
  /** The server's history as last seen. */
  readonly epoch: string | null;
  /** The same person is here. */
  readonly isHere: () => boolean;
  /** Something else goes first. */
  readonly isOver: () => boolean;
}

interface Progress {
  readonly offset: number;
  readonly has_arrived: boolean;
}

/** The server wants no more photos of this person before that moment. */
let silence = { of: '', until_ms: 0 };

/** Null once nothing is left that can go now; else why the server could not be reached. */
export async function sendPhotos(isInterrupted: () => boolean): Promise<Failure | null> {
  const asked_for = getDatabase();
  const isHere = () => findDatabase() === asked_for;
  await forgetGone();
  const { epoch, is_wiped } = await readMeta();
  const streams = new Set((await asked_for.streams.toArray()).map(({ stream }) => stream));
  const course: Course = { epoch, isHere, isOver: () => isInterrupted() || !isHere() };
  const rows = (await listPhotos()).sort((a, b) => a.kept_ms - b.kept_ms);
  for (const row of rows.filter((each) => isToSend(each, epoch, streams))) {
    if (course.isOver() || isSilent()) return null;
    const failure = await sendOne(row, course);
    if (failure !== null) return failure;
  }
  if (is_wiped && isHere()) await dropSent();
  return null;
}

function isSilent(): boolean {
  return silence.of === getDatabase().name && nowMs() < silence.until_ms;
}

/** What waits, and what a restored server may have lost. */
function isToSend(row: PhotoRow, now: string | null, streams: ReadonlySet<string>): boolean {
  const { id, stream, state, epoch } = row;
  // A deleted one is not wanted; one in a stream that was lost still is.
  const is_deleted = book.live('photo').get(id) === undefined && streams.has(stream);
  if (is_deleted || !isRecordSent(id)) return false;
  return state === 'waiting' || (state === 'sent' && epoch !== now);
}

/** Whether the server has the record, as far as this phone knows. */
function isRecordSent(id: string): boolean {
  const makes = ({ changeset }: Entry) => changeset.changes.some((change) => change.id === id);
  const entry = book.entries().find(makes);
  if (entry === undefined || entry.status === 'applied' || entry.status === 'conflict') return true;
  return entry.outcomes.some(({ status }) => status === 'released');
}

async function sendOne(row: PhotoRow, course: Course): Promise<Failure | null> {
  const picture = await readPicture(row.id);
  if (picture === null) {
    await dropPhotos([row.id]);
    return null;
  }
  return row.state === 'sent' ? checkSent(row, picture, course) : sendFrom(row, picture, course);
}

/** The server may have been restored and have lost it. */
async function checkSent(
  row: PhotoRow,
  picture: ArrayBuffer,
  course: Course,
): Promise<Failure | null> {
  const reply = await request('GET', `/photos/${row.id}/upload`);
  const told = progressOf(reply);
  if (told === null) return afterRefusal(row, reply as Failure);
  await changePhoto(row.id, told.has_arrived ? arrived(row, course) : asWaiting(told.offset));
  return told.has_arrived ? null : sendFrom({ ...row, sent: told.offset }, picture, course);
}

async function sendFrom(
  row: PhotoRow,
  picture: ArrayBuffer,
  course: Course,
): Promise<Failure | null> {
  let { sent } = row;
  for (let idle = 0; idle <= idle_max && !course.isOver();) {
    const reply = await sendPart(row, picture, sent);
    const told = progressOf(reply);
    if (told === null) return afterRefusal(row, reply as Failure);
    await changePhoto(row.id, told.has_arrived ? arrived(row, course) : asWaiting(told.offset));
    if (told.has_arrived) return null;
    idle = told.offset > sent ? 0 : idle + 1;
    sent = told.offset;
  }
  return null;
}

/** Where to go on; null for what is no answer to that. */
function progressOf(reply: Reply): Progress | null {
  if (reply.kind === 'ok') return reply.json as Progress;
  if (reply.kind !== 'problem' || reply.code !== 'wrong_offset') return null;
  const { offset } = reply.json as { readonly offset?: unknown };
  return { offset: Number(offset) || 0, has_arrived: false };
}

function sendPart({ id }: PhotoRow, picture: ArrayBuffer, sent: number): Promise<Reply> {
  const part = new Blob([picture.slice(sent, sent + part_bytes)]);
  return request('PATCH', `/photos/${id}/upload`, part, { 'Upload-Offset': String(sent) });
}

function arrived({ size }: PhotoRow, { epoch }: Course): Partial<PhotoRow> {
  return { state: 'sent', sent: size, epoch, why: null };
}

function asWaiting(sent: number): Partial<PhotoRow> {
  return { state: 'waiting', sent };
}

/** Null where it concerns this photo alone. */
async function afterRefusal(row: PhotoRow, reply: Failure): Promise<Failure | null> {
  if (reply.kind !== 'problem' || isAboutAll(reply.status)) return reply;
  if (reply.status === 429) {
    const until_ms = nowMs() + (reply.retry_after_ms ?? wait_default_ms);
    silence = { of: getDatabase().name, until_ms };
    return null;
  }
  const { why = reply.code } = reply.json as { readonly why?: string };
  const tries = row.tries + 1;
  const may_repeat = ['hash', 'bytes'].includes(why) && tries < tries_max;
  await changePhoto(row.id, { state: may_repeat ? 'waiting' : 'refused', why, sent: 0, tries });
  return null;
}

function isAboutAll(status: number): boolean {
  return status === 401 || status >= 500;
}

/** A phone that was reported lost keeps nothing that has arrived. */
async function dropSent(): Promise<void> {
  const sent = (await listPhotos()).filter(({ state }) => state !== 'waiting');
  await dropPhotos(sent.map(({ id }) => id));
}

/**
 * Pictures whose record is deleted, erased or out of reach go; one that has not arrived a day
 * later, because the deletion may still be taken back.
 */
async function forgetGone(): Promise<void> {
  const now = nowMs();
  const dropped: string[] = [];
  for (const row of await listPhotos()) {
    const gone_ms = isGone(row.id) ? (row.gone_ms ?? now) : null;
    if (gone_ms !== null && !isKeptAwhile(row, now - gone_ms)) dropped.push(row.id);
    else if (gone_ms !== row.gone_ms) await changePhoto(row.id, { gone_ms });
  }
  await dropPhotos(dropped);
}

function isKeptAwhile({ state }: PhotoRow, age_ms: number): boolean {
  return state === 'waiting' && age_ms <= day_ms;
}

function isGone(id: string): boolean {
  return book.live('photo').get(id) === undefined && isRecordSent(id);
}
