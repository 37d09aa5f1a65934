// Prints what the app weighs (gzip) and fails over a budget: what opens the first screen, and all
// that one person can come to use of it: shell and the screens of their role. Faces of type and the
// English words, which come to those who choose them, count apart. 1 kB is 1,000 bytes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const start_bytes_max = 100_000;
const shell = 'index.html';
const roles = {
  'src/ui/screens/phone/PhoneApp.svelte': ['phone', 150_000],
  'src/ui/screens/desk/DeskApp.svelte': ['desk', 150_000],
  // A computer on a line, and many tools that one person opens in turn.
  'src/ui/screens/office/OfficeApp.svelte': ['office', 200_000],
};

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const weights = new Map();

function weigh(path) {
  const known = weights.get(path) ?? gzipSync(readFileSync(join('dist', path))).length;
  weights.set(path, known);
  return known;
}

/** The files that come with an entry; `isLate` also those that it may fetch later. */
function reach(entry, isLate, found) {
  if (found.has(entry)) return found;
  const part = manifest[entry];
  for (const each of [entry, part.file, ...(part.css ?? [])]) found.add(each);
  for (const each of nextOf(part, isLate)) reach(each, isLate, found);
  return found;
}

/** Screens of another role, and the words that only those who chose English fetch. */
function isOthers(entry) {
  return entry in roles || entry.endsWith('.en.ts');
}

function nextOf({ imports = [], dynamicImports = [] }, isLate) {
  if (!isLate) return imports;
  return [...imports, ...dynamicImports.filter((entry) => !isOthers(entry))];
}

function sum(found) {
  const files = [...found].filter((each) => /^assets\/.*\.(js|css)$/.test(each));
  return [shell, ...files].reduce((bytes, path) => bytes + weigh(path), 0);
}

function report(what, bytes, budget) {
  console.log(`${String(bytes).padStart(8)}  ${what}, budget ${budget}`);
  if (bytes > budget) process.exitCode = 1;
}

const start = sum(reach(shell, false, new Set()));
const all = Object.entries(roles).map(([entry, [role, budget]]) => {
  const found = reach(entry, true, new Set());
  return [role, sum(reach(shell, true, found)), budget];
});
for (const [path, bytes] of [...weights].sort((a, b) => a[1] - b[1])) {
  console.log(`${String(bytes).padStart(8)}  ${path}`);
}
report('to the first screen (gzip)', start, start_bytes_max);
const english = Object.values(manifest).filter(({ src }) => src?.endsWith('.en.ts'));
console.log(
  `${String(english.reduce((bytes, { file }) => bytes + weigh(file), 0)).padStart(8)}  English`,
);
for (const [role, bytes, budget] of all) report(`all of the ${role} (gzip)`, bytes, budget);
