/**
 * Turns a catalogue of messages into a typed `t`. A message may hold `{name}` and, where a language
 * counts, `{n|visit|visits}`. It knows no message itself and never builds HTML.
 */
import { addCatalogue, currentLocale } from './locale.svelte.ts';

/** The names between braces in a message. */
type Names<Message extends string> = Message extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${infer Bare}|${string}` ? Bare : Name) | Names<Rest>
  : never;

type Values<Message extends string> = [Names<Message>] extends [never]
  ? []
  : [values: Record<Names<Message>, string | number>];

type Catalogue = Readonly<Record<string, string>>;
type Translate<Source extends Catalogue> = <Key extends keyof Source & string>(
  key: Key,
  ...values: Values<Source[Key]>
) => string;

const HOLE = /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g;

/** Fills the holes of a message; a counted hole takes its first word for one, else its second. */
export function fill(message: string, values: Readonly<Record<string, string | number>>): string {
  return message.replace(HOLE, (_, name: string, one?: string, many?: string) => {
    const value = values[name] ?? '';
    if (one === undefined || many === undefined) return String(value);
    return `${String(value)} ${Number(value) === 1 ? one : many}`;
  });
}

type English<Source extends Catalogue> = Readonly<Record<keyof Source & string, string>>;

/**
 * `t` over a catalogue and the same keys in English, which are fetched when English is chosen.
 * Reads the locale, so templates follow a change.
 */
export function translator<Source extends Catalogue>(
  vi: Source,
  fetchEnglish: () => Promise<English<Source>>,
): Translate<Source> {
  let en: English<Source> | null = null;
  addCatalogue(async () => {
    en ??= await fetchEnglish();
  });
  return (key, ...values) => {
    const message = currentLocale() === 'vi' ? vi[key] : (en ?? vi)[key];
    return fill(message ?? key, values[0] ?? {});
  };
}
