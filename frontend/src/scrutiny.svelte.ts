/* Scrutiny understands Loggranskning as the page holds it: what was drawn, and one item in hand. */
import { announcer } from "./announce.svelte";
import { api, type Problem, type FieldError } from "./api";
import { heard } from "./session.svelte";
import { svScrutiny, type Part } from "./svscrutiny";
import type { Scrutiny, ScrutinyItem, ScrutinyOpened, Verdict } from "./wire";

/** Whether nothing is left to find out. */
export const finished = (item: ScrutinyItem): boolean => item.verdict === "ok" || item.verdict === "breach";
/** Whether the reader could judge it now. */
export const waits = (item: ScrutinyItem): boolean => !item.own && item.verdict == null;

export class ScrutinyPage {
  told = $state.raw<Scrutiny | null>(null);
  part = $state<Part>("week");
  opened = $state.raw<ScrutinyOpened | null>(null);
  problem = $state.raw<Problem | null>(null);
  refusal = $state("");
  fields = $state.raw<readonly FieldError[]>([]);
  busy = $state(false);
  /** What was sent and not answered: sent again it is the same judgement, and counts once. */
  #sent: { words: string; id: string } | null = null;

  items: readonly ScrutinyItem[] = $derived(
    this.part === "older"
      ? (this.told?.older.flatMap((week) => week.items) ?? [])
      : (this.told?.week?.items ?? []),
  );

  load(): Promise<boolean> {
    return this.#do(async () => {
      this.told = await api.scrutiny();
    });
  }

  show(part: Part): void {
    this.part = part;
    this.close();
  }

  close(): void {
    this.opened = null;
    this.refusal = "";
    this.fields = [];
  }

  open(item: ScrutinyItem): Promise<boolean> {
    return this.#do(async () => {
      this.opened = await api.scrutinyItem(item.id);
    });
  }

  /** Opens the next item that waits after the one in hand, from the top when there is none below. */
  async next(): Promise<void> {
    const here = this.items.findIndex((item) => item.id === this.opened?.item.id);
    const order = [...this.items.slice(here + 1), ...this.items.slice(0, Math.max(here, 0))];
    const found = order.find(waits);
    if (found === undefined) this.close();
    else await this.open(found);
  }

  async judge(verdict: Verdict, note: string): Promise<boolean> {
    const item = this.opened?.item;
    if (item === undefined) return false;
    const told = { verdict, note: note.trim() === "" ? null : note.trim(), follows: item.judgement ?? null };
    const words = JSON.stringify([item.id, told]);
    const id = this.#sent?.words === words ? this.#sent.id : crypto.randomUUID();
    this.#sent = { words, id };
    const done = await this.#do(async () => {
      this.told = await api.judge(item.id, { id, ...told });
      this.#sent = null;
    });
    if (done) {
      announcer.say(svScrutiny.judge.saved(svScrutiny.verdicts[verdict], this.items.filter(waits).length));
      await this.next();
    }
    return done;
  }

  fault(name: string): string {
    return this.fields.find(({ field }) => field === name)?.says ?? "";
  }

  /** True when it was done; otherwise `refusal` says why not, and `fields` where. */
  async #do(work: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.refusal = "";
    this.fields = [];
    this.problem = null;
    try {
      await work();
      return true;
    } catch (error) {
      heard(error);
      if (this.told === null) this.problem = error;
      this.refusal = error.message;
      this.fields = error.fields;
      announcer.say(error.message);
      return false;
    } finally {
      this.busy = false;
    }
  }
}

/** Hand a file to the browser's downloads; its address is its own and gone at once. */
export function hand({ blob, name }: { blob: Blob; name: string }): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
