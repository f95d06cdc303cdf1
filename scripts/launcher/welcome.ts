import type { Settings } from './settings.ts';

/** What the person reads once everything is ready: what runs where, and what to try. */
export function welcome(settings: Settings): string {
  const { api, simulator, temporalUi, namespace, databaseUrl } = settings;
  const elsewhere = Object.entries(settings.ports).some(([name, port]) => name === 'PORT' && port !== 3000);
  const database = databaseUrl.startsWith('sqlite:')
    ? databaseUrl.slice('sqlite:'.length)
    : withoutPassword(databaseUrl);
  const places = [
    ['API', api],
    ['Console', `${api}/console/`],
    ['API docs', `${api}/docs`],
    ['Temporal Web UI', `${temporalUi}/namespaces/${namespace}/workflows`],
    [
      'Simulated factory',
      `${simulator} (${settings.simulatedFactory}, delivers after ${settings.childEnvironment.SIMULATOR_LEAD_TIME})`,
    ],
    ['Logs', 'data/logs/'],
    ['Data', `${database}${settings.ownTemporal ? ', data/temporal.db' : ''}: kept until npm run reset`],
  ];
  const where = elsewhere ? `PORT=${settings.ports.PORT} ` : '';
  const commands = [
    ['buy one donut', `curl -s ${api}/v1/purchases -H 'content-type: application/json' -d '{"sku":"CP-502101"}'`],
    ['see the restocks', `${where}npx restock restocks`],
    ['watch it all', `${where}npm run demo`],
  ];
  return [
    '',
    ...places.map(([name = '', place]) => `  ${name.padEnd(18)} ${place}`),
    '',
    settings.auth === 'keys'
      ? '  Every call needs a key: npx restock keys create --name me --scope sell --scope operate'
      : '  Open on loopback only: nobody is asked for a key (AUTH=open).',
    '',
    '  Try in a second terminal:',
    ...commands.map(([name = '', command]) => `    ${name.padEnd(16)} ${command}`),
    '',
    '  Ctrl-C stops everything.',
  ].join('\n');
}

function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/[^:/@]*)(:[^@]*)?@/, '$1@');
}
