// Prints what the app weighs (gzip) and fails over a budget: what opens the first screen, and all
// that one person can come to use of it: shell and the screens of their role. Faces of type and the
// English words, which come to those who choose them, count apart. 1 kB is 1,000 bytes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { entries, reach, readManifest, shell } from './roles.mjs';

const start_bytes_max = 100_000;
// The office: a computer on a line, and many tools that one person opens in turn.
const role_bytes_max = { phone: 150_000, desk: 150_000, office: 300_000 };

const manifest = readManifest();
const english = Object.values(manifest).flatMap(({ src = '', file }) =>
  src.endsWith('.en.ts') ? [file] : [],
);
const weights = new Map();

function weigh(path) {
  const known = weights.get(path) ?? gzipSync(readFileSync(join('dist', path))).length;
  weights.set(path, known);
  return known;
}

function sum(found) {
  const files = [...found].filter(
    (each) => /^assets\/.*\.(js|css)$/.test(each) && !english.includes(each),
  );
  return [shell, ...files].reduce((bytes, path) => bytes + weigh(path), 0);
}

function report(what, bytes, budget) {
  console.log(`${String(bytes).padStart(8)}  ${what}, budget ${budget}`);
  if (bytes > budget) process.exitCode = 1;
}

const start = sum(reach(manifest, shell, false));
const all = Object.entries(role_bytes_max).map(([role, budget]) => {
  const found = reach(manifest, entries[role], true, reach(manifest, shell, true));
  return [role, sum(found), budget];
});
for (const [path, bytes] of [...weights].sort((a, b) => a[1] - b[1])) {
  console.log(`${String(bytes).padStart(8)}  ${path}`);
}
const words = english.reduce((bytes, file) => bytes + weigh(file), 0);
console.log(`${String(words).padStart(8)}  English words (gzip)`);
report('to the first screen (gzip)', start, start_bytes_max);
for (const [role, bytes, budget] of all) report(`all of the ${role} (gzip)`, bytes, budget);
