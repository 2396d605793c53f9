/* Retention understands for how long events are kept: what holds, and changing it. */
import { announcer } from "./announce.svelte";
import { api } from "./api";
import { heard } from "./session.svelte";
import { svSettings } from "./svsettings";
import type { RetentionView } from "./wire";

export class Retention {
  told = $state.raw<RetentionView | null>(null);
  refusal = $state("");
  done = $state("");
  busy = $state(false);

  async load(): Promise<void> {
    this.refusal = "";
    await this.#do(() => api.retention());
  }

  /** True when the change holds; otherwise `refusal` says why not. */
  async change(months: number): Promise<boolean> {
    const was = this.told?.months;
    if (was === undefined) return false;
    this.refusal = this.done = "";
    if (!(await this.#do(() => api.changeRetention(months, was)))) return false;
    this.done = svSettings.retention.done(months);
    announcer.say(this.done);
    return true;
  }

  async #do(ask: () => Promise<RetentionView>): Promise<boolean> {
    this.busy = true;
    try {
      this.told = await ask();
      return true;
    } catch (error) {
      heard(error);
      this.refusal = error.message;
      // Somebody else was first: what was shown is not what holds.
      if (error.status === 409) this.told = await api.retention().catch(() => this.told);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
