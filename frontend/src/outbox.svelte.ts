/* Outbox understands reports on their way: each has one id until it is answered, so twice is once. */
import { announcer } from "./announce.svelte";
import { api, Problem, type FieldError } from "./api";
import { serverClock } from "./clock.svelte";
import type { Draft, Whom } from "./report";
import type { Call } from "./reportboards.svelte";
import { place } from "./session.svelte";
import { svReport } from "./svreport";
import type { Report, Session } from "./wire";

export interface Item {
  report: Report;
  draft: Draft;
  words: string;
  /** Whom to ring as well, since it cannot wait. */
  call: readonly Call[];
  state: "sending" | "waiting" | "done" | "refused";
  at: number;
  tries: number;
  reason: string;
  fields: readonly FieldError[];
}

const ownerOf = ({ name, role, unit }: Session): string => JSON.stringify([name, role, unit]);
const FIRST_MS = 3_000;
const LAST_MS = 30_000;

class Outbox {
  /** The newest first. In memory alone: a number written by hand is never laid by on the machine. */
  items = $state.raw<readonly Item[]>([]);
  /** Of whom the next report is, when it was opened from a row. */
  whom: Whom | null = null;
  /** What it is to fill in, when it was opened to do that. */
  kind: string | null = null;
  #owner: string | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #wait = FIRST_MS;

  constructor() {
    // On whatever page the reader stands: what waits goes when it can, and is not left by mistake.
    addEventListener("online", () => this.wake());
    addEventListener("beforeunload", (event) => {
      if (this.items.some(({ state }) => state === "waiting" || state === "sending")) event.preventDefault();
    });
  }

  /** Those that have been tried in vain. */
  get stuck(): number {
    return this.items.filter(({ state, tries }) => tries > 0 && state !== "done" && state !== "refused").length;
  }

  item(id: string): Item | null {
    return this.items.find(({ report }) => report.id === id) ?? null;
  }

  /** What somebody else left behind is not this reader's to see or to send. */
  claim(session: Session): void {
    const owner = ownerOf(session);
    if (this.#owner !== null && this.#owner !== owner) this.items = [];
    this.#owner = owner;
    this.wake();
  }

  send(report: Report, draft: Draft, words: string, call: readonly Call[]): void {
    const before = this.item(report.id);
    if (before !== null && before.state !== "refused") return;
    const item: Item = {
      report, draft, words, call, state: "sending", at: serverClock.now, tries: 0, reason: "", fields: [],
    };
    this.items = [item, ...this.items.filter((each) => each !== before)];
    void this.#try(item);
  }

  forget(id: string): void {
    this.items = this.items.filter(({ report }) => report.id !== id);
  }

  /** Tries again with all that lies waiting, by the same ids. */
  wake(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const item of this.items) if (item.state === "waiting") void this.#try(this.#set(item, { state: "sending" }));
  }

  async #try(item: Item): Promise<void> {
    // It is sent by whoever wrote it, or not yet.
    if (place.session === null || ownerOf(place.session) !== this.#owner) {
      this.#set(item, { state: "waiting" });
      return;
    }
    try {
      await api.report(item.report);
      this.#wait = FIRST_MS;
      this.#set(item, { state: "done", at: serverClock.now });
      announcer.say(`${svReport.sent}. ${item.words}`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { status } = error;
      if (status === 401) place.signedOut();
      if (status === 0 || status === 401 || status === 429 || status >= 500) {
        this.#set(item, { state: "waiting", tries: item.tries + 1 });
        if (item.tries === 0) announcer.say(svReport.waiting);
        this.#later();
        return;
      }
      this.#set(item, { state: "refused", reason: error.message, fields: error.fields });
      announcer.say(error.message);
    }
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.wake();
    }, this.#wait);
    this.#wait = Math.min(LAST_MS, this.#wait * 2);
  }

  #set(item: Item, facts: Partial<Item>): Item {
    const next = { ...item, ...facts };
    this.items = this.items.map((each) => (each.report.id === item.report.id ? next : each));
    return next;
  }
}

export const outbox = new Outbox();
