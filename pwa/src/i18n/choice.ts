/**
 * The few choices of looks that belong to this phone and not to the person: language, theme. Where
 * the browser keeps nothing, the choice lasts as long as the page.
 */

export function findChoice(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function keepChoice(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Kept in memory by whoever called.
  }
}
