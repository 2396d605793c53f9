/* Media understands how much room there is: a phone shows one section at a time. */
import { MediaQuery } from "svelte/reactivity";

export const narrow = new MediaQuery("screen and (max-width: 47.99em)");
