/** What the office reads in its list of phones; the browser says no more than this. */
export function deviceName(): string {
  const agent = (globalThis.navigator as Navigator | undefined)?.userAgent ?? '';
  const found = /\((?:Linux; )?([^;)]+(?:; [^;)]+)?)/u.exec(agent);
  return (found?.[1] ?? 'Máy').slice(0, 80);
}
