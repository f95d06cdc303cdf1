import cluster, { type Worker } from 'node:cluster';
import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue, type Registry } from 'prom-client';

/** How long the first process waits for the counts of the others, in milliseconds: one may be starting, or stuck. */
const patience = 1_000;

type Counts = MetricObjectWithValues<MetricValue<string>>[];

/** Between a process of the API and the first one, which started it; `id` tells the questions apart. */
type Message =
  | { type: 'restock:all?'; id: number }
  | { type: 'restock:all'; id: number; text: string }
  | { type: 'restock:own?'; id: number }
  | { type: 'restock:own'; id: number; counts: Counts };

/** For the process that starts the others: lets each of them answer for all that answer it soon. */
export function answerWithAllMetrics(): void {
  const open = new Map<number, (counts: Counts) => void>();
  let questions = 0;

  cluster.on('message', (worker, message: Message) => {
    if (message.type === 'restock:own') open.get(message.id)?.(message.counts);
    if (message.type === 'restock:all?') void answer(worker, message.id);
  });

  async function answer(worker: Worker, id: number): Promise<void> {
    const counts = await askAll(Object.values(cluster.workers ?? {}).filter((each) => each?.isConnected()) as Worker[]);
    const text = await AggregatorRegistry.aggregate(counts).metrics();
    if (worker.isConnected()) worker.send({ type: 'restock:all', id, text } satisfies Message);
  }

  function askAll(workers: Worker[]): Promise<Counts[]> {
    const id = ++questions;
    const answers: Counts[] = [];
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        open.delete(id);
        resolve(answers);
      };
      const timer = setTimeout(end, patience);
      open.set(id, (counts) => {
        answers.push(counts);
        if (answers.length === workers.length) end();
      });
      for (const worker of workers) worker.send({ type: 'restock:own?', id } satisfies Message);
    });
  }
}

/**
 * Answers what all processes that share the port have counted together, in Prometheus' text format, since a scrape
 * reaches only one of them. Alone, a process answers for itself.
 */
export function metricsOfAllProcesses(registry: Registry): () => Promise<string> {
  if (!cluster.isWorker) return () => registry.metrics();
  const open = new Map<number, (text: string) => void>();
  let questions = 0;
  const tell = (message: Message) => process.connected && process.send?.(message);

  process.on('message', (message: Message) => {
    if (message.type === 'restock:own?') {
      void registry.getMetricsAsJSON().then((counts) => tell({ type: 'restock:own', id: message.id, counts }));
    }
    if (message.type === 'restock:all') {
      open.get(message.id)?.(message.text);
      open.delete(message.id);
    }
  });
  return () =>
    new Promise((resolve) => {
      const id = ++questions;
      open.set(id, resolve);
      tell({ type: 'restock:all?', id });
    });
}
