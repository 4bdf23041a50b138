// What nobody sees first. Together it is one chunk: in several, what they share would be cut into many more.
export { BookingBar } from "./booking/bookingBar.js";
export { BookingsPage } from "./pages/bookingsPage.js";
export { HousePage } from "./pages/housePage.js";
export { PayPage } from "./pages/payPage.js";
