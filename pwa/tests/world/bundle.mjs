/**
 * `node tests/world/bundle.mjs FOLDER [PATCHES]`: makes two scripts in the folder. `phone.js` is
 * the app's store and exchange as they are in `src`, to be run once in every opened phone;
 * `main.mjs` runs phones for a simulated world. PATCHES is a file of `[{"file", "old", "new"}]`:
 * bugs to plant. One whose `old` no longer stands in its file exactly once is an error.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [folder, patches_file] = process.argv.slice(2);
const patches = patches_file ? JSON.parse(readFileSync(patches_file, 'utf8')) : [];
const planted = new Set();

const planting = {
  name: 'planting',
  enforce: 'pre',
  transform(code, id) {
    const mine = patches.filter(({ file }) => file === relative(root, id));
    for (const patch of mine) {
      if (code.split(patch.old).length !== 2) {
        throw new Error(`${patch.file}: ${JSON.stringify(patch.old)} stands there not once`);
      }
      code = code.replace(patch.old, () => patch.new);
      planted.add(patch);
    }
    return mine.length > 0 ? { code, map: null } : null;
  },
};

async function bundle(name, output, more) {
  const { 0: made } = [
    await build({
      ...{ root, configFile: false, envFile: false, logLevel: 'error' },
      define: { __APP_VERSION__: '"0.3.0"' },
      plugins: [planting],
      ssr: { noExternal: true },
      build: {
        ...{ write: false, minify: false, target: 'es2022', ...more },
        rolldownOptions: { input: join(root, 'tests/world', name), output },
      },
    }),
  ].flat();
  return made.output[0].code;
}

const phone = await bundle(
  'phone.ts',
  { format: 'iife', name: 'phone' },
  {
    lib: { entry: join(root, 'tests/world/phone.ts'), formats: ['iife'], name: 'phone' },
  },
);
writeFileSync(join(folder, 'phone.js'), phone);
if (planted.size < patches.length) {
  const missed = patches.filter((patch) => !planted.has(patch)).map(({ file }) => file);
  throw new Error(`not part of the phone: ${missed.join(', ')}`);
}
const main = await bundle('main.ts', { format: 'es' }, { ssr: true });
writeFileSync(join(folder, 'main.mjs'), main);
