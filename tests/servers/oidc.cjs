// An OpenID provider for tests, by npm's oidc-provider. Its user ada has a page to log in with; its clients are below.
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const crypto = require("node:crypto");
const { Provider, errors } = require("oidc-provider");
const jose = require("jose");

const { PORT, WORK, ACCESS_SECONDS = "3600" } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;
const seconds = Number(ACCESS_SECONDS);
let nonces = false; // whether proofs of possession need a nonce: /api/nonces switches it
const users = new Map([["ada", "correct horse"]]);

const key = (type, options, more) => ({
  ...crypto.generateKeyPairSync(type, options).privateKey.export({ format: "jwk" }), ...more,
});
const own = key("rsa", { modulusLength: 2048 }, { kid: "own", use: "sig", alg: "RS256" });
const service = key("ec", { namedCurve: "P-256" }, { kid: "service", use: "sig", alg: "ES256" });
fs.writeFileSync(path.join(WORK, "service.jwk"), JSON.stringify(service), { mode: 0o600 });
const { d, ...publicKey } = service;

const ODD = "a+b%c:d/e f&g=h"; // each of these is changed by form encoding
const HS = "0123456789abcdef0123456789abcdef0123456789abcdef";
const machine = (client_id, token_endpoint_auth_method, more) => ({
  client_id, token_endpoint_auth_method, grant_types: ["client_credentials"], redirect_uris: [], response_types: [],
  scope: "read write", ...more,
});

const provider = new Provider(issuer, {
  clients: [
    machine("basic", "client_secret_basic", { client_secret: ODD }),
    machine("odd:id/+%", "client_secret_basic", { client_secret: ODD }),
    machine("post", "client_secret_post", { client_secret: ODD }),
    machine("secret-jwt", "client_secret_jwt", { client_secret: HS }),
    machine("key-jwt", "private_key_jwt", {
      token_endpoint_auth_signing_alg: "ES256", jwks: { keys: [publicKey] },
    }),
    // A notebook on somebody's machine: no secret, and any port of loopback (RFC 8252).
    {
      client_id: "notebook", application_type: "native", token_endpoint_auth_method: "none",
      redirect_uris: ["http://127.0.0.1/callback"], response_types: ["code"],
      grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
    },
  ],
  interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
  rotateRefreshToken: true,
  issueRefreshToken: (context, client, code) => client.grantTypeAllowed("refresh_token") && code.scopes.has("openid"),
  jwks: { keys: [own] },
  cookies: { keys: ["of a test"] },
  scopes: ["openid", "offline_access", "read", "write"],
  findAccount: (context, id) => (users.has(id) ? { accountId: id, claims: () => ({ sub: id }) } : undefined),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    dPoP: { enabled: true, nonceSecret: crypto.randomBytes(32), requireNonce: () => nonces },
    pushedAuthorizationRequests: { enabled: true },
    registration: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (context, resource) => {
        if (resource !== `${issuer}/api`) throw new errors.InvalidTarget();
        return { scope: "openid offline_access read write", accessTokenFormat: "opaque", accessTokenTTL: seconds };
      },
      useGrantedResource: () => true,
    },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true, allowedPolicy: () => true },
  },
  ttl: { AccessToken: seconds, ClientCredentials: seconds },
});

// An API that wants a token of this provider, and says so (RFC 9728). /api/asked counts the token requests, /api/end
// takes the token of the request back.
const METADATA = "/.well-known/oauth-protected-resource/api";
let asked = 0;
const gone = new Set();

async function api(request, response) {
  const say = (status, answer, headers = {}) => {
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(JSON.stringify(answer));
  };
  if (request.url.startsWith("/api/asked")) return say(200, { asked });
  if (request.url.startsWith("/api/nonces/")) return say(200, { nonces: (nonces = request.url.endsWith("/on")) });
  const refuse = (error, scheme = "Bearer") => {
    const why = error ? `, error="${error}"` : "";
    const challenge = `${scheme} realm="api"${why}, resource_metadata="${issuer}${METADATA}", scope="openid read"`;
    say(401, { error: error || "no token" }, { "WWW-Authenticate": challenge });
  };
  const given = /^(Bearer|DPoP) (.+)$/.exec(request.headers.authorization || "");
  if (!given) return refuse();
  const [, scheme, value] = given;
  const token = await provider.ClientCredentials.find(value) || await provider.AccessToken.find(value);
  if (!token || !token.isValid || gone.has(value)) return refuse("invalid_token");
  if ((scheme === "DPoP") !== Boolean(token.jkt)) return refuse("invalid_token", "DPoP");
  if (token.jkt && !(await isProven(request, token, value))) return refuse("invalid_dpop_proof", "DPoP");
  if (request.url.startsWith("/api/end")) gone.add(value);
  return say(200, { client: token.clientId, scope: token.scope, body: await text(request) });
}

// Whether a request brings the key that its token is bound to (RFC 9449 section 7), with a proof that is new.
const proofs = new Set();

async function isProven(request, token, value) {
  try {
    const { payload, protectedHeader } = await jose.jwtVerify(request.headers.dpop, jose.EmbeddedJWK, { typ: "dpop+jwt" });
    const ath = crypto.createHash("sha256").update(value).digest("base64url");
    const place = `${issuer}${request.url.split("?")[0]}`;
    const isNew = !proofs.has(payload.jti) && proofs.add(payload.jti);
    return isNew && payload.htm === request.method && payload.htu === place && payload.ath === ath
      && await jose.calculateJwkThumbprint(protectedHeader.jwk) === token.jkt;
  } catch {
    return false;
  }
}

// Its pages: log in, then allow or deny.
async function interaction(request, response) {
  const { uid, prompt, params, session } = await provider.interactionDetails(request, response);
  const finish = (result) => provider.interactionFinished(request, response, result);
  if (request.method !== "POST") {
    const asks = prompt.name === "login"
      ? "<label>User <input name=user></label><label>Password <input name=password type=password></label>"
        + "<button>Log in</button>"
      : "<button name=answer value=allow>Allow</button><button name=answer value=deny>Deny</button>";
    response.writeHead(200, { "Content-Type": "text/html" });
    return response.end(`<!doctype html><title>Sign in</title><form method=post>${asks}</form>`);
  }
  const form = new URLSearchParams(await text(request));
  if (prompt.name === "login") {
    if (users.get(form.get("user")) !== form.get("password")) return finish({ error: "access_denied" });
    return finish({ login: { accountId: form.get("user") } });
  }
  if (form.get("answer") !== "allow") {
    return finish({ error: "access_denied", error_description: "the person said no" });
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  for (const [resource, scopes] of Object.entries(prompt.details.missingResourceScopes ?? {})) {
    grant.addResourceScope(resource, scopes.join(" "));
  }
  return finish({ consent: { grantId: await grant.save() } });
}

const text = (request) => new Promise((done) => {
  let all = "";
  request.on("data", (part) => (all += part)).on("end", () => done(all));
});

const answer = provider.callback();
const server = http.createServer((request, response) => {
  if (request.url === "/token") asked += 1;
  if (request.url.startsWith("/interaction/")) interaction(request, response).catch(() => response.destroy());
  else if (request.url === METADATA) {
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ resource: `${issuer}/api`, authorization_servers: [issuer] }));
  } else if (request.url.startsWith("/api/")) api(request, response).catch(() => response.destroy());
  else answer(request, response);
});
server.keepAliveTimeout = 60_000;
server.listen(Number(PORT), "127.0.0.1");
process.on("SIGTERM", () => {
  server.closeAllConnections();
  server.close(() => process.exit(0));
});
