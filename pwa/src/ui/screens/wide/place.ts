/** What place a person works for, and what a stream is called in the middle of a line. */

interface Named {
  readonly stream: string;
  readonly name: string;
}

/** "xã Mỹ Thọ, tỉnh Đồng Tháp"; seven communes share one name, so the province is always said. */
export function placeOf(streams: readonly Named[]): string {
  const commune = streams.find((stream) => stream.stream.startsWith('commune:'));
  const province = streams.find((stream) => stream.stream.startsWith('province:'));
  return [commune, province]
    .filter((stream) => stream !== undefined)
    .map((stream) => inLine(stream.name))
    .join(', ');
}

/** The name of a stream, null for one that the person does not read. */
export function streamName(streams: readonly Named[], stream: string): string | null {
  const known = streams.find((each) => each.stream === stream);
  return known === undefined ? null : inLine(known.name);
}

/** "Ấp Mỹ Phú" is written "ấp Mỹ Phú" after other words. */
function inLine(name: string): string {
  return name.charAt(0).toLocaleLowerCase('vi') + name.slice(1);
}
