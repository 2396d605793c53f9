/* Svwhy holds the Swedish strings of why a row is there: what was asked, the facts, their age and source. */
import { millis, near, type Instant } from "./time";
import type { Because, FactTold } from "./wire";

/** What reached us longer than this after it happened also says when it came (as wording.py). */
const LATE_MS = 6 * 3_600_000;

export const svWhy = {
  facts: "Uppgifter",
  step: ({ text, answer }: Because) => `${text}: ${answer}`,
  told: (fact: FactTold, now: Instant) => {
    const late = millis(fact.received_at) - millis(fact.occurred_at) > LATE_MS;
    const came = late ? `, kom hit ${near(fact.received_at, now)}` : "";
    return `${near(fact.occurred_at, now)}, från ${fact.source}${came}`;
  },
  rule: (id: string, version: string) => `Regel ${id}, version ${version}`,
};
