/* Reportboards understands who stands on today's boards, so that a report can be told with a tap. */
import { api } from "./api";
import type { Whom } from "./report";
import { heard } from "./session.svelte";
import { svReport } from "./svreport";
import type { Party, Session, Snapshot } from "./wire";

export interface Call {
  name: string;
  phone: string;
}

export interface Person {
  whom: Whom;
  note: string;
}

export class Boards {
  state = $state<"loading" | "failed" | "ready">("loading");
  persons = $state.raw<readonly Person[]>([]);
  #parties = $state.raw<readonly (Party & { centre: string })[]>([]);

  constructor(readonly session: Session) {}

  async load(): Promise<void> {
    const open = this.session.huddles.filter(({ readable }) => readable);
    const told = await Promise.all(open.map(({ centre, date }) => read(centre, date)));
    const found = told.filter((each) => each !== null);
    this.state = found.length === 0 && open.length > 0 ? "failed" : "ready";
    const several = found.filter(({ board }) => board.rows.length > 0).length > 1;
    this.persons = found
      .flatMap((snapshot) => snapshot.board.rows.map((row) => person(snapshot, row, several)))
      .sort((a, b) => a.whom.name.localeCompare(b.whom.name, "sv"));
    this.#parties = found.flatMap(({ centre, parties }) => parties.map((party) => ({ ...party, centre })));
  }

  /** Every unit called to one of the boards. */
  get units(): readonly Party[] {
    return this.#parties.filter(({ id }, at, all) => all.findIndex((each) => each.id === id) === at);
  }

  get names(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#parties.map(({ id, name }) => [id, name]));
  }

  /** Whom to ring at once: the municipality's nurses of the person's own huddle. */
  nurses(whom: Whom | null): Call[] {
    const own = whom?.row?.centre;
    const nurses = this.#parties.filter(
      ({ role, centre }) => role === "kommun_hsl" && (own === undefined || own === centre),
    );
    const calls = nurses.flatMap(({ name, phone }) => (phone === null ? [] : [{ name, phone }]));
    return calls.filter(({ phone }, at) => calls.findIndex((each) => each.phone === phone) === at);
  }
}

function person(snapshot: Snapshot, row: Snapshot["board"]["rows"][number], several: boolean): Person {
  const { name, age } = row.content;
  const parts = [age === null ? "" : svReport.whom.age(age), several ? snapshot.centre_name : ""];
  return {
    whom: { name, row: { centre: snapshot.centre, day: snapshot.date, id: row.id } },
    note: parts.filter((part) => part !== "").join(", "),
  };
}

async function read(centre: string, date: string): Promise<Snapshot | null> {
  try {
    return await api.huddle(centre, date, "daily");
  } catch (error) {
    heard(error);
    return null;
  }
}
