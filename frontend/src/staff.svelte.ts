/* Staff understands who may sign in and in which roles: what holds, and changing it. */
import { announcer } from "./announce.svelte";
import { api, type FieldError } from "./api";
import { heard } from "./session.svelte";
import { svStaff } from "./svstaff";
import type { Account, Accounts, InvitationLink, NewAccount, NewAssignment } from "./wire";

export class Staff {
  told = $state.raw<Accounts | null>(null);
  refusal = $state("");
  fields = $state.raw<readonly FieldError[]>([]);
  busy = $state(false);
  link = $state.raw<InvitationLink | null>(null);

  load = (): Promise<boolean> => this.#do(api.accounts);

  add = (asked: NewAccount): Promise<boolean> => this.#change(() => api.addAccount(asked));
  assign = (account: string, asked: NewAssignment): Promise<boolean> =>
    this.#change(() => api.assign(account, asked));
  review = (assignment: string, on: string): Promise<boolean> =>
    this.#change(() => api.reviewAssignment(assignment, on));
  end = (assignment: string): Promise<boolean> => this.#change(() => api.endAssignment(assignment));
  takePasskeys = (account: string): Promise<boolean> => this.#change(() => api.takePasskeys(account));
  disable = (account: string): Promise<boolean> => this.#change(() => api.disableAccount(account));
  enable = (account: string): Promise<boolean> => this.#change(() => api.enableAccount(account));
  revoke = (account: string): Promise<boolean> => this.#change(() => api.revokeSessions(account));

  /** The link is kept for as long as it is shown, and not a moment longer. */
  async invite(account: string): Promise<boolean> {
    return this.#do(async () => {
      this.link = await api.invite(account);
      return api.accounts();
    });
  }

  async #change(ask: () => Promise<Accounts>): Promise<boolean> {
    const done = await this.#do(ask);
    if (done) announcer.say(svStaff.done);
    return done;
  }

  async #do(ask: () => Promise<Accounts>): Promise<boolean> {
    this.busy = true;
    this.refusal = "";
    this.fields = [];
    try {
      this.told = await ask();
      return true;
    } catch (error) {
      heard(error);
      this.refusal = error.message;
      this.fields = error.fields;
      return false;
    } finally {
      this.busy = false;
    }
  }
}

/** Whether every word that is sought is somewhere in the account: name, role or place. */
export function matches(account: Account, sought: string): boolean {
  const held = account.assignments.filter(({ holds }) => holds);
  const all = [account.name, account.login, account.hsa_id, ...held.flatMap((one) => [one.role_text, one.place])];
  const text = all.join(" ").toLocaleLowerCase("sv");
  return sought.toLocaleLowerCase("sv").split(/\s+/).every((word) => text.includes(word));
}
