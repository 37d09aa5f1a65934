/**
 * Seals the list of files that the service worker keeps: each with the hash of what was built, so
 * that a file which was changed or cut on its way fails the whole installation, and the version
 * that is there goes on.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Listed {
  readonly url: string;
}

export function sealFiles<T extends Listed>(
  manifest: readonly T[],
  folder: string,
): (T & { integrity: string })[] {
  return manifest.map((each) => ({ ...each, integrity: sealOf(join(folder, each.url)) }));
}

function sealOf(path: string): string {
  return `sha256-${createHash('sha256').update(readFileSync(path)).digest('base64')}`;
}
