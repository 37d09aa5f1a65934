/** Text as a person searches it: without diacritics, letter case and spare spaces. */

const marks = /\p{M}/gu;

/** The search key: đ→d, marks stripped, lower case, white space collapsed; NFC and NFD agree. */
export function fold(text: string): string {
  // The one letter whose lower case depends on its neighbours.
  if (text.includes('\u03a3')) return foldWhole(text);
  let key = '';
  let is_apart = false;
  for (const letter of text) {
    const folded = foldLetter(letter);
    if (folded === ' ') is_apart = true;
    else if (folded !== '') {
      if (is_apart && key !== '') key += ' ';
      is_apart = false;
      key += folded;
    }
  }
  return key;
}

export function foldWhole(text: string): string {
  return text
    .normalize('NFD')
    .replace(marks, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** A book has some two hundred different letters, and a million of them. */
const folded_letters = new Map<string, string>();

function foldLetter(letter: string): string {
  const known = folded_letters.get(letter);
  if (known !== undefined) return known;
  const folded = /\s/u.test(letter) ? ' ' : foldWhole(letter);
  folded_letters.set(letter, folded);
  return folded;
}

const alphabet = 'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz';
const tones = '\u0300\u0309\u0303\u0301\u0323';
const ordered_letters = new Map<string, readonly [letter: string, tone: string]>();
const number_digits = 9;

/**
 * Keys in the order of the Vietnamese alphabet: letters first, tones where all letters agree, and
 * numbers by their value. Comparing two keys costs a fiftieth of asking a collator.
 */
export function orderKey(text: string): string {
  let letters = '';
  let tone_marks = '';
  const numbered = text.replace(/\d+/gu, (digits) => digits.padStart(number_digits, '0'));
  for (const each of numbered.normalize('NFC')) {
    const [letter, tone] = orderLetter(each);
    letters += letter;
    tone_marks += tone;
  }
  return `${letters}\u0000${tone_marks}`;
}

function orderLetter(letter: string): readonly [string, string] {
  const known = ordered_letters.get(letter);
  if (known !== undefined) return known;
  const apart = [...letter.toLowerCase().normalize('NFD')];
  const tone = apart.find((mark) => tones.includes(mark)) ?? '';
  const bare = apart
    .filter((mark) => mark !== tone)
    .join('')
    .normalize('NFC');
  const place = alphabet.indexOf(bare);
  // Letters stand behind digits and signs, those of other alphabets behind these.
  const code = place < 0 ? bare : String.fromCharCode(0x100 + place);
  const found = [code, String(tones.indexOf(tone) + (tone === '' ? 1 : 2))] as const;
  ordered_letters.set(letter, found);
  return found;
}

export type Range = readonly [start: number, end: number];

interface FoldedText {
  readonly key: string;
  /** For each unit of `key`: where the letter it came from starts and ends in the text. */
  readonly spans: readonly Range[];
}

function foldWithSpans(text: string): FoldedText {
  let key = '';
  const spans: Range[] = [];
  let at = 0;
  for (const letter of text) {
    const end = at + letter.length;
    const folded = foldLetter(letter);
    const last = spans.length - 1;
    const previous = spans[last];
    if (folded === '' && previous !== undefined) spans[last] = [previous[0], end];
    for (const unit of folded.split('')) {
      key += unit;
      spans.push([at, end]);
    }
    at = end;
  }
  return { key, spans };
}

/** Where each searched word stands in `text`, at the beginning of a word if it can; sorted. */
export function findRanges(text: string, searched: string): Range[] {
  const { key, spans } = foldWithSpans(text);
  const ranges: Range[] = [];
  for (const word of fold(searched).split(' ')) {
    if (word === '') continue;
    const at = findWord(key, word);
    const first = spans[at];
    const last = spans[at + word.length - 1];
    if (first !== undefined && last !== undefined) ranges.push([first[0], last[1]]);
  }
  return mergeRanges(ranges);
}

function findWord(key: string, word: string): number {
  if (key.startsWith(word)) return 0;
  const inside = key.indexOf(` ${word}`);
  return inside >= 0 ? inside + 1 : key.indexOf(word);
}

function mergeRanges(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && range[0] <= last[1]) {
      merged[merged.length - 1] = [last[0], Math.max(last[1], range[1])];
    } else {
      merged.push(range);
    }
  }
  return merged;
}
