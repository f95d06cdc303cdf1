/** What the load generator is asked to do, and what it answers. */
export type Load = {
  url: string;
  clients: number;
  seconds: number;
  /** Requests a second, evenly spaced, whatever comes back; absent: each client sends its next when it has an answer. */
  rate?: number;
  /** Sold are `<prefix>0` to `<prefix><count - 1>`. */
  products: { prefix: string; count: number; choice: 'even' | 'zipf' };
  /** `twice`: each key is sent two times, one after the other. */
  keys?: 'new' | 'twice';
  /** Share of requests that read a product instead. */
  reads?: number;
};

export type Loaded = {
  /** That it really took. */
  seconds: number;
  /** Answers by status. */
  answers: Record<string, number>;
  /** Of the 201, those that repeated an earlier answer. */
  replayed: number;
  /** Without an answer: broken connections and time-outs. */
  unanswered: number;
  /** Milliseconds from the moment at which a request was due; only where there is a rate. */
  latency?: Latency;
};

export type Latency = { p50: number; p90: number; p99: number; p999: number; max: number };

export const productOf = ({ prefix }: Load['products'], index: number) => `${prefix}${index}`;

/** Draws an index below `count`: evenly, or by Zipf's law with exponent 1, where the n-th is drawn 1/n as often. */
export function chooser({ count, choice }: Load['products'], random: () => number = Math.random): () => number {
  if (choice === 'even') return () => Math.floor(random() * count);
  const sums: number[] = [];
  for (let rank = 1; rank <= count; rank++) sums.push((sums.at(-1) ?? 0) + 1 / rank);
  const total = sums.at(-1) ?? 0;
  return () => {
    const wanted = random() * total;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
