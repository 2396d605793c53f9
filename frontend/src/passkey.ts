/* Passkey understands how a browser makes a passkey and shows one: bytes there, base64url on the wire. */
import { svAccount } from "./svaccount";
import type { MadePasskey, ShownPasskey } from "./wire";

export type ToMake = PublicKeyCredentialCreationOptionsJSON;
export type ToShow = PublicKeyCredentialRequestOptionsJSON;

/** The browser made or showed none: why, in Swedish. Nothing has been sent. */
export class NoPasskey extends Error {}

/** Whether a passkey can be made or shown on this page; `origin` is where they hold. */
export const usable = (origin: string | null | undefined): boolean =>
  origin === location.origin && "PublicKeyCredential" in window;

export async function make(told: ToMake): Promise<MadePasskey> {
  const { user, challenge, excludeCredentials = [], ...rest } = told;
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        ...(rest as Omit<PublicKeyCredentialCreationOptions, "user" | "challenge">),
        user: { ...user, id: bytes(user.id) },
        challenge: bytes(challenge),
        excludeCredentials: excludeCredentials.map(({ id }) => ({ type: "public-key", id: bytes(id) })),
      },
    }),
  );
  const response = made.response as AuthenticatorAttestationResponse;
  return { id: made.id, client_data: text(response.clientDataJSON), attestation: text(response.attestationObject) };
}

export async function show(told: ToShow): Promise<ShownPasskey> {
  const { challenge, allowCredentials: _, ...rest } = told;
  const shown = await asked(() =>
    navigator.credentials.get({
      publicKey: { ...(rest as Omit<PublicKeyCredentialRequestOptions, "challenge">), challenge: bytes(challenge) },
    }),
  );
  const response = shown.response as AuthenticatorAssertionResponse;
  return {
    id: shown.id,
    client_data: text(response.clientDataJSON),
    authenticator_data: text(response.authenticatorData),
    signature: text(response.signature),
    user_handle: response.userHandle === null ? "" : text(response.userHandle),
  };
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const found = await ask();
    if (found instanceof PublicKeyCredential) return found;
  } catch (error) {
    // The thing has one already: the only fault that a browser tells from "no" and from "too late".
    if (error instanceof DOMException && error.name === "InvalidStateError") {
      throw new NoPasskey(svAccount.already);
    }
    if (!(error instanceof DOMException)) throw error;
  }
  throw new NoPasskey(svAccount.cancelled);
}

function bytes(told: string): Uint8Array<ArrayBuffer> {
  const plain = atob(told.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(raw: ArrayBuffer): string {
  const plain = Array.from(new Uint8Array(raw), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
