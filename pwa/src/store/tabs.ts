/** Tells the other tabs of this user what changed in the database they share. */

export interface News {
  /** Streams whose blocks changed. */
  readonly streams: readonly string[];
  /** Entries have been added, or have another fate. */
  readonly log: boolean;
}
type Listener = (news: News) => void;

let channel: BroadcastChannel | null = null;

export function joinTabs(user_id: string, listener: Listener): void {
  leaveTabs();
  channel = new BroadcastChannel(`tungnha-${user_id}`);
  channel.onmessage = (event: MessageEvent<News>) => {
    listener(event.data);
  };
}

export function leaveTabs(): void {
  channel?.close();
  channel = null;
}

export function tellOtherTabs(news: News): void {
  channel?.postMessage(news);
}
