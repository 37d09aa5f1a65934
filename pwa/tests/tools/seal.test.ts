import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { sealFiles } from '../../tools/seal.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seal-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('every kept file is listed with the hash of what was built', () => {
  writeFileSync(join(folder, 'a.js'), 'abc');
  expect(sealFiles([{ url: 'a.js', revision: null }], folder)).toEqual([
    {
      url: 'a.js',
      revision: null,
      integrity: 'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=',
    },
  ]);
});

test('a file that is listed and was not built fails the build', () => {
  expect(() => sealFiles([{ url: 'missing.js' }], folder)).toThrow();
});
