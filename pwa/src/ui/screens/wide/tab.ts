/** One entry of the way between the parts of the desk or the office. Only what works is listed. */
export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly href: string;
  readonly count?: number;
  /** The key that leads there. */
  readonly key?: string;
}

/** A narrow screen shows only some of a row's tabs: the current one is always among them. */
export function showCurrent(row: HTMLElement): void {
  const tab = row.querySelector<HTMLElement>('[aria-current]');
  if (tab === null) return;
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}
