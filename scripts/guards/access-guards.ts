import type { Guard } from './guard.ts';

const access = ['test/integration/access.test.ts'];
const logIns = ['test/integration/console-session.test.ts'];
const refused = ['test/integration/refused-callers.system.test.ts'];
const metricsToken = ['test/integration/metrics-token.system.test.ts'];
const signatures = ['test/integration/callback-signatures.test.ts'];

/** Who may do what. */
export const accessGuards: Guard[] = [
  {
    name: 'a key without the scope is refused',
    file: 'src/api/access.ts',
    text: 'if (covers(caller.scopes, needed)) return;',
    without: 'return;',
    tests: access,
    named: 'SQLite.*(scope|needs)',
  },
  {
    name: 'nobody is answered by the name of another site where nobody is asked for a key',
    file: 'src/api/app.ts',
    text: 'refuseHost?.(request);',
    tests: ['test/integration/known-hosts.test.ts'],
    named: 'SQLite.*elsewhere',
  },
  {
    name: 'a key is more than its id',
    file: 'src/access/key-ring.ts',
    text: '!key || !isSameHash(given.hash, key.secretHash)',
    without: '!key',
    tests: access,
    named: 'SQLite.*made up',
  },
  {
    name: 'a revoked key is refused',
    file: 'src/access/key-ring.ts',
    text: "      if (key.revokedAt !== null) return { denial: 'revoked-key', id };\n",
    tests: access,
    named: 'SQLite.*until it is revoked',
  },
  {
    name: 'a key that was read is not believed for ever',
    file: 'src/access/row-cache.ts',
    text: 'if (age < freshFor) return entry.row;',
    without: 'if (age >= 0) return entry.row;',
    tests: access,
    named: 'SQLite.*until it is revoked',
  },
  {
    name: 'who guesses is sent away',
    file: 'src/access/failed-attempts.ts',
    text: 'return known.totalHits >= this.#limit;',
    without: 'return false;',
    tests: access,
    named: 'SQLite.*guess|SQLite.*looked at',
  },
  {
    name: 'a log-in works for our own pages only',
    file: 'src/api/access.ts',
    text: "if (!isOwn) return deny({ denial: 'cross-site', id: null }, attempt);",
    tests: logIns,
    named: 'SQLite.*another site',
  },
  {
    name: 'a log-in ends with its key',
    file: 'src/access/sessions.ts',
    text: 'session.isKeyOver || ',
    tests: logIns,
    named: 'SQLite.*ends with the key',
  },
  {
    name: 'a signature without the token names its restock',
    file: 'src/api/callback-proof.ts',
    text: "    if (token === undefined && claimedRestock !== restock.id) return refuse('callback-other-restock');\n",
    tests: signatures,
    named: 'SQLite.*is refused',
  },
  {
    name: 'a refusal is counted',
    file: 'src/api/server.ts',
    text: '    onAccessDenied: metrics.accessDenied,\n',
    tests: refused,
    named: 'SQLite',
  },
  {
    name: 'a refusal is logged',
    file: 'src/access/denials.ts',
    text: 'if (!(await lines.isSpent(address))) {',
    without: 'if (await lines.isSpent(address)) {',
    tests: refused,
    named: 'SQLite',
  },
  {
    name: 'a wrong signature is not made good by the token',
    file: 'src/api/callback-proof.ts',
    text: "verdict === 'wrong' || !isDeliveryId(messageId)",
    without: "(verdict === 'wrong' && token === undefined) || !isDeliveryId(messageId)",
    tests: signatures,
    named: 'SQLite.*is refused',
  },
  {
    name: 'a token of an identity provider is for this service',
    file: 'src/access/openid.ts',
    text: '{ issuer, audience, algorithms,',
    without: '{ issuer, algorithms,',
    tests: ['test/integration/openid.test.ts'],
    named: 'SQLite.*wrong',
  },
  {
    name: 'the metrics of an API are for who may read',
    file: 'src/api/metrics.ts',
    text: 'if (askForKey) {',
    without: 'if (askForKey) {\n      return next();',
    tests: refused,
    named: 'SQLite.*scrape',
  },
  {
    name: 'a token for the metrics is asked for where one is set',
    file: 'src/api/metrics.ts',
    text: 'if (metricsToken === null) return next();',
    without: 'return next();',
    tests: metricsToken,
    named: 'server.*wherever one is set',
  },
  {
    name: 'the metrics of a worker that others can reach are closed without a token',
    file: 'src/access/metrics-door.ts',
    text: ' && isLoopback(worker.host)',
    tests: metricsToken,
    named: 'worker.*closed without',
  },
  {
    name: 'the token for the metrics is more than any text',
    file: 'src/access/bearer.ts',
    text: ' && isSameHash(hashSecret(given), hashSecret(token))',
    tests: metricsToken,
    named: 'wherever one is set',
  },
];
