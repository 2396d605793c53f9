/* Svweek holds the Swedish strings of the week's round. */
import { longDay, shortDay, week } from "./time";

export const svWeek = {
  page: "Teamrond",
  day: (date: string) => `Teamrond ${longDay(date)}, v. ${week(date)}`,
  today: "Teamronden i dag",
  on: (date: string) => `Teamronden är ${shortDay(date)}`,
  was: (date: string) => `Teamronden var ${shortDay(date)}`,
  back: "Till dagens tavla",
  start: "Starta teamronden",
  none: "Inget att gå igenom här den här veckan.",
};
