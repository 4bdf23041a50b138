import { collection } from "../../firestore/database.js";
import { SeatMap } from "../domain/seatMap.js";

export const seatMaps = collection("seatMaps", SeatMap);
