/** One thing that waits in a queue of the office, in words. */
export interface QueueItem {
  readonly id: string;
  readonly what: string;
  readonly whose: string;
  /** When it came; the oldest is first. */
  readonly since: string;
}
