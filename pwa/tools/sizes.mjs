// Prints what the app weighs (gzip) and fails when the first load is over its budget: the page and
// all that it names. Desk and office are fetched by those who use them; faces of type count apart.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const first_load_bytes_max = 150 * 1024;
const counted = new Set(['.js', '.css', '.html']);

function* listFiles(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* listFiles(path);
    else yield path;
  }
}

const page = readFileSync('dist/index.html', 'utf8');
const assets = page.matchAll(/\/(assets\/[^"]+)"/g);
const named = new Set([...assets].map(([, path]) => join('dist', path)));
named.add(join('dist', 'index.html'));

let total = 0;
let first_load = 0;
for (const path of listFiles('dist')) {
  if (!counted.has(extname(path))) continue;
  const size = gzipSync(readFileSync(path)).length;
  if (!path.endsWith('service-worker.js')) total += size;
  if (named.has(path)) first_load += size;
  console.log(`${String(size).padStart(8)}  ${path}`);
}
console.log(`${String(total).padStart(8)}  in all (gzip)`);
console.log(
  `${String(first_load).padStart(8)}  on the first load (gzip), budget ${first_load_bytes_max}`,
);
if (first_load > first_load_bytes_max) process.exitCode = 1;
