/* Session understands who is signed in, and where in Kvarten the reader stands. */
import { api, Problem } from "./api";
import { serverClock } from "./clock.svelte";
import { href, routeOf, type Route } from "./route";
import type { Session } from "./wire";

class Place {
  session = $state.raw<Session | null>(null);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  path = $state(location.pathname);
  route: Route = $derived(routeOf(this.path));

  async load(): Promise<void> {
    this.problem = null;
    try {
      this.#enter(await api.session());
    } catch (error) {
      this.fail(error);
    }
    this.loaded = true;
  }

  async signIn(demo: string, device: "desk" | "tablet"): Promise<void> {
    this.entered(await api.signIn(demo, device));
  }

  /** Somebody has signed in, or goes on under another assignment. */
  entered(session: Session): void {
    this.#enter(session);
    this.go(href.start);
  }

  async signOut(): Promise<void> {
    await api.signOut().catch((error: unknown) => this.fail(error));
    this.session = null;
    this.go(href.start);
  }

  /** Takes a failed call: a lost session leads to the login page, the rest is for the caller. */
  fail(error: unknown): Problem {
    heard(error);
    if (error.status !== 401) this.problem = error;
    return error;
  }

  signedOut(): void {
    this.session = null;
  }

  go(path: string, replace = false): void {
    if (path !== location.pathname) {
      if (replace) history.replaceState(null, "", path);
      else history.pushState(null, "", path);
    }
    this.path = path;
    scrollTo(0, 0);
  }

  #enter(session: Session): void {
    this.session = session;
    serverClock.set(session.now);
  }
}

export const place = new Place();

/** Takes a failed call: a lost session leads to the login page. What is no answer of ours goes on. */
export function heard(error: unknown): asserts error is Problem {
  if (!(error instanceof Problem)) throw error;
  if (error.status === 401) place.signedOut();
}
