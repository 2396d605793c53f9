/* Svreview holds the Swedish strings of Enskild genomgång and of naming a contact. */
import { addDays, dayWord, localDay, near, type Instant } from "./time";

export const svReview = {
  page: "Enskild genomgång",
  intro: "Personer som bara du ser här. De nämns inte i avstämningen. Varje gång du läser skrivs det upp.",
  none: "Du är inte namngiven kontakt för någon med skyddade personuppgifter.",
  protected: "Skyddade personuppgifter",
  until: (at: Instant, now: Instant) => `Nödöppnad för dig till ${near(at, now)}`,
  facts: "Det som finns",
  noFacts: "Det finns inget som du får se.",
  more: (n: number) => `Visa alla ${n}`,
  at: (at: Instant, now: Instant) => near(at, now),
  blocked: (units: string[]) =>
    `Spärrade uppgifter finns hos ${units.join(", ")}. De visas inte här. Ring dit och be dem häva spärren.`,
  nothing: "Inget att ta ställning till just nu.",
  settle: "Besluta",
  kinds: { done: "Klart", not_needed: "Inte aktuellt", defer: "Skjut upp" },
  notes: {
    done: "Det är gjort. Skälet kommer inte tillbaka.",
    not_needed: "Skriv varför.",
    defer: "Kommer tillbaka här den dagen.",
  },
  why: "Varför är det inte aktuellt?",
  comesBack: "Kommer tillbaka",
  day: (day: string, now: Instant) => dayWord(day, localDay(now)),
  days: (now: Instant) => [1, 2, 3, 7].map((n) => addDays(localDay(now), n)),
  propose: (what: string) => `Förslag: ${what}`,
  save: "Spara beslutet",
  saving: "Sparar …",
  cancel: "Avbryt",
  saved: (name: string) => `Beslutet om ${name} är sparat.`,
  hidden: "Det som gör att personen står här får du inte läsa. Tala med vårdcentralen.",
};

export const svEmergency = {
  heading: "Nödöppning",
  intro:
    "Bara när en patient behöver vård som inte kan vänta och samtycke inte går att få. Personen visas för dig i 24 timmar. Varje nödöppning granskas.",
  start: "Gör en nödöppning",
  number: "Personnummer eller reservnummer",
  numberNote: "Tolv tecken, till exempel ÅÅÅÅMMDDNNNN.",
  reason: "Varför kan det inte vänta?",
  reasonNote: "Den som granskar loggen läser det här. Minst tio tecken.",
  open: "Nödöppna",
  opening: "Öppnar …",
  cancel: "Avbryt",
  done: "Personen är öppnad för dig i 24 timmar.",
};

export const svContact = {
  page: "Namngiven kontakt",
  needed: "En person behöver en namngiven kontakt",
  intro:
    "Vårdcentralen har en person med skyddade personuppgifter som ingen här får läsa om. Välj vem som ska vara kontakt. Den du väljer ser personen på sidan Enskild genomgång. Du får inte veta vem det är.",
  none: "Ingen behöver en ny namngiven kontakt just nu.",
  noStaff: "Ingen på vårdcentralen har en roll som kan vara kontakt. Be systemförvaltaren lägga till en.",
  who: "Vem ska vara kontakt?",
  why: "Varför just den personen?",
  name: "Namnge kontakten",
  naming: "Sparar …",
  contacts: "Kontakter i dag",
  contactsNote: "De här får läsa om en eller flera personer med skyddade personuppgifter. Du får inte veta vilka eller hur många.",
  gone: "har inget uppdrag på vårdcentralen längre",
  end: "Avsluta",
  endThe: (name: string) => `Avsluta ${name} som kontakt`,
  ask: (name: string) => `Ska ${name} inte längre vara kontakt?`,
  askMeans:
    "Personen ser från nu ingen av dem på sidan Enskild genomgång. Står någon då utan kontakt visas det här, och du väljer en ny.",
  ending: "Avslutar …",
  back: "Tillbaka",
  ended: (name: string) => `${name} är inte längre kontakt.`,
  named: (name: string) => `${name} är nu kontakt och ser personen på sidan Enskild genomgång.`,
};
