/** A seeded source (sfc32): the same numbers for the same seed, here and in every other process. */
export class Chance {
  #a: number;
  #b: number;
  #c = 0x9e3779b9;
  #d = 1;

  constructor(seed: number) {
    this.#a = seed >>> 0;
    this.#b = Math.floor(seed / 2 ** 32) >>> 0;
    for (let round = 0; round < 12; round += 1) this.#draw();
  }

  /** From 0 to below 1. */
  next(): number {
    return this.#draw() / 2 ** 32;
  }

  readonly fill = <T extends Uint8Array>(bytes: T): T => {
    for (let place = 0; place < bytes.length; place += 1) bytes[place] = this.#draw() >>> 24;
    return bytes;
  };

  #draw(): number {
    const sum = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }
}
