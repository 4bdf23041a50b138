// The pages and parts that `Later` loads. They are one chunk. With several, the code that is common to some of them
// would be cut into many small chunks.
export { BookingBar } from "./booking/bookingBar.js";
export { ChosenBar } from "./booking/chosenBar.js";
export { BookingsPage } from "./pages/bookingsPage.js";
export { HousePage } from "./pages/housePage.js";
export { HouseMap } from "./seats/houseMap.js";
export { Legend } from "./seats/legend.js";
export { PayPage } from "./pages/payPage.js";
