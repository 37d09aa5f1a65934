// Which of the built files belong to whom, read from the build's own manifest: the shell and the
// volunteer's screens come to every machine, the desk's and the office's only where they are used.
import { readFileSync } from 'node:fs';

export const shell = 'index.html';
export const entries = {
  phone: 'src/ui/screens/phone/PhoneApp.svelte',
  desk: 'src/ui/screens/desk/DeskApp.svelte',
  office: 'src/ui/screens/office/OfficeApp.svelte',
};
const apart = new Set(Object.values(entries));

export function readManifest() {
  return JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
}

/** The files that come with an entry; `isLate` also those that it may fetch later. */
export function reach(manifest, entry, isLate, found = new Set()) {
  if (found.has(entry)) return found;
  const part = manifest[entry];
  for (const each of [entry, part.file, ...(part.css ?? []), ...(part.assets ?? [])]) {
    found.add(each);
  }
  for (const each of nextOf(part, isLate)) reach(manifest, each, isLate, found);
  return found;
}

function nextOf({ imports = [], dynamicImports = [] }, isLate) {
  if (!isLate) return imports;
  // The screens of another role are not this person's.
  return [...imports, ...dynamicImports.filter((entry) => !apart.has(entry))];
}

/** Files that neither the shell nor a volunteer's screen asks for. */
export function listOfficeFiles() {
  const manifest = readManifest();
  const everybody = reach(manifest, entries.phone, true, reach(manifest, shell, true));
  const office = reach(manifest, entries.office, true, reach(manifest, entries.desk, true));
  return new Set([...office].filter((file) => !everybody.has(file)));
}
