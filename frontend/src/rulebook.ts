/* Rulebook understands how rules are grouped, what has been changed of their numbers, and a trial's squares. */
import { week } from "./time";
import type { Rule, RuleNumber, RulePlace, Section, TrialMorning } from "./wire";

const SWEDISH = new Intl.Collator("sv");
const NEAREST: readonly RulePlace["kind"][] = ["centre", "municipality", "region"];

export const byName = (one: string, other: string): number => SWEDISH.compare(one, other);

/** The nearest first, each kind by name; the one that is looked from stays where it is. */
export function placesInOrder(places: readonly RulePlace[], own: string | undefined): RulePlace[] {
  const rank = (one: RulePlace): number => (one.key === own ? -1 : NEAREST.indexOf(one.kind));
  return [...places].sort((one, other) => rank(one) - rank(other) || byName(one.name, other.name));
}

export type Draft = Readonly<Record<string, string>>;
export type GroupKey = Section | "line" | "mark" | "weekly" | "all";
export const GROUPS: readonly GroupKey[] = ["sedan_sist", "idag", "kommande", "line", "mark", "weekly", "all"];

export interface Group {
  key: GroupKey;
  rules: readonly Rule[];
}

/** Where a rule stands in the list: by its section, unless it has no row of its own each morning. */
export function groupOf(rule: Rule): GroupKey {
  if (rule.section === null) return "all";
  return rule.taken_up === "row" || rule.taken_up === null ? rule.section : rule.taken_up;
}

/** The rules in the order of the board, then the lines, the marks and the week's; what is about all rows last. */
export function groups(rules: readonly Rule[]): Group[] {
  return GROUPS.map((key) => ({ key, rules: rules.filter((one) => groupOf(one) === key) })).filter(
    (group) => group.rules.length > 0,
  );
}

/** What is written of a number, or its value where nothing is. */
export function written(number: RuleNumber, draft: Draft): string {
  return draft[number.name] ?? String(number.value);
}

/** A value in words, where it is a choice and no quantity. */
export function says(number: RuleNumber, value: number): string {
  return number.words[value - number.low] ?? String(value);
}

/** The whole number that is written, or null when it is none or outside its bounds. */
export function valid(number: RuleNumber, text: string): number | null {
  const trimmed = text.trim();
  if (!/^\d{1,6}$/.test(trimmed)) return null;
  const value = Number(trimmed);
  return value >= number.low && value <= number.high ? value : null;
}

/** The numbers that are written otherwise than they are, or null when one of them is no number. */
export function changed(rule: Rule, draft: Draft): Record<string, number> | null {
  const found: Record<string, number> = {};
  for (const number of rule.numbers) {
    const value = valid(number, written(number, draft));
    if (value === null) return null;
    if (value !== number.value) found[number.name] = value;
  }
  return found;
}

export type Square = "kept" | "dropped" | "added";

export interface Column {
  day: string;
  judged: boolean;
  /** From the bottom up. */
  squares: readonly Square[];
  /** The ISO week, where it is the first morning of it that is drawn. */
  week: number | null;
}

/** One column for each morning, one square for each person. */
export function columns(mornings: readonly TrialMorning[]): Column[] {
  let last = 0;
  return mornings.map((one) => {
    const dropped = one.dropped ?? 0;
    const kept = Math.max(0, (one.before ?? 0) - dropped);
    const number = week(one.day);
    const first = number !== last;
    last = number;
    return {
      day: one.day,
      judged: one.judged,
      squares: [
        ...Array<Square>(kept).fill("kept"),
        ...Array<Square>(one.added ?? 0).fill("added"),
        ...Array<Square>(dropped).fill("dropped"),
      ],
      week: first ? number : null,
    };
  });
}

/** The steps of the axis: at most four of them, of whole persons. */
export function ticks(most: number): number[] {
  const step = Math.max(1, Math.ceil(most / 4));
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, n) => n * step);
}
