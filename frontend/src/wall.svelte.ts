/* Wall understands the device in the room: it shows a code until it is lit, and is dark again by itself. */
import { announcer } from "./announce.svelte";
import { api, Problem, wallUrl } from "./api";
import { evolve } from "./board";
import { serverClock } from "./clock.svelte";
import { Line, type Hearer, type Wire } from "./socket";
import { sv } from "./sv";
import { millis } from "./time";
import type { Row, Snapshot } from "./wire";

/** So long without a word from the server, and the wall shows nobody any longer. */
export const SILENT_MS = 5 * 60_000;
const LOOK_MS = 2_000;
const AWAY_MS = 15_000;

export class Wall {
  snapshot = $state.raw<Snapshot | null>(null);
  /** The six digits, while they hold. */
  code = $state<string | null>(null);
  /** It has shown a huddle, and shows it no longer. */
  dark = $state(false);
  /** The server does not answer. */
  away = $state(false);
  demo = $state(false);
  lostSince = $state<number | null>(null);
  waiting = $state(false);
  #line: Line | null = null;
  #until = 0;
  #heard = 0;
  #next: ReturnType<typeof setTimeout> | undefined;
  readonly #watch = setInterval(() => this.#silent(), LOOK_MS);

  constructor() {
    void this.#look();
  }

  close(): void {
    clearInterval(this.#watch);
    clearTimeout(this.#next);
    this.#line?.close();
  }

  wake(): void {
    this.#silent();
    this.#line?.wake();
  }

  /** Whole names are shown until their time, also when nobody is there to say that it has come. */
  hide(now: number): void {
    const { snapshot } = this;
    if (snapshot === null || !snapshot.board.rows.some((row) => late(row, now))) return;
    const rows = snapshot.board.rows.map((row) =>
      late(row, now) ? { ...row, content: { ...row.content, revealed: null } } : row,
    );
    this.snapshot = { ...snapshot, board: { ...snapshot.board, rows } };
  }

  /** What is the device to do: ask for a code, wait for somebody to tell it, or show? */
  async #look(): Promise<void> {
    try {
      const { state, demo } = await api.wall();
      this.demo = demo;
      if (state === "showing") return this.#show();
      if (state === "dark" || this.code === null || Date.now() >= this.#until) await this.#ask();
      this.away = false;
      this.#again(LOOK_MS);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (Date.now() >= this.#until) this.code = null;
      this.away = true;
      this.#again(AWAY_MS);
    }
  }

  async #ask(): Promise<void> {
    const { code, seconds } = await api.askForCode();
    this.code = code;
    this.#until = Date.now() + seconds * 1000;
  }

  #again(ms: number): void {
    clearTimeout(this.#next);
    this.#next = setTimeout(() => void this.#look(), ms);
  }

  #show(): void {
    this.code = null;
    this.away = false;
    this.#heard = Date.now();
    this.#line = new Line(() => new WebSocket(wallUrl()) as unknown as Wire, this.#hearer, null);
  }

  #silent(): void {
    if (this.#line !== null && Date.now() - this.#heard >= SILENT_MS) this.#end();
  }

  /** Nothing of anybody is left: neither on the page nor behind it. */
  #end(): void {
    this.#line?.close();
    this.#line = null;
    this.snapshot = null;
    this.lostSince = null;
    this.waiting = false;
    this.dark = true;
    this.#again(LOOK_MS);
  }

  readonly #hearer: Hearer = {
    snapshot: (snapshot) => {
      this.#heard = Date.now();
      this.snapshot = snapshot;
      serverClock.set(snapshot.now);
    },
    change: (v, change) => {
      this.#heard = Date.now();
      const { snapshot } = this;
      if (snapshot === null) return;
      const board = change === null ? snapshot.board : evolve(snapshot.board, change);
      this.snapshot = { ...snapshot, board: { ...board, version: v } };
    },
    pulse: (pulse) => {
      this.#heard = Date.now();
      serverClock.set(pulse.now);
      this.waiting = pulse.waiting;
    },
    done: () => undefined,
    refused: () => undefined,
    lost: (silentMs) => {
      this.lostSince = serverClock.now - silentMs;
      announcer.say(`${sv.link.lost(this.lostSince)} ${sv.link.lostNote}`);
    },
    found: () => {
      this.lostSince = null;
      announcer.say(sv.link.found);
    },
    ended: () => this.#end(),
  };
}

function late({ content }: Row, now: number): boolean {
  return content.revealed !== null && millis(content.revealed.until) <= now;
}
