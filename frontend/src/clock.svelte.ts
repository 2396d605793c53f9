/* Clock understands what time it is where the server is, and lets the page follow it by the second. */
import { millis, type Instant } from "./time";

class ServerClock {
  #offset = 0;
  now = $state(Date.now());

  constructor() {
    setInterval(() => this.#tick(), 1000);
  }

  /** What the server says the time is. */
  set(instant: Instant): void {
    this.#offset = millis(instant) - Date.now();
    this.#tick();
  }

  #tick(): void {
    this.now = Date.now() + this.#offset;
  }
}

export const serverClock = new ServerClock();
