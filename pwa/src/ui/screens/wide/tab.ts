/** One entry of the way between the parts of the desk or the office. Only what works is listed. */
export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly href: string;
  readonly count?: number;
  /** The key that leads there. */
  readonly key?: string;
}
