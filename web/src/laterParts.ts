// The pages and parts that `Later` loads, in one chunk. With several chunks their common code would be cut into many.
export { BookingBar } from "./booking/bookingBar.js";
export { ChosenBar } from "./booking/chosenBar.js";
export { BookingsPage } from "./pages/bookingsPage.js";
export { HousePage } from "./pages/housePage.js";
export { HouseMap } from "./seats/houseMap.js";
export { Legend } from "./seats/legend.js";
export { PayPage } from "./pages/payPage.js";
