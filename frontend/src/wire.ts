/* Wire names the shapes that go between server and browser, for everyday use. */
import type { components } from "./messages";

type Schemas = components["schemas"];

export type Account = Schemas["AccountView"];
export type Because = Schemas["Because"];
export type FactTold = Reason["facts"][number];
export type Accounts = Schemas["AccountsView"];
export type Assignment = Schemas["AssignmentView"];
export type Again = Schemas["AgainView"];
export type Action = Schemas["ActionView"];
export type Actions = Schemas["ActionsView"];
export type Board = Schemas["BoardView"];
export type CentreHistory = Schemas["CentreHistory"];
export type PastChange = Schemas["PastChange"];
export type Commissions = Schemas["CommissionsView"];
export type Assertion = Schemas["AssertionView"];
export type ConsentsView = Schemas["ConsentsView"];
export type ConsentPurpose = Assertion["purpose"];
export type ConsentAct =
  | Schemas["GiveConsent"] | Schemas["RefuseConsent"] | Schemas["EndConsent"] | Schemas["VoidConsent"]
  | Schemas["InformOfSvod"] | Schemas["ObjectToSvod"] | Schemas["LiftObjection"] | Schemas["Disclose"];
export type Content = Schemas["Content"];
export type Decision = Schemas["Decision"];
export type ContactView = Schemas["ContactView"];
export type NameContact = Schemas["NameContact"];
export type NamedContact = Schemas["NamedContact"];
export type InvitedPasskey = Schemas["InvitedPasskey"];
export type MadePasskey = Schemas["MadePasskey"];
export type NewPasskey = Schemas["NewPasskey"];
export type OwnAccount = Schemas["OwnAccountView"];
export type Passkey = Schemas["PasskeyView"];
export type PasskeyLogin = Omit<Schemas["PasskeyLogin"], "device"> & { device: "desk" | "tablet" };
export type ShownPasskey = Schemas["ShownPasskey"];
export type OpenEmergency = Schemas["OpenEmergency"];
export type Reviewed = Schemas["ReviewedView"];
export type ReviewView = Schemas["ReviewView"];
export type Settle = Schemas["Settle"];
export type Judge = Schemas["Judge"];
export type Scrutiny = Schemas["ScrutinyView"];
export type ScrutinyBounds = Schemas["BoundsView"];
export type ScrutinyItem = Schemas["ItemView"];
export type ScrutinyOpened = Schemas["OpenedView"];
export type ScrutinyWeek = Schemas["WeekView"];
export type ScrutinyYear = Schemas["YearView"];
export type Verdict = Judge["verdict"];
export type Demo = Schemas["DemoView"];
export type Entrance = Schemas["EntranceView"];
export type Feed = Schemas["FeedView"];
export type Feeds = Schemas["FeedsView"];
export type HuddleChoice = Schemas["HuddleChoice"];
export type InvitationLink = Schemas["InvitationLink"];
export type InvitationView = Schemas["InvitationView"];
export type Letter = Schemas["LetterView"];
export type LetterShape = Schemas["LetterShape"];
export type Letters = Schemas["LettersView"];
export type Person = Schemas["PersonView"];
export type Tracker = Schemas["TrackerView"];
export type TrackerClock = Schemas["ClockView"];
export type Assessed = Schemas["AssessedView"];
export type Assessments = Schemas["AssessmentsView"];
export type Prevention = Schemas["PreventionView"];
export type Support = Schemas["SupportView"];
export type Attender = Schemas["AttenderView"];
export type Attenders = Schemas["AttendersView"];
export type InPlace = Schemas["InPlaceView"];
export type MarkReviewed = Schemas["Review"];
export type Places = Schemas["CountedPlaces"];
export type Period = Schemas["PeriodView"];
export type RunChart = Schemas["ChartView"];
export type Lifted = Schemas["LiftedView"];
export type MetRows = Schemas["MetRows"];
export type NewAccount = Schemas["NewAccount"];
export type NewAssignment = Schemas["NewAssignment"];
export type NewToken = Schemas["NewToken"];
export type OrganisationChange = Schemas["Change"];
export type OrganisationChanged = Schemas["OrganisationChanged"];
export type OrganisationView = Schemas["OrganisationView"];
export type Party = Schemas["PartyView"];
export type Proposal = Schemas["Proposal"];
export type Pulse = Schemas["Pulse"];
export type Reconciliation = Schemas["ReconciliationView"];
export type Report = Omit<Schemas["Report"], "fields"> & { fields: Record<string, unknown> };
export type Reported = Schemas["Reported"];
export type Reports = Schemas["ReportsView"];
export type Reason = Schemas["ReasonView"];
export type Rule = Schemas["WrittenRule"];
export type RuleFigures = Schemas["FiguresView"];
export type RuleNumber = Schemas["NumberView"];
export type RulePlace = Schemas["RulePlace"];
export type RuleSetting = Schemas["SettingView"];
export type RulesView = Schemas["RulesView"];
export type SetNumber = Schemas["SetNumber"];
export type AskTrial = Schemas["AskTrial"];
export type AskYear = Schemas["AskYear"];
export type Example = Schemas["ExampleView"];
export type Trial = Schemas["TrialView"];
export type TrialMorning = Schemas["MorningView"];
export type YearTrial = Schemas["YearTrialView"];
export type YearTrials = Schemas["YearTrialsView"];
export type RetentionView = Schemas["RetentionView"];
export type Round = Snapshot["round"];
export type RevealView = Schemas["RevealView"];
export type Row = Schemas["RowView"];
export type Session = Schemas["SessionView"];
export type Snapshot = Schemas["Snapshot"];
export type Source = Schemas["SourceView"];
export type SourceKey = Schemas["SourceKey"];
export type SourceKeys = Schemas["SourceKeys"];
export type UnitChoice = Schemas["UnitChoice"];
export type WallCode = Schemas["WallCode"];
export type WallsView = Schemas["WallsView"];
export type WallView = Schemas["WallView"];

export type Numbered = Omit<Schemas["Numbered"], "change"> & { change?: Change | null };
export type Change = NonNullable<Schemas["Numbered"]["change"]>;
export type Act = Schemas["Act"];
export type Command = Act["command"];
export type FromServer =
  Snapshot | Numbered | Pulse | Schemas["CommandRefused"] | Schemas["CommandDone"];

export type ActionCommand =
  Schemas["Accept"] | Schemas["Return"] | Schemas["Done"] | Schemas["HandOver"];
export type ReturnCode = Schemas["Return"]["code"];
export type Outcome = Schemas["Done"]["outcome"];

export type ActionState = Action["state"];
export type Presence = Schemas["SetPresence"]["presence"];
export type Page = Session["pages"][number];
export type Section = NonNullable<Row["section"]>;
export type Urgency = NonNullable<Row["urgency"]>;

/** Stops the compiler, and then the program, at a case that nobody thought of. */
export function never(value: never): never {
  throw new Error(`unknown case: ${JSON.stringify(value)}`);
}
