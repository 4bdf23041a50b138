// The pages and parts that a first look does not need. They are one chunk, because with several chunks the code that these
// share would be cut into many more.
export { BookingBar } from "./booking/bookingBar.js";
export { BookingsPage } from "./pages/bookingsPage.js";
export { HousePage } from "./pages/housePage.js";
export { HouseMap } from "./seats/houseMap.js";
export { Legend } from "./seats/legend.js";
export { PayPage } from "./pages/payPage.js";
