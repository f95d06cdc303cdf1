import type { product as english } from '../english/product.ts';

export const product: typeof english = {
  back: '재고',
  ledger: '재고 원장 (최신순)',
  columns: { when: '시각', what: '구분', change: '증감', onHand: '재고', why: '사유' },
  kinds: { sale: '판매', delivery: '입고', adjustment: '조정', return: '반품' },
  facts: {
    onHand: '재고',
    reorderPoint: '주문 시점',
    orderQuantity: '1회 주문 수량',
    factory: '공장',
    restock: '진행 중인 재입고',
    none: '없음',
  },
  others: '이력',
  restocks: '이 상품의 전체 재입고',
  more: '이전 내역 더 보기',
};
