/* Sequence understands the numbers of a line: which are old, which is next, and when one is lost. */

export class Sequence {
  #version: number | null;
  #gaps = 0;
  #ahead: number | null = null;

  constructor(version: number | null) {
    this.#version = version;
  }

  /** What to ask for when connecting: what came after this, or everything (null). */
  get after(): number | null {
    return this.#gaps > 1 ? null : this.#version;
  }

  snapshot(version: number): void {
    this.#version = version;
    this.#gaps = 0;
    this.#ahead = null;
  }

  receive(v: number): "old" | "next" | "gap" {
    if (this.#version !== null && v <= this.#version) return "old";
    if (this.#version === null || v > this.#version + 1) return this.#gap();
    this.#version = v;
    this.#gaps = 0;
    return "next";
  }

  /** A pulse may overtake a change; only a number still missing at the next pulse is lost. */
  pulse(v: number): "even" | "gap" {
    const known = this.#version ?? v;
    if (this.#ahead !== null && known < this.#ahead) return this.#gap();
    this.#ahead = v > known ? v : null;
    return "even";
  }

  /** The first gap is mended with what came after; a second one in a row with everything. */
  #gap(): "gap" {
    this.#gaps += 1;
    this.#ahead = null;
    return "gap";
  }
}
