import { expect, test } from "vitest";
import { atLocal, before, clock, dayWord, localDay, longDay, near, shortDay, stamp, week } from "../src/time";

const utc = (text: string): number => Date.parse(`${text}Z`);

test.each([
  ["2026-11-23T07:08:59", "8.08", "08.08", "2026-11-23", "winter: an hour before UTC"],
  ["2026-07-01T06:00:00", "8.00", "08.00", "2026-07-01", "summer: two hours"],
  ["2026-11-22T23:30:00", "0.30", "00.30", "2026-11-23", "past midnight here, not there"],
  ["2026-03-29T01:00:00", "3.00", "03.00", "2026-03-29", "spring: 2 o'clock never was"],
  ["2026-10-25T00:30:00", "2.30", "02.30", "2026-10-25", "autumn: the first half past two"],
  ["2026-10-25T01:30:00", "2.30", "02.30", "2026-10-25", "autumn: the second"],
])("%s UTC is %s, in tables %s, on %s: %s", (instant, running, table, day) => {
  expect([clock(utc(instant)), stamp(utc(instant)), localDay(utc(instant))]).toEqual([running, table, day]);
});

test.each([
  ["2026-11-23", "08:00", "2026-11-23T07:00:00", "winter"],
  ["2026-07-01", "08:00", "2026-07-01T06:00:00", "summer"],
  ["2026-03-29", "02:30", "2026-03-29T01:30:00", "the hour that never was moves forward"],
  ["2026-10-25", "02:30", "2026-10-25T01:30:00", "the hour that is twice: the later, so that nothing is due too early"],
  ["2026-10-25", "12:00", "2026-10-25T11:00:00", "the day of 25 hours"],
])("%s kl. %s in Stockholm is %s UTC: %s", (day, time, instant) => {
  expect(atLocal(day, time)).toBe(utc(instant));
});

test.each([
  ["2026-11-23", "mån 23 nov", "måndag 23 november", 48],
  ["2026-01-01", "tor 1 jan", "torsdag 1 januari", 1],
  ["2027-01-03", "sön 3 jan", "söndag 3 januari", 53],
])("%s is %s, %s, v. %i", (day, short, long, number) => {
  expect([shortDay(day), longDay(day), week(day)]).toEqual([short, long, number]);
});

test.each([
  ["2026-11-23T10:00:00", "i dag före 11", "today, on the hour"],
  ["2026-11-23T14:10:00", "i dag före 15.10", "today, with minutes"],
  ["2026-11-24T09:00:00", "i morgon före 10", "tomorrow"],
  ["2026-11-27T15:00:00", "fre 27 nov före 16", "later"],
])("due %s UTC is said %s: %s", (due, words) => {
  expect(before(utc(due), utc("2026-11-23T07:00:00"))).toBe(words);
});

test.each([
  ["2026-11-23T04:40:00", "5.40", "today"],
  ["2026-11-20T07:15:00", "fre 8.15", "within six days"],
  ["2026-11-12T07:15:00", "tor 12 nov 8.15", "longer ago"],
])("%s UTC is near as %s: %s", (instant, words) => {
  expect(near(utc(instant), utc("2026-11-23T07:00:00"))).toBe(words);
});

test("days beside today have words of their own", () => {
  const words = ["2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25"].map((day) => dayWord(day, "2026-11-23"));
  expect(words).toEqual(["i går", "i dag", "i morgon", "ons 25 nov"]);
});
