/* Announce understands what is read out by a screen reader, politely and one thing at a time. */
import { untrack } from "svelte";

class Announcer {
  text = $state("");
  quiet = $state(false);

  say(text: string): void {
    // The same words twice are not heard twice unless they differ.
    this.text = text === untrack(() => this.text) ? `${text}\u00a0` : text;
  }

  /** The time, unless the listener has asked for silence. */
  sayTime(text: string): void {
    if (!untrack(() => this.quiet)) this.say(text);
  }
}

export const announcer = new Announcer();
