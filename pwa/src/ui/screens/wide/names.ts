/** Short forms of Vietnamese names: people are called by the last word. */

/** "Ngô Thị Lan" is NL: first and last word. */
export function initials(full_name: string): string {
  const words = full_name.trim().split(/\s+/u);
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return `${first.charAt(0)}${last.charAt(0)}`.toUpperCase();
}

/** "Lê Thị Thu Thảo" is called Thảo. */
export function calledName(full_name: string): string {
  return full_name.trim().split(/\s+/u).at(-1) ?? '';
}
