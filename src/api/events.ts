import { z } from 'zod';
import type { Access } from './access.ts';
import type { ApiDeps } from './deps.ts';
import { createEventHub } from './event-hub.ts';
import { restockCounts } from './restock-counts.ts';
import { createRestockView, restock } from './restock-view.ts';
import { route } from './route.ts';
import { onHand, sku } from './schemas.ts';

const more = z.boolean().meta({ description: 'Even more changed, too much to tell each: read anew' });

const restocksEvent = z.object({ restocks: z.array(restock), more }).meta({ id: 'RestocksEvent' });
const shelfEvent = z.object({ items: z.array(z.object({ sku, onHand })), more }).meta({ id: 'ShelfEvent' });

const access = ['read'] as const;
const lastEventId = z.string().max(100).optional();

/** What changes, as it changes. */
export function eventRoutes(deps: ApiDeps, { mayStill }: Access) {
  const view = createRestockView({ uiUrl: deps.config.temporal.uiUrl, namespace: deps.temporalNamespace });
  const open = createEventHub(deps, view);

  return [
    route({
      method: 'get',
      path: '/v1/events',
      access,
      tag: 'Restocks',
      summary: 'What changes, as server-sent events',
      description:
        'A stream that stays open. `restocks`: those that changed, as lists show them (`RestocksEvent`); its id is where ' +
        'a later stream goes on. `counts`: `RestockCounts` of all. `shelf`: stock that changed (`ShelfEvent`). ' +
        '`session-ended`: the key or the log-in counts no more; nothing follows. Each kind comes twice a second at most, ' +
        'with everything since. A change may be told twice. First of all comes what was missed, and the counts. ' +
        'A reader that takes too little is cut off, and goes on with the id that it had last.',
      headers: z.object({ 'Last-Event-ID': lastEventId.meta({ description: 'Sent by browsers that come again' }) }),
      query: z.strictObject({
        lastEventId: lastEventId.meta({ description: 'The same, for whoever opens a new one' }),
      }),
      responses: {
        200: {
          description: 'Events; the data of each is JSON',
          type: 'text/event-stream',
          body: z.union([restocksEvent, restockCounts, shelfEvent]),
        },
      },
      problems: [],
    }).streamedBy(async ({ headers, query }, { request, response }) => {
      const given = headers['Last-Event-ID'] ?? query.lastEventId;
      const isStillAllowed = () => mayStill(request, { access });
      await open(response, { resume: given === undefined ? undefined : timeIn(given), isStillAllowed });
    }),
  ];
}

function timeIn(id: string): Date | null {
  return /^\d{1,15}$/.test(id) ? new Date(Number(id)) : null;
}
