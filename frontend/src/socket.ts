/* Socket understands the line to one huddle: hearing, answering, and coming back when it breaks. */
import { Sequence } from "./sequence";
import { never, type Act, type Change, type Command, type FromServer, type Numbered } from "./wire";
import type { Pulse, Snapshot } from "./wire";

export const SILENCE_MS = 25_000;
export const BEAT_MS = 20_000;
export const SETTLE_MS = 12_000;
const FIRST_DELAY_MS = 400;
const LONGEST_DELAY_MS = 15_000;
const OVERLOADED_DELAY_MS = 5_000;

export type Ended = "signed_out" | "no_right" | "no_huddle";

/** What the line tells; `lost` and `found` frame the time without contact. */
export interface Hearer {
  snapshot(snapshot: Snapshot): void;
  change(v: number, change: Change | null): void;
  pulse(pulse: Pulse): void;
  done(id: string): void;
  refused(id: string | null, reason: string): void;
  lost(silentMs: number): void;
  found(): void;
  ended(why: Ended): void;
}

/** The part of WebSocket that is used, so that a test can stand in for it. */
export interface Wire {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

/** Time and chance from outside. `after` gives back what cancels it. */
export interface World {
  now(): number;
  after(ms: number, then: () => void): () => void;
  random(): number;
  id(): string;
}

export const browser: World = {
  now: () => Date.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  id: () => crypto.randomUUID(),
};

type Alarm = "beat" | "silence" | "retry";

export class Line {
  readonly #sequence: Sequence;
  readonly #unanswered = new Map<string, Act>();
  readonly #alarms = new Map<Alarm, () => void>();
  #wire: Wire | null = null;
  #ready = false;
  #failures = 0;
  #heard: number;
  #stopped = false;
  #lost = false;

  constructor(
    private readonly open: (after: number | null) => Wire,
    private readonly hearer: Hearer,
    version: number | null,
    private readonly world: World = browser,
  ) {
    this.#sequence = new Sequence(version);
    this.#heard = world.now();
    this.#connect();
  }

  /** Sends a command, now or as soon as there is contact again; gives back its id. */
  command(command: Command): string {
    const act: Act = { type: "command", id: this.world.id(), command };
    this.#unanswered.set(act.id, act);
    if (this.#ready) this.#wire?.send(JSON.stringify(act));
    return act.id;
  }

  /** The page was asleep or out of sight: trust the line only if it was heard of lately. */
  wake(): void {
    if (this.#stopped || this.world.now() - this.#heard < SETTLE_MS) return;
    this.#failures = 0;
    this.#reconnect(0);
  }

  close(): void {
    this.#stopped = true;
    this.#dropWire();
    for (const cancel of this.#alarms.values()) cancel();
  }

  #connect(): void {
    const wire = this.open(this.#sequence.after);
    this.#wire = wire;
    wire.onopen = () => this.#opened(wire);
    wire.onmessage = (event) => this.#hear(JSON.parse(String(event.data)) as FromServer);
    wire.onclose = (event) => this.#closed(event.code);
    this.#listen();
  }

  #opened(wire: Wire): void {
    this.#ready = true;
    for (const act of this.#unanswered.values()) wire.send(JSON.stringify(act));
    this.#beat();
  }

  #beat(): void {
    this.#set("beat", BEAT_MS, () => {
      this.#wire?.send(JSON.stringify({ type: "beat" }));
      this.#beat();
    });
  }

  #listen(): void {
    this.#set("silence", SILENCE_MS, () => {
      this.#lose();
      this.#reconnect(this.#delay());
    });
  }

  #hear(message: FromServer): void {
    this.#heard = this.world.now();
    this.#failures = 0;
    this.#listen();
    if (this.#lost) this.hearer.found();
    this.#lost = false;
    switch (message.type) {
      case "snapshot":
        this.#sequence.snapshot(message.board.version);
        return this.hearer.snapshot(message);
      case "change":
        return this.#numbered(message);
      case "pulse":
        this.hearer.pulse(message);
        if (this.#sequence.pulse(message.v) === "gap") this.#reconnect(0);
        return;
      case "done":
        this.#unanswered.delete(message.id);
        return this.hearer.done(message.id);
      case "refused":
        if (message.id !== null) this.#unanswered.delete(message.id);
        return this.hearer.refused(message.id, message.reason);
      default:
        never(message);
    }
  }

  #numbered(message: Numbered): void {
    switch (this.#sequence.receive(message.v)) {
      case "old":
        return;
      case "next":
        return this.hearer.change(message.v, message.change ?? null);
      case "gap":
        return this.#reconnect(0);
    }
  }

  #closed(code: number): void {
    const ended = endedBy(code);
    if (ended !== null) {
      this.close();
      return this.hearer.ended(ended);
    }
    if (this.#failures > 0) this.#lose();
    this.#reconnect(Math.max(this.#delay(), code === 1013 ? OVERLOADED_DELAY_MS : 0));
  }

  #lose(): void {
    if (!this.#lost) this.hearer.lost(this.world.now() - this.#heard);
    this.#lost = true;
  }

  /** Doubles for each failure; the upper half is left to chance, so that not all come at once. */
  #delay(): number {
    const most = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures);
    this.#failures += 1;
    return most / 2 + (most / 2) * this.world.random();
  }

  #reconnect(delay: number): void {
    this.#dropWire();
    this.#set("retry", delay, () => this.#connect());
  }

  #dropWire(): void {
    const wire = this.#wire;
    this.#wire = null;
    this.#ready = false;
    this.#cancel("beat");
    this.#cancel("silence");
    if (wire === null) return;
    wire.onopen = wire.onmessage = wire.onclose = null;
    wire.close();
  }

  #set(alarm: Alarm, ms: number, then: () => void): void {
    this.#cancel(alarm);
    this.#alarms.set(alarm, this.world.after(ms, then));
  }

  #cancel(alarm: Alarm): void {
    this.#alarms.get(alarm)?.();
    this.#alarms.delete(alarm);
  }
}

function endedBy(code: number): Ended | null {
  switch (code) {
    case 4401:
      return "signed_out";
    case 4403:
      return "no_right";
    case 4404:
      return "no_huddle";
    default:
      return null;
  }
}
