/** Answers may overtake each other: of all that was asked for only what was asked last counts. */
export class Latest {
  #asked = 0;

  /** To be called before asking; what it gives tells whether nothing was asked for since. */
  ask(): () => boolean {
    this.#asked += 1;
    const mine = this.#asked;
    return () => mine === this.#asked;
  }
}
