import type { Attention } from '../../../workflows/restock-states.ts';
import type { TimelineWords } from '../../restock/restock.ts';
import { repairs } from './repairs.ts';

const means: Record<Attention, string> = {
  factory_unavailable: '공장이 응답하지 않거나 계속 실패함',
  factory_rejected: '공장이 주문을 최종 거절함',
  delivery_overdue: '물건이 제때 오지 않음',
  unexpected_delivery: '예정에 없던 물건이 도착함',
  internal_error: '우리 쪽 시스템 오류',
};

export const timeline: TimelineWords = {
  requested: ({ quantity, cause }) =>
    `${{ sale: '판매로 재고가 떨어져', refusal: '재고 부족으로 구매가 거절되어', person: '담당자가' }[cause ?? 'sale']} ${quantity}개 요청`,
  ordered: ({ factoryId, factoryOrderId, tries = 1 }) =>
    `${factoryId} 공장이 주문 접수${factoryOrderId ? `(주문 번호 ${factoryOrderId})` : ''}${tries > 1 ? `, ${tries}번째 시도` : ''}`,
  attention_raised: ({ attention }) => `확인 필요: ${means[attention ?? 'internal_error']}`,
  attention_cleared: ({ attention }) => `해소됨: ${means[attention ?? 'internal_error']}`,
  delivery_received: ({ quantity, source }) =>
    source === 'person' ? `${quantity}개 도착` : `공장이 ${quantity}개를 납품했다고 통보`,
  delivery_booked: ({ quantity }) => `${quantity}개 입고`,
  delivery_held: ({ quantity }) => `예정에 없던 ${quantity}개가 도착해 결정을 기다림`,
  delivery_returned: ({ quantity }) => `예정에 없던 ${quantity}개가 도착해 돌려보냄`,
  action: ({ action = 'retry', outcome }) =>
    `${repairs.actions[action].past}${outcome === 'failed' ? ' 시도, 실패함' : ''}`,
  failed: () => '중단됨',
  delivered: ({ quantity }) => `완료, 총 ${quantity}개 입고`,
  cancelled: ({ quantity }) => `취소됨, 총 ${quantity}개 입고`,
};
