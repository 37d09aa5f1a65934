// Writes what the server declares: wire types from its OpenAPI document, and the record types.
// With --check it changes nothing and fails where a file is behind.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import openapiTS, { astToString } from 'openapi-typescript';

// The checkout's own Python has the packages that the server needs; ./run and ./test make it.
const own = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));
const python = process.env['PYTHON'] ?? (existsSync(own) ? own : 'python3');
const is_check = process.argv.includes('--check');

const ask = (...command) =>
  execFileSync(python, ['-m', 'backend', ...command], {
    cwd: new URL('../..', import.meta.url),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });

const opening = '// Generated from the server’s OpenAPI document by `npm run gen`; not edited.\n';
const written = {
  'src/api/schema.d.ts': opening + astToString(await openapiTS(JSON.parse(ask('openapi')))),
  'src/core/record_types.gen.ts': ask('record-types'),
  'src/core/record_rules.gen.ts': ask('record-types', '--phone'),
};
for (const [path, text] of Object.entries(written)) {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (before === text) continue;
  if (!is_check) writeFileSync(path, text);
  console.log(`${path} ${is_check ? 'is behind the server' : 'written'}`);
  if (is_check) process.exitCode = 1;
}
