import { collection } from "../../firestore/database.js";
import { Booking } from "../domain/booking.js";
import { OccupiedSeat } from "../domain/seat.js";
import { TicketCount } from "../domain/ticketCount.js";

export const bookings = collection("bookings", Booking, "bookingId");
export const occupiedSeats = collection("occupiedSeats", OccupiedSeat);
export const ticketCounts = collection("ticketCounts", TicketCount);
