import type { Words } from "./words.js";

export const ko: Words = {
  shop: "티켓",
  skip: "본문 바로가기",
  loading: "불러오는 중 …",
  notUpToDate: "최신 상태가 아닙니다. 다시 연결 중입니다 …",
  notFound: { title: "페이지를 찾을 수 없습니다", text: "주소를 다시 확인해 주세요." },
  nav: { performances: "공연", bookings: "내 예매", language: "English" },

  performances: {
    title: "공연",
    none: "예정된 공연이 없습니다.",
    from: (price) => `${price}부터`,
    more: "더 보기",
    sale: { open: "판매 중", notOpen: (time) => `${time} 예매 시작`, closed: "예매 종료" },
  },

  venue: {
    stage: "무대",
    blocks: "구역을 선택하세요",
    opensIn: "예매 시작까지",
    opensAt: (time) => `${time} 예매 시작`,
    left: (count) => `${count}석 남음`,
    soldOut: "매진",
    filter: "가격",
    allPrices: "전체 가격",
    organiser: "주최 측 현황",
    tickets: (limit) => `1인 최대 ${limit}매`,
  },

  seats: {
    map: (block) => `${block} 좌석표`,
    row: (row) => `${row}열`,
    seat: ({ row, number }) => `${row}${number}`,
    cell: ({ row, number, isAccessible }, section, price, state) =>
      `${row}열 ${number}번, ${isAccessible ? "휠체어석, " : ""}${section}, ${price}, ${state}`,
    states: { free: "선택 가능", locked: "결제 대기 중", sold: "판매 완료", chosen: "선택함" },
    zoomIn: "확대",
    zoomOut: "축소",
    allBlocks: "전체 구역",
    tooMany: (limit) => `최대 ${limit}석까지 선택할 수 있습니다.`,
    taken: (seat) => `${seat} 좌석은 선택할 수 없습니다.`,
  },

  troubles: {
    PERFORMANCE_NOT_FOUND: () => "공연을 찾을 수 없습니다.",
    BLOCK_NOT_FOUND: () => "이 공연에 없는 구역입니다.",
    CONTENDED: () => "접속자가 매우 많습니다. 바뀐 것은 없습니다.",
    OUTCOME_UNKNOWN: () => "처리되었는지 아직 알 수 없습니다.",
    LOST: () => "서비스에 연결할 수 없습니다. 인터넷 연결을 확인해 주세요.",
    MALFORMED: () => "요청을 처리할 수 없습니다.",
  },
  actions: {
    again: "다시 시도",
    seats: "좌석 선택",
    performances: "공연 목록",
    bookings: "내 예매 보기",
  },
};
