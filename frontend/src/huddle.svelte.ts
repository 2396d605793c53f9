/* Huddle understands one live board as the page holds it: the line, its state, and our own taps. */
import { announcer } from "./announce.svelte";
import { api, lineUrl, Problem } from "./api";
import { evolve } from "./board";
import { serverClock } from "./clock.svelte";
import { heard, place } from "./session.svelte";
import { Line, type Ended, type Hearer, type Wire } from "./socket";
import { sv } from "./sv";
import { lifts } from "./walk";
import type { Board, Change, Command, Round, Snapshot } from "./wire";

/** What could not be read at first is asked for again. */
const AGAIN_MS = 5_000;
const FOR_GOOD: readonly number[] = [401, 403];

export interface Refusal {
  row: string | null;
  about: Command["type"];
  reason: string;
}

export class Huddle {
  snapshot = $state.raw<Snapshot | null>(null);
  problem = $state.raw<Problem | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  sent = $state.raw<ReadonlyMap<string, Command>>(new Map());
  connected = $state.raw<readonly string[]>([]);
  lostSince = $state<number | null>(null);
  waiting = $state(false);
  ended = $state<Ended | null>(null);
  /** Start has been tapped: until the room hears of it, a row is already to be taken up. */
  starting = $state(false);
  #line: Line | null = null;
  #open = true;
  #again: (() => void) | null = null;

  constructor(
    readonly centre: string,
    readonly date: string,
    readonly round: Round,
  ) {
    void this.load();
  }

  get board(): Board | null {
    return this.snapshot?.board ?? null;
  }

  /** Reads the board once, which says in words why if it may not, and then listens. */
  async load(): Promise<void> {
    this.#again?.();
    try {
      const snapshot = await api.huddle(this.centre, this.date, this.round);
      if (!this.#open) return;
      this.problem = null;
      this.#hearer.snapshot(snapshot);
      this.#line = new Line((after) => this.#wire(after), this.#hearer, snapshot.board.version);
    } catch (error) {
      heard(error);
      this.problem = error;
      if (this.#open && !FOR_GOOD.includes(error.status)) this.#loadAgain();
    }
  }

  #loadAgain(): void {
    const alarm = setTimeout(() => void this.load(), AGAIN_MS);
    this.#again = () => clearTimeout(alarm);
  }

  close(): void {
    this.#open = false;
    this.#again?.();
    this.#line?.close();
  }

  wake(): void {
    if (this.#line !== null) this.#line.wake();
    else if (this.problem !== null) void this.load();
  }

  command(command: Command): void {
    if (this.#line === null) return;
    this.refusal = null;
    const id = this.#line.command(command);
    this.sent = new Map(this.sent).set(id, command);
    if (command.type === "start") this.starting = true;
  }

  /** Whether a tap on this row is still on its way. */
  sending(row: string): boolean {
    return [...this.sent.values()].some((command) => rowOf(command) === row);
  }

  readonly #hearer: Hearer = {
    snapshot: (snapshot) => {
      this.snapshot = snapshot;
      this.connected = snapshot.parties.filter((p) => p.connected).map((p) => p.id);
      serverClock.set(snapshot.now);
    },
    change: (v, change) => this.#change(v, change),
    pulse: (pulse) => {
      serverClock.set(pulse.now);
      this.connected = pulse.connected;
      this.waiting = pulse.waiting;
    },
    done: (id) => void this.#answered(id),
    refused: (id, reason) => {
      const command = id === null ? null : this.#answered(id);
      const about = command?.type ?? "start";
      if (about === "start") this.starting = false;
      this.refusal = { row: command === null ? null : rowOf(command), about, reason };
      announcer.say(reason);
    },
    lost: (silentMs) => {
      const since = serverClock.now - silentMs;
      this.lostSince = since;
      announcer.say(`${sv.link.lost(since)} ${sv.link.lostNote}`);
    },
    found: () => {
      this.lostSince = null;
      announcer.say(sv.link.found);
    },
    ended: (why) => {
      this.ended = why;
      if (why === "signed_out") place.signedOut();
    },
  };

  #change(v: number, change: Change | null): void {
    const { snapshot } = this;
    if (snapshot === null) return;
    const board = change === null ? snapshot.board : evolve(snapshot.board, change);
    // The list is the centre's own: to others there is none, whatever they see lifted.
    const more = snapshot.leads ? lifts(board) - lifts(snapshot.board) : 0;
    const lifted = snapshot.lifted + more;
    this.snapshot = { ...snapshot, lifted, board: { ...board, version: v } };
    if (change?.type === "row_added" && change.row.section !== null) {
      announcer.say(sv.row.added(sv.board.sections[change.row.section]));
    }
  }

  #answered(id: string): Command | null {
    const command = this.sent.get(id) ?? null;
    const left = new Map(this.sent);
    left.delete(id);
    this.sent = left;
    return command;
  }

  #wire(after: number | null): Wire {
    return new WebSocket(lineUrl(this.centre, this.date, this.round, after)) as unknown as Wire;
  }
}

function rowOf(command: Command): string | null {
  return "row" in command ? command.row : null;
}
