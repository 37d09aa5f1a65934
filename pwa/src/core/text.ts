/** Text as a person searches it: without diacritics, letter case and spare spaces. */

const marks = /\p{M}/gu;

/** The search key: đ→d, marks stripped, lower case, white space collapsed; NFC and NFD agree. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(marks, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replace(/\s+/gu, ' ')
    .trim();
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
    const folded = letter.normalize('NFD').replace(marks, '').toLowerCase().replaceAll('đ', 'd');
    const last = spans.length - 1;
    const previous = spans[last];
    if (folded === '' && previous !== undefined) spans[last] = [previous[0], end];
    for (const unit of folded.split('')) {
      key += /\s/u.test(unit) ? ' ' : unit;
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
