import type { TryWords } from '../../restock/tries.ts';

const answers: TryWords['answers'] = {
  accepted: '접수됨',
  rejected: '최종 거절됨',
  unavailable: '접수되지 않음',
  unconfirmed: '접수 여부 불확실',
  not_asked: '내부 오류로 주문하지 못함',
  none: '응답 없음',
  pending: '주문하는 중',
};

export const tries: TryWords = {
  answers,
  one: ({ number, factory, isNewRun }, outcome) =>
    `${factory} 공장에 ${number}번째 시도${isNewRun ? '(다시 시작한 뒤)' : ''}: ${outcome}`,
  several: ({ from, to, factory, isNewRun }, outcome) =>
    `${factory} 공장에 ${from}~${to}번째 시도${isNewRun ? '(다시 시작한 뒤)' : ''}, 마지막 결과: ${outcome}`,
  inList: (number, outcome) => `${number}번째 시도: ${outcome}`,
  leftOut: (from, to) => `${from === to ? from : `${from}~${to}`}번째 시도는 횟수만 남아 있음`,
  after: (outcome, seconds) => `${outcome}(${seconds}초)`,
  list: (count) => `시도별로 보기 (${count})`,
};
