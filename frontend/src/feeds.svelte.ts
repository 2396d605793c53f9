/* Feeds understands Flöden as the page holds it: fetched anew all the time, and one letter in hand. */
import { SvelteMap } from "svelte/reactivity";
import { announcer } from "./announce.svelte";
import { api, Problem } from "./api";
import { serverClock } from "./clock.svelte";
import { heard } from "./session.svelte";
import { svFeeds } from "./svfeeds";
import type { Again, Feeds, Letter, LetterShape } from "./wire";

const PAGE = 200;

export class FeedsPage {
  data = $state.raw<Feeds | null>(null);
  letters = $state.raw<readonly Letter[]>([]);
  more = $state(false);
  settled = $state(false);
  opened = $state.raw<LetterShape | null>(null);
  problem = $state.raw<Problem | null>(null);
  lostSince = $state<number | null>(null);
  /** What was last done with a letter, and what it said no to. */
  said = $state("");
  refusal = $state("");
  busy = $state(false);
  /** Which groups the reader has unfolded or folded: fetched anew, the list stands as it was left. */
  readonly unfolded = new SvelteMap<string, boolean>();
  #pages = 1;
  #asked = 0;

  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const data = await api.feeds();
      const { letters, more } = data.may_mend ? await this.#letters() : { letters: [], more: false };
      // A later question has been asked meanwhile; its answer is the one to show.
      if (asked !== this.#asked) return;
      [this.data, this.letters, this.more] = [data, letters, more];
      this.problem = null;
      this.lostSince = null;
      serverClock.set(data.now);
    } catch (error) {
      heard(error);
      if (this.data === null) this.problem = error;
      else this.lostSince ??= Date.parse(this.data.now);
    }
  }

  async #letters(): Promise<{ letters: Letter[]; more: boolean }> {
    if (this.settled) {
      const both = await Promise.all([api.letters("replayed"), api.letters("discarded")]);
      const letters = both.flatMap((each) => each.letters);
      return { letters: letters.sort((a, b) => b.id - a.id), more: false };
    }
    const letters: Letter[] = [];
    for (let page = 0; page < this.#pages; page += 1) {
      const next = (await api.letters("open", letters.at(-1)?.id)).letters;
      letters.push(...next);
      if (next.length < PAGE) return { letters, more: false };
    }
    return { letters, more: true };
  }

  show(settled: boolean): void {
    this.settled = settled;
    this.#pages = 1;
    this.letters = [];
    this.said = this.refusal = "";
    void this.load();
  }

  older(): void {
    this.#pages += 1;
    void this.load();
  }

  async open(letter: Letter): Promise<void> {
    await this.#doing(async () => {
      this.opened = await api.letter(letter.id);
    });
  }

  close(): void {
    this.opened = null;
    this.refusal = "";
  }

  async replayAll(source: string): Promise<void> {
    await this.#doing(async () => {
      const told = await api.replayAll(source);
      const none = told.went_in + told.still_open === 0;
      this.#say(none ? svFeeds.letters.nothing : svFeeds.letters.sentAll(told.went_in, told.still_open));
    });
  }

  replay(id: number): Promise<void> {
    return this.#mend(() => api.replay(id));
  }

  correct(id: number, field: string, value: string): Promise<void> {
    return this.#mend(() => api.correct(id, field, value));
  }

  async discard(id: number, reason: string): Promise<void> {
    await this.#doing(async () => {
      await api.discard(id, reason);
      this.#done(svFeeds.letter.discarded);
    });
  }

  /** Sends a letter again; when it still does not go in, it stays open with its new reason. */
  async #mend(send: () => Promise<Again>): Promise<void> {
    await this.#doing(async () => {
      const told = await send();
      if (told.still_open === 0) {
        this.#done(svFeeds.letter.wentIn);
        return;
      }
      this.#refuse(svFeeds.letter.still(told.reason));
      if (this.opened !== null) this.opened = await api.letter(this.opened.letter.id);
    });
  }

  async #doing(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.said = this.refusal = "";
    try {
      await work();
    } catch (error) {
      heard(error);
      this.#refuse(error.message);
    } finally {
      this.busy = false;
    }
    await this.load();
  }

  #done(words: string): void {
    this.opened = null;
    this.#say(words);
  }

  #say(words: string): void {
    this.said = words;
    announcer.say(words);
  }

  #refuse(words: string): void {
    this.refusal = words;
    announcer.say(words);
  }
}
