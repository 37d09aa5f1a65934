/**
 * Where two values differ, so that the eye falls on the digits that matter. Compares words first
 * and characters inside a changed word after; it never decides which side is right.
 */

export interface Piece {
  readonly text: string;
  readonly differs: boolean;
}

const WORDS_MAX = 400;

/** The pieces of `value`, in order, marked where they have no counterpart in `other`. */
export function differingPieces(value: string, other: string): Piece[] {
  if (value === other) return value === '' ? [] : [{ text: value, differs: false }];
  const words = splitWords(value);
  const others = splitWords(other);
  if (words.length > WORDS_MAX || others.length > WORDS_MAX) return trimmedPieces(value, other);
  const kept = keptWords(words, others);
  return joined(unkeptRuns(words, others, kept));
}

function splitWords(text: string): string[] {
  return text.match(/\s+|[^\s]+/gu) ?? [];
}

/** Pairs of positions that a longest common subsequence keeps. */
function keptWords(words: readonly string[], others: readonly string[]): [number, number][] {
  const lengths = commonLengths(words, others);
  const kept: [number, number][] = [];
  let i = 0;
  let j = 0;
  while (i < words.length && j < others.length) {
    if (words[i] === others[j]) kept.push([i++, j++]);
    else if (at(lengths, i + 1, j) >= at(lengths, i, j + 1)) i++;
    else j++;
  }
  return kept;
}

function commonLengths(words: readonly string[], others: readonly string[]): number[][] {
  const lengths = Array.from({ length: words.length + 1 }, () =>
    new Array<number>(others.length + 1).fill(0),
  );
  for (let i = words.length - 1; i >= 0; i--) {
    for (let j = others.length - 1; j >= 0; j--) {
      const row = lengths[i];
      if (!row) continue;
      row[j] =
        words[i] === others[j]
          ? at(lengths, i + 1, j + 1) + 1
          : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1));
    }
  }
  return lengths;
}

function at(lengths: readonly number[][], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0;
}

function unkeptRuns(
  words: readonly string[],
  others: readonly string[],
  kept: readonly [number, number][],
): Piece[] {
  const pieces: Piece[] = [];
  let i = 0;
  let j = 0;
  for (const [keptI, keptJ] of [...kept, [words.length, others.length] as const]) {
    const run = words.slice(i, keptI).join('');
    const otherRun = others.slice(j, keptJ).join('');
    if (run !== '') pieces.push(...trimmedPieces(run, otherRun));
    const word = words[keptI];
    if (word !== undefined) pieces.push({ text: word, differs: false });
    i = keptI + 1;
    j = keptJ + 1;
  }
  return pieces;
}

/** Cuts what both share at the front and at the end; what is left in the middle differs. */
function trimmedPieces(value: string, other: string): Piece[] {
  const a = Array.from(value);
  const b = Array.from(other);
  const shorter = Math.min(a.length, b.length);
  let front = 0;
  while (front < shorter && a[front] === b[front]) front++;
  let back = 0;
  while (back < shorter - front && a[a.length - 1 - back] === b[b.length - 1 - back]) back++;
  return [
    { text: a.slice(0, front).join(''), differs: false },
    { text: a.slice(front, a.length - back).join(''), differs: true },
    { text: a.slice(a.length - back).join(''), differs: false },
  ].filter((piece) => piece.text !== '');
}

function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last?.differs === piece.differs) {
      result[result.length - 1] = { text: last.text + piece.text, differs: piece.differs };
    } else result.push(piece);
  }
  return result;
}
