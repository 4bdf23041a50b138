import type { LaterWords } from "./laterWords.js";

const minutes = (seconds: number) => (seconds < 60 ? `${seconds}초` : `${seconds / 60}분`);

/**
 * The days for which a term of refunds holds, such as "공연 9일 전~7일 전". `to` is null if the term holds for all earlier
 * days, too.
 */
function daysBefore(from: number, to: number | null): string {
  if (to === null) return from === 0 ? "공연 시작 전" : `공연 ${from}일 전까지`;
  if (to === 0) return "공연 당일";
  if (from === to) return `공연 ${to}일 전`;
  return `공연 ${to}일 전~${from === 0 ? "당일" : `${from}일 전`}`;
}

export const koLater: LaterWords = {
  legend: { title: "좌석 표시 안내", accessible: "휠체어석" },

  booking: {
    hint: (limit) => `최대 ${limit}석까지 선택할 수 있습니다`,
    chosen: (count) => `${count}석`,
    remove: (seat) => `${seat} 선택 해제`,
    takeInstead: (seats) => `대신 ${seats} 선택`,
    justTaken: (seats) => `방금 다른 분이 ${seats} 좌석을 선택했습니다`,
    alone: (seats) => `${seats} 좌석이 두 좌석 사이에 하나만 남게 됩니다.`,
    book: "예매하기",
    booking: "예매하는 중 …",
    stillBooking:
      "아직 응답이 없습니다. 좌석이 확보되었는지 다시 확인하고 있습니다. 오래 걸리면 인터넷 연결을 확인해 주세요.",
    again: (seats) => `이전에 선택한 ${seats} 좌석이 다시 선택되었습니다.`,
    gone: (seats) => `이전에 선택한 ${seats} 좌석은 지금 선택할 수 없습니다.`,
    kept: (seats) => `선택한 좌석: ${seats}`,
    goOn: "이 좌석으로 계속하기",
    held: (seats) => `${seats} 좌석을 잡아 두었습니다. 아직 결제 전입니다.`,
    sent: (seats) => `${seats} 좌석의 결제를 요청했습니다.`,
  },

  pay: {
    title: "결제",
    booked: "예매한 좌석",
    total: "합계",
    timeLeft: "남은 결제 시간",
    left: (seconds) => `결제 시간이 ${minutes(seconds)} 남았습니다`,
    method: "결제 수단",
    card: "카드",
    testCard: "테스트 카드",
    cards: {
      tok_visa: "일반 카드",
      tok_slow: "결제에 3초 걸리는 카드",
      tok_timeout_before_charge: "청구 안 됨, 응답 없음",
      tok_timeout_after_charge: "청구됨, 응답 없음",
      tok_late_capture: "늦게 청구됨, 응답 없음",
      tok_refund_pending: "환불에 10초 걸림",
      tok_refund_fails: "환불 거절",
      tok_refund_timeout: "환불 응답 없음",
      tok_refund_returned: "환불금 반송",
    },
    cvv: "보안 코드(CVV)",
    cvvHint:
      "숫자 3~4자리. 끝자리에 따라 달라집니다: 0·1·9 결제됨, 2 잔액 부족, 3 코드 오류, 4 유효기간 만료, 5·6 장애, 7·8 거절.",
    cvvWrong: "숫자 3~4자리를 입력해 주세요.",
    noCardNumber: "실제 결제가 없는 시험용 사이트입니다. 카드 번호를 묻지 않습니다.",
    pay: (sum) => `${sum} 결제하기`,
    confirmFree: "확정하기",
    paying: "결제 중 …",
    findingOut: {
      title: "결제 결과를 확인하고 있습니다",
      text: "카드에 청구되었는지 아직 알 수 없습니다. 두 번 청구되지 않습니다. 이 페이지를 닫지 마세요. 오래 걸리면 인터넷 연결을 확인해 주세요.",
    },
    unfinished: "결제가 끝나지 않았습니다. 다시 결제해 주세요. 두 번 청구되지 않습니다.",
    paid: { title: "결제가 완료되었습니다. 좌석이 확정되었습니다.", text: (sum) => `결제 금액: ${sum}` },
    declined: {
      title: "결제가 거절되었습니다",
      uncharged: "청구된 금액이 없습니다.",
      chargedLater: "나중에 카드에 청구되더라도 환불됩니다.",
      free: "좌석은 다시 예매할 수 있습니다.",
    },
    declines: {
      INSUFFICIENT_FUNDS: "카드 잔액이 부족합니다.",
      INVALID_CVV: "보안 코드가 올바르지 않습니다.",
      CARD_EXPIRED: "카드 유효기간이 지났습니다.",
      SERVER_ERROR: "결제사에 장애가 있습니다.",
      PG_TIMEOUT: "결제사가 제때 응답하지 않았습니다.",
      GENERIC_DECLINE: "카드사가 결제를 거절했습니다.",
    },
    otherDecline: (code) => `결제사 응답: ${code}`,
    over: "좌석은 다시 예매할 수 있습니다.",
    expiring: "다른 곳에서 결제했는지 확인하고 있습니다. 오래 걸리면 인터넷 연결을 확인해 주세요.",
    cancelled: "취소된 예매입니다.",
    chooseOthers: "좌석 다시 선택",
    toBookings: "내 예매 보기",
  },

  cancel: {
    cancel: "예매 취소",
    cancelling: "취소하는 중 …",
    unknown: "취소되었는지 아직 알 수 없어 다시 확인하고 있습니다. 오래 걸리면 인터넷 연결을 확인해 주세요.",
    sure: "취소하면 다른 분이 바로 좌석을 선택할 수 있습니다.",
    yes: "예매 취소하기",
    keep: "취소하지 않기",
  },

  bookings: {
    title: "내 예매",
    none: "예매 내역이 없습니다.",
    more: "이전 예매 보기",
    status: {
      pending: "결제 전",
      confirming: "결제 요청됨",
      confirmed: "결제 완료",
      expired: "결제 시간 지남",
      USER: "취소됨",
      EXPIRED: "결제 시간 초과",
      PAYMENT_FAILED: "결제 거절",
      ORGANISER: "주최 측이 취소함",
    },
    bookedAt: (time) => `${time} 예매`,
    number: (id) => `예매 번호 ${id}`,
    givenBack: (seats) => `취소한 좌석: ${seats}`,
    refunded: (sum) => `환불: ${sum}`,
    lateCharge: (sum) => `이후 카드에 청구되었습니다. 환불: ${sum}`,
    feeKept: (sum) => `취소 수수료: ${sum}`,
    goOn: "결제 계속하기",
    toPayment: "결제 결과 확인",
    refund: "취소하고 환불받기",
  },

  refund: {
    title: "좌석 취소",
    which: "어느 좌석을 취소할까요?",
    seat: "좌석",
    price: "가격",
    fee: "수수료",
    back: "환불",
    total: "합계",
    reason: ({ fromDays: from, toDays: to, feePercent }, isLimited) =>
      `${daysBefore(from ?? 0, to)}: ${feePercent}%${isLimited ? " (상한 적용)" : ""}`,
    free: "수수료 없음",
    validUntil: (time) => `${time}까지 유효한 금액입니다.`,
    agree: (sum) => `${sum} 환불받기`,
    keep: "취소하지 않기",
    working: "취소하는 중 …",
    changed: (sum) =>
      `그사이 금액이 바뀌었습니다. 지금 환불되는 금액은 ${sum}입니다. 아직 취소되지 않았습니다.`,
    done: (sum) => `취소되었습니다. 환불 금액: ${sum}`,
    doneWithout: "취소되었습니다.",
    quoting: "환불 금액을 확인하는 중 …",
    choose: "취소할 좌석을 선택해 주세요.",
    terms: "취소·환불 규정",
    noTerms: "이 공연은 결제 후 환불받을 수 없습니다.",
    thenNone: "그 이후에는 환불되지 않습니다.",
    freeWithin: (hours, days) =>
      `결제 후 ${hours}시간 이내${days === 0 ? "" : ` (${daysBefore(days, null)})`}: 수수료 없음`,
    atMost: (sum) => `, 1석당 최대 ${sum}`,
  },

  house: {
    title: (performance) => `${performance}: 실시간 객석 현황`,
    text: "누구나 볼 수 있는 숫자이며, 예매보다 몇 초 늦습니다.",
    place: "등급과 구역",
    seats: "좌석",
    sold: "판매",
    locked: "결제 대기",
    free: "잔여",
    total: "전체",
    share: (percent) => `${percent} 판매`,
    counting: (missing) => `아직 집계되지 않은 구역이 ${missing}곳 있습니다.`,
  },

  troubles: {
    USER_MISMATCH: () => "다른 계정의 예매입니다.",
    LAYOUT_NOT_FOUND: () => "도면이 없습니다.",
    SEAT_NOT_FOUND: ({ seatIds }, format) => `없는 좌석입니다: ${format.list(seatIds)}`,
    BOOKING_NOT_FOUND: () => "예매 내역을 찾을 수 없습니다.",
    PAYMENT_INTENT_NOT_FOUND: () => "결제 내역을 찾을 수 없습니다.",
    SEAT_TAKEN: ({ seatIds }, format) => `이미 선택된 좌석입니다: ${format.list(seatIds)}`,
    SALES_NOT_OPEN: ({ salesOpenAt }, format) =>
      `${format.time(salesOpenAt, "Asia/Seoul")}에 예매가 시작됩니다.`,
    SALES_CLOSED: () => "예매가 끝났습니다.",
    BOOKING_EXPIRED: () => "결제 시간이 지났습니다. 좌석은 다시 예매할 수 있습니다.",
    BOOKING_NOT_PENDING: ({ status }) =>
      status === "confirmed" ? "이미 결제된 예매입니다." : "이미 취소된 예매입니다.",
    NOT_REFUNDABLE: () => "지금은 이 좌석을 환불받을 수 없습니다.",
    REFUND_CHANGED: () => "환불 금액이 바뀌었습니다.",
    REQUEST_ID_REUSED: () => "다른 좌석으로 이미 처리된 예매입니다.",
    TICKET_LIMIT: ({ limit, held }) => `이 공연은 1인 ${limit}매까지입니다. 이미 ${held}매를 예매하셨습니다.`,
    TOO_MANY_ATTEMPTS: ({ retryAt }, format) =>
      `결제하지 않고 잡아 둔 좌석이 많아 지금은 예매할 수 없습니다. ${format.time(retryAt, "Asia/Seoul")}부터 다시 예매할 수 있습니다.`,
    PAYMENT_IN_PROGRESS: () => "이 예매의 결제가 진행 중입니다.",
    GATEWAY_UNAVAILABLE: () => "지금은 결제가 되지 않습니다. 청구된 금액이 없습니다.",
    PAYMENT_OUTCOME_UNKNOWN: () => "청구되었는지 아직 알 수 없어 확인하고 있습니다.",
    SIGNED_OUT: () => "로그인할 수 없습니다.",
    UNANSWERED: () => "5분 동안 응답이 없어 좌석이 예매되지 않았습니다.",
  },
};
