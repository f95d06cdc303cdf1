import type { SaidWords } from '../said-words.ts';

export const said: SaidWords = {
  over: '이미 {state} 상태라 더 할 일이 없습니다.',
  'over-goods': '이미 {state} 상태라 더 들어올 것이 없습니다. 그래도 온 물건이 있으면 재고 조정으로 반영하세요.',
  failed: '이미 중단되었습니다. 재시도하면 납품 기한을 처음부터 다시 계산합니다.',
  awaited:
    '{factory} 공장이 주문을 받아 물건을 기다리는 중이므로 재시도할 것이 없습니다. ' +
    '수동으로 입고하거나, 기한을 연장하거나, 부분 마감하거나, 취소하세요.',
  'being-asked': '지금 {factory} 공장에 주문하는 중입니다. 답을 확인한 뒤 다시 해 보세요.',
  'asked-soon': '곧 {factory} 공장에 자동으로 주문하므로 재시도할 필요가 없습니다.',
  'under-way': '지금 {actor} 님이 재시도하고 있습니다. {seconds}초가 지나도 달라지지 않으면 다시 시도하세요.',
  ordered: '{factory} 공장이 이미 주문을 받았습니다. 이 재입고를 취소한 뒤 다른 공장에 새로 요청하세요.',
  'goods-came': '이미 물건이 왔습니다. 확인된 적은 없어도 {factory} 공장에 주문이 들어가 있습니다.',
  'no-other-factory': '{factory} 공장 말고는 설정된 공장이 없습니다.',
  'unknown-factory': '{factory} 공장은 설정되어 있지 않습니다. 다음 중에서 고르세요: {factories}.',
  'same-factory': '이미 {factory} 공장에 주문하는 재입고입니다.',
  'in-doubt':
    '{tries}번 시도한 것 중 {doubtful}번은 결과를 알 수 없어 {factory} 공장이 주문을 받았을 수 있습니다. 그렇다면 두 공장에서 ' +
    '모두 물건이 옵니다. 먼저 공장에 문의하고, 주문이 없으면 확인란을 선택해 다시 보내세요.',
  'not-ordered': '아직 접수된 주문이 없어 기다리는 납품도 없습니다.',
  past: '{time}은 이미 지난 시각입니다. 앞으로 올 시각을 입력하세요.',
  'nothing-came': '아직 들어온 것이 없습니다. 대신 취소하세요.',
  'being-shelved': '납품을 입고 처리하는 중입니다. 몇 초 뒤 다시 확인하세요.',
  'all-came': '주문한 물건이 모두 왔거나 입고 처리 중입니다.',
  'too-many':
    '주문한 {ordered}개 중 앞으로 {most}개까지만 받을 수 있어 {quantity}개는 입고할 수 없습니다. 남는 물건은 재고 조정으로 반영하세요.',
  'received-before':
    '이미 수동으로 {quantity}개를 입고한 기록이 있습니다({status}). 다른 물건이라면 납품서 번호를 다르게 입력하세요.',
  'told-before':
    '납품 {delivery}로 이미 {quantity}개가 기록되어 있습니다({status}). 다른 물건이라면 납품서 번호를 다르게 입력하세요.',
  'no-room': '{sku} 재고가 {onHand}개입니다. 재고는 {most}개를 넘을 수 없습니다.',
  'delivery-received': '예정되어 있던 물건이라 곧 입고됩니다.',
  'delivery-booked': '이미 입고된 물건입니다.',
  'delivery-returned': '이미 돌려보낸 물건입니다.',
};
