/* Consents understands one person's consents as the dialog holds them: read, and changed one act at a time. */
import { announcer } from "./announce.svelte";
import { api, type FieldError } from "./api";
import { heard } from "./session.svelte";
import { svConsents } from "./svconsents";
import type { ConsentAct, ConsentsView } from "./wire";

type Without<T> = T extends unknown ? Omit<T, "id"> : never;
/** An act before it has its id. */
export type Wish = Without<ConsentAct>;

export class Consents {
  view = $state.raw<ConsentsView | null>(null);
  refusal = $state("");
  fields = $state.raw<readonly FieldError[]>([]);
  busy = $state(false);
  /** What was sent and not answered: sent again it is the same act, and counts once. */
  #sent: { words: string; id: string } | null = null;

  constructor(
    readonly centre: string,
    readonly date: string,
    readonly row: string,
  ) {}

  load(): Promise<boolean> {
    return this.#do(async () => {
      this.view = await api.consents(this.centre, this.date, this.row);
    });
  }

  act(wish: Wish): Promise<boolean> {
    const words = JSON.stringify(wish);
    const id = this.#sent?.words === words ? this.#sent.id : crypto.randomUUID();
    this.#sent = { words, id };
    return this.#do(async () => {
      this.view = await api.consent(this.centre, this.date, this.row, { ...wish, id } as ConsentAct);
      this.#sent = null;
      announcer.say(svConsents.done[wish.type]);
    });
  }

  fault(name: string): string {
    return this.fields.find(({ field }) => field === name)?.says ?? "";
  }

  /** True when it was done; otherwise `refusal` says why not, and `fields` where. */
  async #do(work: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.refusal = "";
    this.fields = [];
    try {
      await work();
      return true;
    } catch (error) {
      heard(error);
      if (error.status === 404) this.view = null;
      this.refusal = error.message;
      this.fields = error.fields;
      announcer.say(error.message);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
