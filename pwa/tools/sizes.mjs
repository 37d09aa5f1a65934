// Prints what the first load costs (gzip), fails over the budget; faces of type count apart.
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

let total = 0;
for (const path of listFiles('dist')) {
  if (!counted.has(extname(path))) continue;
  const size = gzipSync(readFileSync(path)).length;
  if (!path.endsWith('service-worker.js')) total += size;
  console.log(`${String(size).padStart(8)}  ${path}`);
}
console.log(`${String(total).padStart(8)}  in all (gzip), budget ${first_load_bytes_max}`);
if (total > first_load_bytes_max) process.exitCode = 1;
