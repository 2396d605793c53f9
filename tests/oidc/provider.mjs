/* A real OpenID provider for the tests: prints its port, and knows whom the tests sign in as. */
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const told = JSON.parse(process.argv[2]);
const server = createServer();
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const issuer = `http://127.0.0.1:${server.address().port}`;
const later = (value) => new Date(Date.now() + Number(value) * 1000).toISOString();
const now = (claims) =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [name, /^\+\d+$/.test(value) ? later(value) : value]),
  );
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "kvarten",
      client_secret: told.secret,
      redirect_uris: [`${told.us}/api/oidc/callback`],
      backchannel_logout_uri: `${told.us}/api/oidc/logout/test`,
      backchannel_logout_session_required: true,
      token_endpoint_auth_method: "client_secret_basic",
    },
  ],
  claims: { openid: ["sub"], profile: ["name"], hsa: told.claims },
  findAccount: (_, id) =>
    id in told.people ? { accountId: id, claims: () => ({ sub: id, ...now(told.people[id]) }) } : undefined,
  features: { backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  pkce: { required: () => true },
  conformIdTokenClaims: false,
  // It would not tell one on this machine that somebody has signed out, and we are on this machine.
  fetch: (url, { dispatcher: _, ...options }) => fetch(url, options),
  cookies: { keys: ["only for tests"] },
});
server.on("request", provider.callback());
process.stdout.write(`${issuer}\n`);
