/* Route understands the paths of the pages. No path ever holds a name. */
import { LISTS, type ListName } from "./listnames";
import type { Page, Round } from "./wire";

export type Route =
  | { page: "start" }
  | { page: "board"; centre: string; date: string; round: Round }
  | { page: "wall" }
  | { page: "actions" }
  | { page: "week"; centre: string }
  | { page: "settings" }
  | { page: "feeds" }
  | { page: "rules" }
  | { page: "report" }
  | { page: "review" }
  | { page: "scrutiny" }
  | { page: "contact" }
  | { page: "periods" }
  | { page: "person"; id: string }
  | { page: "lists"; name: ListName }
  | { page: "account" }
  | { page: "invitation" }
  | { page: "commissions" }
  | { page: "unknown" };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function routeOf(path: string): Route {
  const [first = "", second = "", third = "", ...rest] = path
    .split("/")
    .filter((part) => part !== "")
    .map(decode);
  if (rest.length > 0) return { page: "unknown" };
  const dated = second !== "" && /^\d{4}-\d{2}-\d{2}$/.test(third);
  if (first === "") return { page: "start" };
  if (first === "tavla" && dated) return { page: "board", centre: second, date: third, round: "daily" };
  if (first === "teamrond" && dated) return { page: "board", centre: second, date: third, round: "weekly" };
  if (first === "vagg" && second === "") return { page: "wall" };
  if (first === "atgarder" && second === "") return { page: "actions" };
  if (first === "regelboken" && second === "") return { page: "rules" };
  if (first === "floden" && second === "") return { page: "feeds" };
  if (first === "enskild" && second === "") return { page: "review" };
  if (first === "kontakt" && second === "") return { page: "contact" };
  if (first === "perioder" && second === "") return { page: "periods" };
  const list = LISTS.find((one) => one === (second || LISTS[0]));
  if (first === "listor" && list !== undefined && third === "") return { page: "lists", name: list };
  if (first === "loggranskning" && second === "") return { page: "scrutiny" };
  if (first === "rapportera" && second === "") return { page: "report" };
  if (first === "person" && UUID.test(second) && third === "") return { page: "person", id: second };
  if (first === "konto" && second === "") return { page: "account" };
  if (first === "inbjudan" && second === "") return { page: "invitation" };
  if (first === "uppdrag" && second === "") return { page: "commissions" };
  if (first === "installningar" && second === "") return { page: "settings" };
  if (first === "veckan" && second !== "" && third === "") return { page: "week", centre: second };
  return { page: "unknown" };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const href = {
  start: "/",
  actions: "/atgarder",
  settings: "/installningar",
  feeds: "/floden",
  rules: "/regelboken",
  report: "/rapportera",
  review: "/enskild",
  scrutiny: "/loggranskning",
  contact: "/kontakt",
  periods: "/perioder",
  lists: "/listor",
  list: (name: ListName) => `/listor/${name}`,
  wall: "/vagg",
  account: "/konto",
  board: (centre: string, date: string) => `/tavla/${encodeURIComponent(centre)}/${date}`,
  teamrond: (centre: string, date: string) => `/teamrond/${encodeURIComponent(centre)}/${date}`,
  person: (id: string) => `/person/${encodeURIComponent(id)}`,
  week: (centre: string) => `/veckan/${encodeURIComponent(centre)}`,
};

/** Where each place of the menu is, but for the boards: which depends on how many there are. */
export const pageHref: Record<Exclude<Page, "tavlan">, string> = {
  atgarder: href.actions,
  rapportera: href.report,
  enskild: href.review,
  kontakt: href.contact,
  perioder: href.periods,
  listor: href.lists,
  floden: href.feeds,
  regelboken: href.rules,
  loggranskning: href.scrutiny,
  installningar: href.settings,
};

/** The place of the menu that a page belongs to: all but a few belong to the boards, one to none. */
export function menuPage(route: Route): Page | null {
  switch (route.page) {
    case "actions":
      return "atgarder";
    case "feeds":
      return "floden";
    case "rules":
      return "regelboken";
    case "report":
      return "rapportera";
    case "review":
      return "enskild";
    case "contact":
      return "kontakt";
    case "periods":
      return "perioder";
    case "lists":
      return "listor";
    case "scrutiny":
      return "loggranskning";
    case "settings":
      return "installningar";
    case "account":
      return null;
    default:
      return "tavlan";
  }
}
