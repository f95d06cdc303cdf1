import type { RepairWords } from '../../restock/repair-words.ts';

export const repairs: RepairWords = {
  actions: {
    retry: {
      name: '지금 재시도',
      does: ({ factory, quantity, product, hasFailed }) =>
        hasFailed
          ? '실패한 단계 바로 앞에서 다시 이어 갑니다. 주문이나 입고가 두 번 되는 일은 없습니다.'
          : `다음 시도를 기다리지 않고 지금 바로 ${factory} 공장에 ${product} ${quantity}개를 주문합니다. 두 번 주문되는 일은 없습니다.`,
      reasons: ['공장이 복구됨', '공장과 해결함', '시스템 문제를 해결함'],
      fitting: {
        factory_unavailable: ['공장이 복구됨'],
        factory_rejected: ['공장과 해결함'],
        delivery_overdue: ['공장이 아직 보낸다고 함'],
        internal_error: ['시스템 문제를 해결함'],
      },
      done: ({ hasFailed, factory }) =>
        hasFailed ? '실패한 곳에서 다시 이어 갑니다.' : `지금 ${factory} 공장에 주문하고 있습니다.`,
      past: '재시도',
    },
    receive: {
      name: '수동 입고',
      does: ({ product, quantity, ordered }) =>
        `직접 센 수량을 바로 ${product} 재고에 더합니다. 주문한 ${ordered}개 중 ${quantity}개가 아직 오지 않았습니다. ` +
        '나중에 공장이 같은 납품을 알려 와도 한 번만 반영됩니다.',
      reasons: ['하차장에서 수량 확인, 납품 통보 없음', '창고에서 발견함'],
      done: ({ product }) => `${product} 재고에 반영했습니다.`,
      past: '수동 입고',
    },
    cancel: {
      name: '재입고 취소',
      does: ({ factory, mayHaveOrder, delivered }) =>
        `이 재입고를 끝냅니다.${delivered > 0 ? ` 이미 들어온 ${delivered}개는 재고에 남습니다.` : ''} ` +
        (mayHaveOrder
          ? `알릴 수 있으면 ${factory} 공장에 알리고, 그래도 물건이 오면 보류하고 결정을 기다립니다. `
          : `${factory} 공장에는 들어간 주문이 없습니다. `) +
        '다음에 재고가 떨어지면 새로 요청됩니다.',
      reasons: ['공장이 주문을 분실함', '단종됨', '더 필요하지 않음'],
      fitting: {
        factory_unavailable: ['공장 복구가 늦어짐', '더 필요하지 않음'],
        factory_rejected: ['단종됨', '더 필요하지 않음'],
      },
      done: () => '취소하고 있습니다.',
      past: '취소',
    },
    close_short: {
      name: '부분 마감',
      does: ({ delivered, ordered, factory }) =>
        `주문한 ${ordered}개 중 들어온 ${delivered}개로 이 재입고를 끝냅니다. ${factory} 공장에는 알리지 않으며, ` +
        '그래도 물건이 오면 보류하고 결정을 기다립니다.',
      reasons: ['나머지는 오지 않는다고 함', '나머지는 운송 중 파손됨'],
      done: ({ delivered, ordered }) => `${ordered}개 중 ${delivered}개로 마감했습니다.`,
      past: '부분 마감',
    },
    extend_deadline: {
      name: '기한 연장',
      does: ({ factory }) =>
        `${factory} 공장에 시간을 더 줍니다. 알림 시각과 중단 시각 모두 새 예정 시각을 기준으로 다시 계산됩니다.`,
      reasons: ['운송 차량 고장', '공장이 새 날짜를 알려 옴'],
      done: () => '새 예정 시각까지 기다립니다.',
      past: '기한 연장',
    },
    change_factory: {
      name: '다른 공장에 주문',
      does: ({ factory, quantity, product }) =>
        `다른 공장에 ${product} ${quantity}개를 주문합니다. ${factory} 공장에는 더 이상 주문하지 않습니다.`,
      reasons: ['공장 복구가 오래 걸림', '이 공장에서는 더 만들지 않음'],
      fitting: {
        factory_unavailable: ['공장 복구가 오래 걸림'],
        factory_rejected: ['이 공장에서는 더 만들지 않음'],
      },
      done: () => '지금 다른 공장에 주문하고 있습니다.',
      past: '공장 변경',
    },
    take_in: {
      name: '입고',
      does: ({ quantity, product }) =>
        `${product} ${quantity}개를 재고에 더합니다. 한 번만 반영됩니다. 세어 본 수량이 다르면 입고한 뒤 상품 페이지에서 재고를 ` +
        '조정하세요.',
      reasons: ['수량 확인, 판매 가능', '지난 납품에서 빠졌던 물건'],
      done: ({ quantity, product }) => `${product} ${quantity}개를 재고에 반영했습니다.`,
      past: '보류된 물건 입고',
    },
    send_back: {
      name: '반송',
      does: ({ quantity, product }) =>
        `${product} ${quantity}개를 보낸 곳으로 돌려보냈다고 기록합니다. 재고는 그대로입니다.`,
      reasons: ['주문하지 않은 물건', '파손됨'],
      done: ({ quantity, product }) => `${product} ${quantity}개를 돌려보냅니다.`,
      past: '보류된 물건 반송',
    },
  },
};
