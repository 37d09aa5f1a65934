/** Whether two households may be the same one; pure, over folded texts. A warning, never a rule. */
import { fold } from './text.ts';

export interface Described {
  readonly head_name: string;
  readonly phone: string;
  readonly address: string;
}

const digits_min = 9;

/** The same number, or nearly the same name where the addresses do not speak against it. */
export function looksAlike(a: Described, b: Described): boolean {
  const [phone, other] = [digitsOf(a.phone), digitsOf(b.phone)];
  if (phone.length >= digits_min && phone === other) return true;
  return isNearName(a.head_name, b.head_name) && isNearPlace(a.address, b.address);
}

function digitsOf(phone: string): string {
  const digits = phone.replace(/\D/gu, '');
  return digits.startsWith('84') ? `0${digits.slice(2)}` : digits;
}

/** One letter more, less or other; `y` and `i` are one, and so are titles before the name. */
function isNearName(a: string, b: string): boolean {
  const [one, two] = [nameKey(a), nameKey(b)];
  if (one === '' || two === '') return false;
  return one === two || (Math.min(one.length, two.length) >= 8 && isOneEditApart(one, two));
}

function nameKey(name: string): string {
  return fold(name)
    .replace(/^(ong|ba|anh|chi|co|chu|bac) /u, '')
    .replaceAll('y', 'i');
}

function isOneEditApart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  const skip = short.length === long.length ? at + 1 : at;
  return short.slice(skip) === long.slice(at + 1);
}

/** Nothing known, or most words of the shorter address stand in the longer one. */
function isNearPlace(a: string, b: string): boolean {
  const [one, two] = [wordsOf(a), wordsOf(b)];
  const [few, many] = one.size <= two.size ? [one, two] : [two, one];
  if (few.size === 0) return true;
  const shared = [...few].filter((word) => many.has(word)).length;
  return shared * 2 >= few.size;
}

function wordsOf(address: string): Set<string> {
  return new Set(
    fold(address)
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean),
  );
}
