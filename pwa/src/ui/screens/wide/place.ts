/** What place a person works for: the commune of their streams, else the province. */

interface Named {
  readonly stream: string;
  readonly name: string;
}

export function placeOf(streams: readonly Named[]): string {
  const commune = streams.find((stream) => stream.stream.startsWith('commune:'));
  const province = streams.find((stream) => stream.stream.startsWith('province:'));
  const names = [commune?.name, province?.name].filter((name) => name !== undefined);
  return names.join(', ');
}

export function streamName(streams: readonly Named[], stream: string): string {
  return streams.find((known) => known.stream === stream)?.name ?? stream;
}
