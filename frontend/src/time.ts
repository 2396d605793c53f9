/* Time understands instants as Swedish words, in Stockholm whatever zone the browser is in. */

export const ZONE = "Europe/Stockholm";
export type Instant = number | string;

const part = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, ...options });
const HOUR_MINUTE = part({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const ISO_DAY = new Intl.DateTimeFormat("en-CA", {
  timeZone: ZONE,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});
const WALL = part({
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
  hourCycle: "h23",
});

const WEEKDAYS = ["sön", "mån", "tis", "ons", "tor", "fre", "lör"];
const WEEKDAYS_LONG = ["söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"];
const MONTHS = "jan feb mar apr maj jun jul aug sep okt nov dec".split(" ");
const MONTHS_LONG = (
  "januari februari mars april maj juni juli augusti september oktober november december"
).split(" ");

export function millis(instant: Instant): number {
  return typeof instant === "number" ? instant : Date.parse(instant);
}

/** 8.08, as in running text and on the big clock. */
export function clock(instant: Instant): string {
  const [hour = "", minute = ""] = HOUR_MINUTE.format(millis(instant)).split(":");
  return `${Number(hour)}.${minute}`;
}

/** 08.08, as in tables and for events. */
export function stamp(instant: Instant): string {
  return HOUR_MINUTE.format(millis(instant)).replace(":", ".");
}

/** The local day of an instant, as 2026-11-23. */
export function localDay(instant: Instant): string {
  return ISO_DAY.format(millis(instant));
}

/** A day as numbers; noon in UTC so that no zone can move it. */
function noon(day: string): Date {
  return new Date(`${day}T12:00:00Z`);
}

/** mån 23 nov */
export function shortDay(day: string): string {
  const date = noon(day);
  return `${WEEKDAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

/** måndag 23 november */
export function longDay(day: string): string {
  const date = noon(day);
  const month = MONTHS_LONG[date.getUTCMonth()];
  return `${WEEKDAYS_LONG[date.getUTCDay()]} ${date.getUTCDate()} ${month}`;
}

export function weekday(day: string): string {
  return WEEKDAYS[noon(day).getUTCDay()] ?? "";
}

/** ISO week number of a day. */
export function week(day: string): number {
  const date = noon(day);
  const thursday = new Date(date);
  thursday.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1, 12);
  return Math.floor((thursday.getTime() - first) / 604_800_000) + 1;
}

export function addDays(day: string, days: number): string {
  const date = noon(day);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((noon(to).getTime() - noon(from).getTime()) / 86_400_000);
}

/** The instant at which the clock in Stockholm shows `time` on `day`; a gap hour moves forward. */
export function atLocal(day: string, time: string): number {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  const first = wanted - offset(wanted);
  const second = wanted - offset(first);
  return offset(second) === wanted - second ? second : Math.max(first, second);
}

function offset(instant: number): number {
  const at = Object.fromEntries(WALL.formatToParts(instant).map((p) => [p.type, Number(p.value)]));
  const wall = Date.UTC(
    at.year ?? 0, (at.month ?? 1) - 1, at.day ?? 1, at.hour ?? 0, at.minute ?? 0, at.second ?? 0,
  );
  return wall - Math.floor(instant / 1000) * 1000;
}

/** "7.58" today, "fre 7.58" within six days, otherwise "fre 20 nov 7.58". */
export function near(instant: Instant, now: Instant): string {
  const day = localDay(instant);
  const away = Math.abs(daysBetween(day, localDay(now)));
  if (away === 0) return clock(instant);
  return `${away <= 6 ? weekday(day) : shortDay(day)} ${clock(instant)}`;
}

/** "i dag", "i går", "i morgon", otherwise "fre 20 nov". */
export function dayWord(day: string, today: string): string {
  switch (daysBetween(today, day)) {
    case 0:
      return "i dag";
    case -1:
      return "i går";
    case 1:
      return "i morgon";
    default:
      return shortDay(day);
  }
}

/** "12" on the hour, otherwise "15.10". */
export function shortClock(instant: Instant): string {
  return clock(instant).replace(/\.00$/, "");
}

/** When something is due: "i dag före 12", "i morgon före 10", "fre 27 nov före 16". */
export function before(due: Instant, now: Instant): string {
  return `${dayWord(localDay(due), localDay(now))} före ${shortClock(due)}`;
}
