import type { Messages } from '../language.ts';

export const sentence: Messages['sentence'] = {
  aboutToAsk: ({ factory }) => `${factory}에 곧 주문을 넣습니다.`,
  asking: ({ factory }, tries) =>
    tries <= 1 ? `${factory}에 주문을 넣고 있습니다.` : `${factory}에 ${tries}번째로 주문을 넣고 있습니다.`,
  askedInVain: ({ factory }, tries) => `${tries}번 시도했지만 ${factory}에서 아직 주문을 받지 않았습니다.`,
  nextTry: (when) => `다음 시도는 ${when}입니다.`,
  nextTrySoon: '곧 다시 시도합니다.',
  awaiting: ({ quantity, factory }) => `${factory}에서 ${quantity}개가 오기를 기다리고 있습니다.`,
  awaitingRest: ({ quantity, delivered, factory }) =>
    `${quantity}개 중 ${delivered}개가 입고되었고, 나머지가 ${factory}에서 오기를 기다리고 있습니다.`,
  expected: (when) => `도착 예정: ${when}.`,
  overdue: (when) => `늦어지고 있습니다. 도착 예정은 ${when}이었습니다.`,
  failsAt: (when) => `그때까지 오지 않으면 ${when}에 실패로 처리됩니다.`,
  gaveUp: ({ factory }) => `${factory} 주문을 포기했습니다. 누군가 결정할 때까지 아무 일도 일어나지 않습니다.`,
  gaveUpPartly: ({ factory, quantity, delivered }) =>
    `${quantity}개 중 ${delivered}개만 입고된 채 ${factory} 주문을 포기했습니다. 누군가 결정할 때까지 아무 일도 일어나지 않습니다.`,
  held: '예상하지 못한 물건이 들어와 처리 방법을 기다리고 있습니다.',
  done: ({ quantity }) => `${quantity}개가 모두 입고되었습니다.`,
  closedShort: ({ quantity, delivered }) => `${quantity}개 중 ${delivered}개로 마감했습니다.`,
  calledOff: ({ quantity, delivered }) =>
    delivered === '0'
      ? '취소했습니다. 들어온 물건은 없습니다.'
      : `${quantity}개 중 ${delivered}개가 입고된 상태에서 취소했습니다.`,
};
