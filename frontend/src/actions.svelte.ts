/* Actions understands the reader's own list: fetched anew all the time, and moved one tap at a time. */
import { announcer } from "./announce.svelte";
import { api, Problem } from "./api";
import { serverClock } from "./clock.svelte";
import { heard } from "./session.svelte";
import type { ActionCommand, Actions } from "./wire";

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
export type Move = WithoutId<ActionCommand>;

export class ActionList {
  data = $state.raw<Actions | null>(null);
  problem = $state.raw<Problem | null>(null);
  refusals = $state.raw<Readonly<Record<string, string>>>({});
  moving = $state<string | null>(null);
  lostSince = $state<number | null>(null);
  #ids = new Map<string, string>();

  async load(): Promise<void> {
    try {
      const data = await api.actions();
      this.data = data;
      this.problem = null;
      this.lostSince = null;
      serverClock.set(data.now);
    } catch (error) {
      heard(error);
      if (this.data === null) this.problem = error;
      else this.lostSince ??= serverClock.now;
    }
  }

  /** Moves an action; true when the server has taken it. Trying again is the same command. */
  async move(action: string, move: Move): Promise<boolean> {
    const key = JSON.stringify([action, move]);
    const id = this.#ids.get(key) ?? crypto.randomUUID();
    this.#ids.set(key, id);
    this.moving = action;
    try {
      await api.act(action, { ...move, id } as ActionCommand);
      this.#ids.delete(key);
      this.#refuse(action, null);
      await this.load();
      return true;
    } catch (error) {
      heard(error);
      if (error.status !== 0) this.#ids.delete(key);
      this.#refuse(action, error.message);
      announcer.say(error.message);
      return false;
    } finally {
      this.moving = null;
    }
  }

  #refuse(action: string, reason: string | null): void {
    const { [action]: _gone, ...others } = this.refusals;
    this.refusals = reason === null ? others : { ...others, [action]: reason };
  }
}
