import type { CreateBookingAnswer, GetPerformanceAnswer } from "../../../functions/src/contract.js";
import { useLaterWords } from "../i18n/laterLanguage.js";
import { namedSeat } from "../i18n/words.js";

interface SeatsProps {
  seats: CreateBookingAnswer["seats"];
  /** The performance's sections, for their names. Null while they are not known. */
  sections: GetPerformanceAnswer["sections"] | null;
  currency: string;
  total: number;
}

/** The seats of a booking with their prices, and the sum. */
export function BookedSeats({ seats, sections, currency, total }: SeatsProps) {
  const { words, later, format } = useLaterWords();
  return (
    <table class="bill">
      <tbody>
        {seats.map(({ seatId, section, price }) => (
          <tr key={seatId}>
            <th scope="row">{words.seats.seat(namedSeat(seatId))}</th>
            <td>{sections?.find((each) => each.section === section)?.name}</td>
            <td class="amount">{format.money(price, currency)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            {later.pay.total}
          </th>
          <td class="amount">{format.money(total, currency)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
