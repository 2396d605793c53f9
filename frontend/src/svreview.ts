/* Svreview holds the Swedish strings of Enskild genomgång and of naming a contact. */
import { addDays, dayWord, localDay, type Instant } from "./time";

export const svReview = {
  page: "Enskild genomgång",
  intro:
    "Personer med skyddade personuppgifter som du är namngiven kontakt för. De står inte på någon tavla och nämns inte i avstämningen. Varje gång du läser här skrivs det upp.",
  none: "Du är inte namngiven kontakt för någon just nu.",
  nothing: "Inget att ta ställning till just nu.",
  settle: "Besluta",
  kinds: { done: "Klart", not_needed: "Inte aktuellt", defer: "Skjut upp" },
  notes: {
    done: "Det är gjort. Skälet kommer inte tillbaka.",
    not_needed: "Skriv varför.",
    defer: "Kommer tillbaka här den dagen.",
  },
  why: "Varför är det inte aktuellt?",
  until: "Kommer tillbaka",
  day: (day: string, now: Instant) => dayWord(day, localDay(now)),
  days: (now: Instant) => [1, 2, 3, 7].map((n) => addDays(localDay(now), n)),
  propose: (what: string) => `Förslag: ${what}`,
  save: "Spara beslutet",
  saving: "Sparar …",
  cancel: "Avbryt",
  saved: (name: string) => `Beslutet om ${name} är sparat.`,
  hidden: "Det som gör att personen står här får du inte läsa. Tala med vårdcentralen.",
};

export const svContact = {
  page: "Namngiven kontakt",
  needed: "En person behöver en namngiven kontakt",
  intro:
    "Vårdcentralen har en person med skyddade personuppgifter som ingen här får läsa om. Välj vem som ska vara kontakt. Den du väljer ser personen på sidan Enskild genomgång. Du får inte veta vem det är.",
  none: "Ingen behöver en namngiven kontakt just nu.",
  noStaff: "Ingen på vårdcentralen har en roll som kan vara kontakt. Be systemförvaltaren lägga till en.",
  who: "Vem ska vara kontakt?",
  why: "Varför just den personen?",
  name: "Namnge kontakten",
  naming: "Sparar …",
  named: (name: string) => `${name} är nu kontakt och ser personen på sidan Enskild genomgång.`,
};
