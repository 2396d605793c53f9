/* Keyring understands the keys of one source: which hold, a new one, and taking them all back. */
import { api } from "./api";
import { heard } from "./session.svelte";
import type { NewToken, SourceKey } from "./wire";

export class Keyring {
  keys = $state.raw<readonly SourceKey[] | null>(null);
  /** The new token lives here alone, and only until the dialog that shows it is closed. */
  made = $state.raw<NewToken | null>(null);
  refusal = $state("");
  busy = $state(false);

  constructor(readonly source: string) {}

  load(): Promise<boolean> {
    return this.#do(async () => {
      this.keys = (await api.keys(this.source)).keys;
    });
  }

  make(overlapHours: number): Promise<boolean> {
    return this.#do(async () => {
      this.made = await api.newToken(this.source, overlapHours);
      this.keys = (await api.keys(this.source)).keys;
    });
  }

  takeBack(): Promise<boolean> {
    return this.#do(async () => {
      await api.takeBackKeys(this.source);
      this.keys = (await api.keys(this.source)).keys;
    });
  }

  forget(): void {
    this.made = null;
    this.refusal = "";
  }

  /** True when it was done; otherwise `refusal` says why not. */
  async #do(work: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.refusal = "";
    try {
      await work();
      return true;
    } catch (error) {
      heard(error);
      this.refusal = error.message;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
