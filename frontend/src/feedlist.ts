/* Feedlist understands the feeds as they are read in the morning: what is wrong first, and a sum that adds up. */
import { daysBetween, localDay } from "./time";
import type { Feed, Letter, Reconciliation } from "./wire";

const ORDER: readonly Feed["state"][] = ["late", "closed", "never", "fresh", "not_expected"];
/** A request that ends within so many days is to be renewed now. */
export const SOON = 30;

const BAD: readonly Feed["state"][] = ["late", "closed", "never"];

/** What is not as it should be: silent, closed, never heard of, or not to be fetched from. */
export function wrong(feed: Feed): boolean {
  return BAD.includes(feed.state) || feed.fetching !== null;
}

/** The worst first; alike, as they came. */
export function inOrder(feeds: readonly Feed[]): Feed[] {
  return [...feeds].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
}

/** How many days a source's request still holds; null when it has no end. */
export function daysLeft(feed: Feed, now: number): number | null {
  return feed.valid_to === null ? null : daysBetween(localDay(now), feed.valid_to);
}

export function expiring(feed: Feed, now: number): boolean {
  const left = daysLeft(feed, now);
  return left !== null && left >= 0 && left <= SOON;
}

export type Part = "listed" | "not_listed" | "held" | "apart" | "rejected";
const PARTS: readonly Part[] = ["listed", "not_listed", "held", "apart", "rejected"];

/** The parts of the sum. None handled apart is not said: so few that they are told with the rest is none. */
export function parts(told: Reconciliation): { part: Part; n: number }[] {
  return PARTS.map((part) => ({ part, n: told[part] })).filter(
    ({ part, n }) => part !== "apart" || n > 0,
  );
}

export function adds(told: Reconciliation): boolean {
  return parts(told).reduce((sum, { n }) => sum + n, 0) === told.received;
}

/** Why what was judged is not on the board, the most common reason first. */
export function reasons(told: Reconciliation): [string, number][] {
  return Object.entries(told.reasons).sort(([a, m], [b, n]) => n - m || a.localeCompare(b, "sv"));
}

export interface Alike {
  key: string;
  reason: string;
  field: string | null;
  letters: Letter[];
  times: number;
}
export interface FromSource {
  source: string;
  name: string;
  letters: number;
  alike: Alike[];
}

/** The rejected by source, then by what was wrong and where; the most first. */
export function grouped(letters: readonly Letter[]): FromSource[] {
  const sources = new Map<string, FromSource>();
  for (const letter of letters) {
    const { source, source_name: name, reason, field } = letter;
    const from = sources.get(source) ?? { source, name, letters: 0, alike: [] };
    sources.set(source, from);
    from.letters += 1;
    const key = JSON.stringify([source, reason, field]);
    let alike = from.alike.find((each) => each.key === key);
    if (alike === undefined) {
      alike = { key, reason, field, letters: [], times: 0 };
      from.alike.push(alike);
    }
    alike.letters.push(letter);
    alike.times += letter.times;
  }
  for (const { alike } of sources.values()) alike.sort((a, b) => b.letters.length - a.letters.length);
  return [...sources.values()].sort((a, b) => b.letters - a.letters);
}

/** Whether a place in a letter is the one that was wrong, or within it. */
export function atFault(path: string, field: string | null): boolean {
  if (field === null || field === "" || !path.startsWith(field)) return false;
  return path === field || [".", "["].includes(path.charAt(field.length));
}

/** The places that can be corrected: the one at fault first, also when nothing stood there. */
export function correctable(paths: readonly string[], field: string | null): string[] {
  const within = paths.filter((path) => atFault(path, field));
  const first = field === null || field === "" || within.some((path) => path !== field) ? [] : [field];
  return [...new Set([...first, ...within, ...paths.filter((path) => path !== "")])];
}
