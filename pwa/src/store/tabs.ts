/** Tells the other tabs of this user what changed in the database they share. */

type Listener = (streams: readonly string[]) => void;

let channel: BroadcastChannel | null = null;

export function joinTabs(user_id: string, listener: Listener): void {
  channel?.close();
  channel = new BroadcastChannel(`tungnha-${user_id}`);
  channel.onmessage = (event: MessageEvent<readonly string[]>) => {
    listener(event.data);
  };
}

/** The log may have changed, and the blocks of these streams. */
export function tellOtherTabs(streams: readonly string[]): void {
  channel?.postMessage(streams);
}
