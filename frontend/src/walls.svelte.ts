/* Walls understand which walls show a huddle, as its convenor pairs them and puts them out. */
import { announcer } from "./announce.svelte";
import { api } from "./api";
import { heard } from "./session.svelte";
import { svWall } from "./svwall";
import type { WallsView } from "./wire";

export class Walls {
  view = $state.raw<WallsView | null>(null);
  refusal = $state("");
  busy = $state(false);

  constructor(
    readonly centre: string,
    readonly date: string,
  ) {}

  load(): Promise<boolean> {
    return this.#do(() => api.walls(this.centre, this.date));
  }

  pair(code: string): Promise<boolean> {
    return this.#do(() => api.pairWall(this.centre, this.date, code), svWall.paired);
  }

  putOut(wall: string): Promise<boolean> {
    return this.#do(() => api.putOutWall(this.centre, this.date, wall), svWall.putOutDone);
  }

  async #do(work: () => Promise<WallsView>, says = ""): Promise<boolean> {
    this.busy = true;
    this.refusal = "";
    try {
      this.view = await work();
      if (says !== "") announcer.say(says);
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
