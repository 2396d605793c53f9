/* World is a clock, a coin and a network that a test holds in its hand. */
import { Line, type Hearer, type Wire, type World } from "../src/socket";
import type { Act, FromServer } from "../src/wire";

export class FakeWire implements Wire {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  sent: { type: string }[] = [];
  closed = false;

  constructor(readonly after: number | null) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text) as { type: string });
  }

  close(): void {
    this.closed = true;
  }

  opens(): void {
    this.onopen?.();
  }

  tells(message: FromServer): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  breaks(code = 1006): void {
    this.onclose?.({ code });
  }

  get commands(): Act[] {
    return this.sent.filter((each): each is Act => each.type === "command");
  }
}

export class FakeWorld implements World {
  #now = 0;
  #ids = 0;
  #alarms: { at: number; then: () => void }[] = [];
  chance = 1;
  wires: FakeWire[] = [];
  heard: string[] = [];

  now = (): number => this.#now;
  random = (): number => this.chance;
  id = (): string => `id-${(this.#ids += 1)}`;

  after = (ms: number, then: () => void): (() => void) => {
    const alarm = { at: this.#now + ms, then };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((each) => each !== alarm);
    };
  };

  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#alarms.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#alarms = this.#alarms.filter((each) => each !== next);
      this.#now = next.at;
      next.then();
    }
    this.#now = end;
  }

  /** A line to nowhere, already asked for; `wire` is the latest it opened. */
  line(version: number | null): Line {
    const open = (after: number | null): Wire => {
      const wire = new FakeWire(after);
      this.wires.push(wire);
      return wire;
    };
    return new Line(open, this.#hearer, version, this);
  }

  get wire(): FakeWire {
    const last = this.wires.at(-1);
    if (last === undefined) throw new Error("nothing was opened");
    return last;
  }

  readonly #hearer: Hearer = {
    snapshot: (snapshot) => this.heard.push(`snapshot ${snapshot.board.version}`),
    change: (v, change) => this.heard.push(`${v} ${change?.type ?? "-"}`),
    pulse: () => this.heard.push("pulse"),
    done: (id) => this.heard.push(`done ${id}`),
    refused: (id, reason) => this.heard.push(`refused ${id} ${reason}`),
    lost: (ms) => this.heard.push(`lost ${ms}`),
    found: () => this.heard.push("found"),
    ended: (why) => this.heard.push(`ended ${why}`),
  };
}
