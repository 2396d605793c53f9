/* Groups understands when an action is to be done, as its owner sorts the day. */
import { addDays, daysBetween, localDay, shortDay, stamp, week, weekday, shortClock } from "./time";
import { never, type Action } from "./wire";

export type Group = "late" | "today" | "tomorrow" | "later" | "done";
export const GROUPS: readonly Group[] = ["late", "today", "tomorrow", "later", "done"];

export function groupOf(action: Action, now: number): Group {
  if (action.state !== "assigned" && action.state !== "accepted") return "done";
  if (action.late) return "late";
  const days = daysBetween(localDay(now), localDay(action.due));
  return days <= 0 ? "today" : days === 1 ? "tomorrow" : "later";
}

/** The actions of one group: by due time, but what is done with the latest first. */
export function inGroup(actions: Action[], group: Group, now: number): Action[] {
  const found = actions.filter((action) => groupOf(action, now) === group);
  if (group === "done") return found.sort((a, b) => moved(b) - moved(a));
  return found.sort((a, b) => Date.parse(a.due) - Date.parse(b.due));
}

function moved(action: Action): number {
  return Date.parse(action.moved_at ?? action.decided_at);
}

/** The small words under a group's name: its day, or its weeks. */
export function covers(group: Group, actions: Action[], now: number): string {
  const today = localDay(now);
  switch (group) {
    case "late":
    case "done":
      return "";
    case "today":
      return shortDay(today);
    case "tomorrow":
      return shortDay(addDays(today, 1));
    case "later": {
      const weeks = [...new Set(actions.map(({ due }) => week(localDay(due))))];
      const [first, last] = [weeks[0], weeks.at(-1)];
      return first === last ? `v. ${first}` : `v. ${first}–${last}`;
    }
    default:
      return never(group);
  }
}

/** The time that stands first on an action's row. */
export function dueWords(action: Action, group: Group, now: number): string {
  const day = localDay(action.due);
  switch (group) {
    case "late":
      return day === localDay(now) ? stamp(action.due) : `${weekday(day)} ${shortClock(action.due)}`;
    case "today":
    case "tomorrow":
      return stamp(action.due);
    case "later":
      return daysBetween(localDay(now), day) <= 6
        ? `${weekday(day)} ${shortClock(action.due)}`
        : shortDay(day);
    case "done":
      return weekday(localDay(moved(action)));
    default:
      return never(group);
  }
}
