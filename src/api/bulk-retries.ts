import { z } from 'zod';
import { randomUUIDv7 } from 'node:crypto';
import { withNames } from '../inventory/product-store.ts';
import type { BulkRetry, BulkRetrySummary } from '../restocking/repair/bulk-retry-store.ts';
import type { RestockFilter } from '../restocking/restock-filter.ts';
import { coded, troubleCoded } from './coded.ts';
import type { ApiDeps } from './deps.ts';
import { listOf, paged, pageOf } from './paging.ts';
import { askedBy, asker } from './repair-view.ts';
import { restockFilter } from './restock-filter.ts';
import { createRestockView, restock } from './restock-view.ts';
import { route } from './route.ts';
import { orNull, time } from './schemas.ts';

const tag = 'Repair';

/** As many restocks as an answer lists one by one. */
const listed = 200;

const filter = z
  .strictObject(restockFilter)
  .meta({ description: 'All that is given must fit; only restocks that failed or have an attention are looked at' });

const name = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 . _ -')
  .meta({ example: 'outage-of-tuesday' });

const refused = z.array(z.object({ id: z.string(), reason: z.string(), coded: orNull(coded) }));
const count = z.int().min(0);

export const preview = z
  .object({
    dryRun: z.literal(true),
    count: count.meta({ description: 'How many would be retried' }),
    restocks: z.array(restock).meta({ description: `The first ${listed} of them` }),
    refusedCount: count,
    refused: refused.meta({ description: `The first ${listed} that fit and could not be retried, and why` }),
    isAll: z.boolean().meta({ description: 'False: even more fit than one retry takes' }),
  })
  .meta({ id: 'RetryPreview' });

export const summary = z
  .object({
    name,
    reason: z.string(),
    actor: z.string(),
    perSecond: z.int(),
    requestedAt: time,
    finishedAt: time.nullable().meta({ description: 'Null as long as some wait' }),
    total: count,
    waiting: count,
    retried: count,
    skipped: count.meta({
      description:
        'How many needed no retry any more when it came to them: others retried them, or their order was accepted',
    }),
    refusedCount: count,
  })
  .meta({ id: 'BulkRetrySummary' });

export const progress = summary
  .extend({ refused: refused.meta({ description: `The first ${listed} that could not be retried, and why` }) })
  .meta({ id: 'BulkRetry' });

const position = z.strictObject({ requestedAt: z.iso.datetime().transform((text) => new Date(text)), name });

/** Retrying many restocks at once, from a list to the last of them. */
export function bulkRetryRoutes({ db, repair, config, temporalNamespace }: ApiDeps) {
  const view = createRestockView({ uiUrl: config.temporal.uiUrl, namespace: temporalNamespace });

  return [
    route({
      method: 'post',
      path: '/v1/restocks/retry',
      access: ['operate'],
      tag,
      summary: 'Retry many restocks, or see which these would be',
      description:
        'Retries exactly those that fit the filter now, in the background; GET /v1/restocks/retries/{name} tells how far ' +
        'it is. The same name again is the same retry, whatever else is sent with it.',
      body: z.strictObject({
        ...asker,
        filter: filter.default({}),
        dryRun: z
          .boolean()
          .default(false)
          .meta({ description: 'Change nothing, and answer which restocks it would be' }),
        name: name.optional().meta({ description: 'Makes pressing twice harmless; by default a new one' }),
        perSecond: z.int().min(1).max(100).default(10).meta({ description: 'How many restocks a second at most' }),
      }),
      responses: {
        200: { description: 'With `dryRun`: what would be done', body: preview },
        202: {
          description: 'On its way',
          body: progress,
          headers: { Location: 'Address of its progress' },
        },
      },
      problems: [],
    }).handledBy(async ({ from, body: { dryRun, name: given, filter: wanted, ...rest } }) => {
      if (dryRun) return { status: 200, body: await previewOf(wanted) };
      const bulk = await repair.many.start({ ...askedBy(from, rest), filter: wanted, name: given ?? randomUUIDv7() });
      return { status: 202, body: progressView(bulk), headers: { Location: `/v1/restocks/retries/${bulk.name}` } };
    }),

    route({
      method: 'get',
      path: '/v1/restocks/retries',
      access: ['read'],
      tag,
      summary: 'Retries of many restocks, newest first, and how far each is',
      query: z.strictObject(pageOf(position)),
      responses: { 200: { description: 'One page', body: listOf(summary) } },
      problems: [],
    }).handledBy(async ({ query: { cursor, limit } }) => {
      const retries = await repair.many.list({ after: cursor ?? null, limit: limit + 1 });
      const positionOf = ({ requestedAt, name: last }: BulkRetrySummary) => ({ requestedAt, name: last });
      return { status: 200, body: paged(retries, limit, { item: summaryView, position: positionOf }) };
    }),

    route({
      method: 'get',
      path: '/v1/restocks/retries/{name}',
      access: ['read'],
      tag,
      summary: 'How far a retry of many restocks is',
      params: z.strictObject({ name }),
      responses: { 200: { description: 'The retry', body: progress } },
      problems: ['unknown-retry'],
    }).handledBy(async ({ params }) => ({ status: 200, body: progressView(await repair.many.find(params.name)) })),
  ];

  async function previewOf(wanted: RestockFilter): Promise<z.input<typeof preview>> {
    const { restocks, refused: others, isAll } = await repair.many.preview(wanted);
    return {
      dryRun: true,
      count: restocks.length,
      restocks: (await withNames(db, restocks.slice(0, listed))).map(view),
      refusedCount: others.length,
      refused: others.slice(0, listed).map(refusedView),
      isAll,
    };
  }
}

function progressView(bulk: BulkRetry): z.input<typeof progress> {
  return { ...summaryView(bulk), refused: bulk.refused.map(refusedView) };
}

function refusedView({ id, reason }: BulkRetry['refused'][number]) {
  return { id, reason, coded: troubleCoded(reason) };
}

function summaryView(bulk: BulkRetrySummary): z.input<typeof summary> {
  const { waiting, retried, skipped, refusedCount } = bulk;
  return {
    name: bulk.name,
    reason: bulk.reason,
    actor: bulk.actor,
    perSecond: bulk.perSecond,
    requestedAt: bulk.requestedAt.toISOString(),
    finishedAt: bulk.finishedAt?.toISOString() ?? null,
    total: waiting + retried + skipped + refusedCount,
    waiting,
    retried,
    skipped,
    refusedCount,
  };
}
