import type { Attention, Restock } from '../client/wire.ts';

export type Delivery = {
  id: string;
  restockId: string | null;
  sku: string;
  quantity: number;
  status: 'received' | 'booked' | 'held' | 'returned';
  holdReason: string | null;
  source: 'callback' | 'legacy' | 'person';
  receivedAt: string;
};

/** As `GET /v1/restocks/{id}` answers it. */
export type RestockInFull = Restock & {
  timeline: TimelineEvent[];
  deliveries: Delivery[];
  doubtfulTries: number;
  otherFactories: string[];
};

export type RepairKind = 'retry' | 'receive' | 'cancel' | 'close_short' | 'extend_deadline' | 'change_factory';
export type DecisionKind = 'take_in' | 'send_back';
export type ActionKind = RepairKind | DecisionKind;

/** What came of one try of the factory; `none`: no answer is on record. */
export type TryAnswer = 'accepted' | 'rejected' | 'unavailable' | 'not_asked' | 'none' | 'pending';

export type TimelineEvent = {
  at: string;
  event: keyof TimelineWords | 'tried' | 'tries_left_out';
  message: string;
  actor: string | null;
  facts: {
    quantity?: number;
    cause?: 'sale' | 'refusal' | 'person';
    purchaseId?: string;
    factoryId?: string;
    factoryOrderId?: string;
    tries?: number;
    tryNumber?: number;
    lastTryNumber?: number;
    answer?: TryAnswer;
    answeredAt?: string;
    doubtful?: boolean;
    runId?: string;
    attention?: Attention;
    error?: string;
    deliveryId?: string;
    source?: Delivery['source'];
    action?: ActionKind;
    outcome?: 'pending' | 'done' | 'failed';
    result?: string;
    reason?: string;
  };
};

type Facts = TimelineEvent['facts'];

/** What each kind of event says; tries have words of their own. */
export type TimelineWords = Record<
  | 'requested'
  | 'ordered'
  | 'attention_raised'
  | 'attention_cleared'
  | 'delivery_received'
  | 'delivery_booked'
  | 'delivery_held'
  | 'delivery_returned'
  | 'action'
  | 'failed'
  | 'delivered'
  | 'cancelled',
  (facts: Facts) => string
>;

/** The factory took the order: it is known when the goods are expected. */
export const isOrdered = ({ expectedAt }: Pick<Restock, 'expectedAt'>): boolean => expectedAt !== null;

/** Units that neither came nor are on their way to the shelf. */
export function restOf({ quantity, delivered, deliveries }: RestockInFull): number {
  const underWay = deliveries.filter(({ status }) => status === 'received');
  return quantity - delivered - underWay.reduce((sum, delivery) => sum + delivery.quantity, 0);
}
