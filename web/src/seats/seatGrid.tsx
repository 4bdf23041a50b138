import { Component, type JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useWords } from "../i18n/language.js";
import type { Words } from "../i18n/words.js";
import type { PlannedRow, PlannedSeat } from "../map/plan.js";
import type { State, States } from "../map/seatMap.js";
import { InPortions } from "../parts/inPortions.js";
import type { Point } from "../../../functions/src/layouts/places.js";
import type { Drawing } from "./drawing.js";
import { move, nearest, type Spot } from "./moving.js";
import { PITCH, shapeOf } from "./shapes.js";

interface GridProps {
  label: string;
  drawing: Drawing;
  states: States;
  chosen: readonly string[];
  /** The prices by section, as they are written. */
  prices: ReadonlyMap<string, string>;
  /** The tier that is shown fully. Null: all of them. */
  tier: number | null;
  /** How many pixels a unit of the drawing is. */
  scale: number;
  onPress: (spot: Spot) => void;
  onZoom: (step: 1 | -1) => void;
  /** What a pointer does instead of choosing where seats are too small to be hit. Otherwise null. */
  onLook: ((event: MouseEvent) => void) | null;
}

/** About how many seats a frame draws, in whole rows. */
const SEATS_A_FRAME = 40;

/** The seats of a block: one drawing, whose seats have names and can be reached by keyboard. */
export function SeatGrid({
  label,
  drawing,
  states,
  chosen,
  prices,
  tier,
  scale,
  onPress,
  onZoom,
  onLook,
}: GridProps) {
  const { words } = useWords();
  const { rows, points, names, width, height } = drawing;
  const [spot, setSpot] = useState<Spot>({ row: 0, column: 0 });
  const svg = useRef<SVGSVGElement>(null);
  const focus = points[spot.row]![spot.column]!;
  const longest = Math.max(...rows.map(({ places }) => places.length));
  const [pointed, setPointed] = useState<Spot | null>(null);
  const seat = pointed && rows[pointed.row]?.places[pointed.column];

  useEffect(() => {
    // A block that is wider than its frame is first shown at its middle.
    const frame = svg.current!.closest(".map")!;
    frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2;
  }, []);

  const spotUnder = (event: MouseEvent) => spotOf(event.target) ?? spotAt(drawing, event, svg.current!);

  function press(pressed: Spot | null): void {
    if (pressed === null) return;
    setSpot(pressed);
    onPress(pressed);
  }

  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " || event.key === "Enter") press(spotOf(event.target));
    else if (event.key === "+" || event.key === "=") onZoom(1);
    else if (event.key === "-") onZoom(-1);
    else {
      const next = move(drawing, spot, event.key);
      if (next === null) return;
      setSpot(next);
      const seat = svg.current!.querySelector<SVGElement>(`[data-spot="${next.row} ${next.column}"]`);
      seat?.focus();
      seat?.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    event.preventDefault();
  }

  return (
    <>
      <svg
        ref={svg}
        role="grid"
        aria-label={label}
        aria-multiselectable="true"
        aria-rowcount={rows.length}
        class="seats"
        // Chromium makes a drawing that listens to focus a tab stop. The only tab stop is to be a seat.
        tabindex={-1}
        viewBox={`0 0 ${width} ${height}`}
        width={width * scale}
        height={height * scale}
        onKeyDown={onKey}
        onClick={(event) => (onLook ? onLook(event) : press(spotUnder(event)))}
        onPointerOver={(event) => setPointed(spotUnder(event))}
        onPointerLeave={() => setPointed(null)}
        onFocusIn={(event) => {
          const focused = spotOf(event.target);
          setPointed(focused);
          if (focused) setSpot(focused);
        }}
      >
        <InPortions size={Math.ceil(SEATS_A_FRAME / longest)}>
          {rows.map((row, index) => (
            <Row
              key={row.row}
              row={row}
              index={index}
              points={points[index]!}
              names={names[index]!}
              states={states[index]!}
              chosen={chosenIn(row, chosen)}
              stop={spot.row === index ? spot.column : null}
              tier={tier}
              prices={prices}
              words={words}
            />
          ))}
        </InPortions>
        {/* The outline of the focused seat is drawn last, because other seats would cover it. */}
        <rect
          class="focus"
          x={focus.x - PITCH / 2 + 1}
          y={focus.y - PITCH / 2 + 1}
          width={PITCH - 2}
          height={PITCH - 2}
          rx={5}
        />
      </svg>
      <p class="pointed" aria-hidden="true">
        {seat &&
          nameOf(
            seat,
            chosen.includes(seat.seatId) ? "chosen" : states[pointed.row]![pointed.column]!,
            prices,
            words,
          )}
      </p>
    </>
  );
}

/** A seat's whole name: "Row F, seat 12, Royal, ₩100,000, free". */
function nameOf(
  seat: PlannedSeat,
  state: State | "chosen",
  prices: ReadonlyMap<string, string>,
  words: Words,
): string {
  const { section, name } = seat.section;
  return words.seats.cell(seat, name, prices.get(section) ?? "", words.seats.states[state]);
}

interface RowProps {
  row: PlannedRow;
  index: number;
  points: readonly Point[];
  names: readonly [Point, Point];
  states: readonly State[];
  /** The columns of the chosen seats, as one text, so that it can be compared with the one before. */
  chosen: string;
  /** The place in the row that the tab key reaches, or null if that is in another row. */
  stop: number | null;
  tier: number | null;
  /** The prices by section, as they are written. */
  prices: ReadonlyMap<string, string>;
  words: Words;
}

/**
 * A row. It is drawn again if a property changed, and of its seats those that look different. A seat is no component,
 * because a thousand components take long to make.
 */
class Row extends Component<RowProps> {
  /** Each seat as it was drawn last. Preact passes over an element that is the very same as before. */
  #drawn: ({ look: string; seat: JSX.Element } | undefined)[] = [];

  override shouldComponentUpdate(next: RowProps): boolean {
    if (next.words !== this.props.words || next.row !== this.props.row) this.#drawn = [];
    return (Object.keys(next) as (keyof RowProps)[]).some((key) => next[key] !== this.props[key]);
  }

  override render({ row, index, points, names, states, chosen, stop, tier, words }: RowProps) {
    const chosenColumns = new Set(chosen === "" ? [] : chosen.split(" ").map(Number));
    return (
      <g role="row" aria-rowindex={index + 1}>
        <text role="rowheader" class="row-name" {...names[0]} aria-label={words.seats.row(row.row)}>
          {row.row}
        </text>
        {row.places.map((seat, column) => {
          if (seat === null) return null;
          const state = chosenColumns.has(column) ? "chosen" : states[column]!;
          const isStop = column === stop;
          const isFaint = tier !== null && tier !== seat.tier;
          const look = `${state} ${isStop} ${isFaint}`;
          const before = this.#drawn[column];
          if (before?.look === look) return before.seat;
          const spot = `${index} ${column}`;
          const drawn = this.#draw(seat, { spot, point: points[column]!, state, isStop, isFaint });
          this.#drawn[column] = { look, seat: drawn };
          return drawn;
        })}
        <text class="row-name" {...names[1]} aria-hidden="true">
          {row.row}
        </text>
      </g>
    );
  }

  #draw(seat: PlannedSeat, { spot, point, state, isStop, isFaint }: Look): JSX.Element {
    const { words, prices } = this.props;
    return (
      <path
        key={seat.seatId}
        role="gridcell"
        aria-label={nameOf(seat, state, prices, words)}
        aria-selected={state === "chosen"}
        aria-disabled={state === "locked" || state === "sold"}
        tabindex={isStop ? 0 : -1}
        data-spot={spot}
        class={`seat ${state} tier-${seat.tier % 6}${isFaint ? " faint" : ""}`}
        d={shapeOf(state, seat.isAccessible, point)}
      />
    );
  }
}

/** How and where a seat is drawn. */
interface Look {
  spot: string;
  point: Point;
  state: State | "chosen";
  isStop: boolean;
  isFaint: boolean;
}

function chosenIn({ places }: PlannedRow, chosen: readonly string[]): string {
  if (chosen.length === 0) return "";
  return places.flatMap((seat, column) => (seat && chosen.includes(seat.seatId) ? [column] : [])).join(" ");
}

/** The place of the seat that an event came from, or null. */
function spotOf(target: EventTarget | null): Spot | null {
  const spot = target instanceof Element ? target.getAttribute("data-spot") : null;
  if (spot === null) return null;
  const [row, column] = spot.split(" ").map(Number);
  return { row: row!, column: column! };
}

/**
 * The seat nearest to the pointer, or null. A seat can be hit around its shape, up to the distance of the corners of a
 * square of `PITCH`.
 */
function spotAt(drawing: Drawing, { clientX, clientY }: MouseEvent, svg: SVGSVGElement): Spot | null {
  const { left, top, width } = svg.getBoundingClientRect();
  const scale = drawing.width / width;
  return nearest(drawing, { x: (clientX - left) * scale, y: (clientY - top) * scale }, PITCH * Math.SQRT1_2);
}
