/* Person understands the page about one person as it stands open: read anew, and empty when it must be. */
import { api, Problem } from "./api";
import { serverClock } from "./clock.svelte";
import { heard } from "./session.svelte";
import type { Person } from "./wire";

export class PersonPage {
  data = $state.raw<Person | null>(null);
  problem = $state.raw<Problem | null>(null);
  lostSince = $state<number | null>(null);
  #asked = 0;

  constructor(private readonly id: string) {}

  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      // A page that stands open and is read anew is the same look as before.
      const data = await api.person(this.id, this.data !== null);
      // A later question has been asked meanwhile; its answer is the one to show.
      if (asked !== this.#asked) return;
      this.data = data;
      this.problem = null;
      this.lostSince = null;
      serverClock.set(data.now);
    } catch (error) {
      heard(error);
      if (asked !== this.#asked) return;
      if (this.data === null || error.status === 404) this.#empty(error);
      else this.lostSince ??= serverClock.now;
    }
  }

  /** The page by itself: whoever is not there for the reader is not asked for again and again. */
  async refresh(): Promise<void> {
    if (this.problem?.status !== 404) await this.load();
  }

  #empty(problem: Problem): void {
    this.data = null;
    this.problem = problem;
    this.lostSince = null;
  }
}
