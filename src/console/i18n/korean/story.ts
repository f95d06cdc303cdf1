import type { StoryWords, Told } from '../../restock/story.ts';

const goods = ({ quantity, product }: Told) => `${product} ${quantity}개`;
const missing = (told: Told) =>
  told.delivered === 0 ? goods(told) : `${goods(told)} 중 나머지 ${told.quantity - told.delivered}개`;

/** What is offered when no more will come: closing short takes goods that came. */
const ends = (delivered: number) => (delivered > 0 ? '부분 마감하거나 취소' : '취소');

export const story: StoryWords = {
  done: (told) => `${told.since.plain} 완료: ${goods(told)} 모두 입고되었습니다.`,
  closedShort: (told) => `${told.since.plain} 부분 마감: ${goods(told)} 중 ${told.delivered}개만 입고되었습니다.`,
  cancelled: (told) => `${told.since.plain} 취소: ${goods(told)} 중 ${told.delivered}개가 입고되었습니다.`,
  notOrdered: (told) =>
    `${told.since.plain} 중단: ${told.tries}번 시도했지만 ${told.factory} 공장이 ${goods(told)} 주문을 받지 않았습니다.`,
  notDelivered: (told) =>
    `${told.since.plain} 중단: ${told.factory} 공장이 주문을 받았지만 ${missing(told)}가 오지 않았습니다.`,
  beingAsked: (told) =>
    `지금 ${told.factory} 공장에 ${goods(told)}를 주문하는 중입니다${told.tries > 1 ? `(${told.tries}번째 시도)` : ''}.`,
  waitsForFactory: (told) =>
    told.tries === 0
      ? `${told.since.plain} 요청: 곧 ${told.factory} 공장에 ${goods(told)}를 주문합니다.`
      : `${told.factory} 공장이 ${goods(told)} 주문을 받기를 기다리는 중입니다(${told.since.plain}부터, ${told.tries}번 시도).`,
  waitsForDelivery: (told) =>
    `배송 중: ${told.factory} 공장에서 ${missing(told)}가 ${told.expected.at} 도착할 예정입니다.`,
  overdue: (told) =>
    `지연: ${told.factory} 공장에서 ${told.expected.at} 올 예정이던 ${missing(told)}가 아직 오지 않았습니다.`,
  next: {
    try: ({ nextAt }) => (nextAt === null ? '잠시 후 공장에 다시 주문합니다.' : `다음 시도는 ${nextAt.plain}입니다.`),
    answer: ({ nextAt }) => `${nextAt?.plain}까지 답이 없으면 다시 주문합니다.`,
    reminder: ({ nextAt }) => `${nextAt?.plain}까지 물건이 오지 않으면 담당자에게 알립니다.`,
    failure: ({ nextAt }) => `${nextAt?.plain}까지 아무것도 오지 않으면 중단합니다.`,
    nothing: () => '누군가 결정할 때까지 더 이상 자동으로 진행되지 않습니다.',
  },
  advice: {
    factory_unavailable: {
      trying: '공장에 문제가 없는지 확인하세요. 복구되었다면 다음 시도를 기다리지 말고 바로 재시도하세요.',
      failed: '공장이 복구되었는지 확인하고 재시도하세요. 복구가 늦어지면 다른 공장에 주문하세요.',
    },
    factory_rejected: {
      trying: '공장이 주문을 거절했습니다. 공장과 해결한 뒤 재시도하세요.',
      failed: '공장이 주문을 최종 거절했습니다. 공장과 해결한 뒤 재시도하고, 더는 만들지 않는 상품이라면 취소하세요.',
    },
    delivery_overdue: {
      trying: ({ delivered }) =>
        '창고를 살펴보고 공장에 문의하세요. 물건이 와 있으면 수동으로 입고하고, 늦게 온다면 기한을 연장하고, ' +
        `오지 않는다면 ${ends(delivered)}하세요.`,
      failed: ({ delivered }) =>
        '창고를 살펴보고 공장에 문의하세요. 물건이 와 있으면 수동으로 입고하고, 아직 온다면 재시도하고, ' +
        `오지 않는다면 ${ends(delivered)}하세요.`,
    },
    unexpected_delivery: {
      trying: '예정에 없던 물건이 도착했습니다. 수량을 세어 본 뒤 입고하거나 돌려보내세요.',
      failed: '예정에 없던 물건이 도착했습니다. 수량을 세어 본 뒤 입고하거나 돌려보내세요.',
    },
    internal_error: {
      trying: '우리 쪽 시스템 문제입니다. 당직자에게 알리고, 해결되면 재시도하세요.',
      failed: '우리 쪽 시스템 문제입니다. 당직자에게 알리고, 해결되면 재시도하세요.',
    },
  },
};
