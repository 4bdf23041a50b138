/** A plot with one line for each series. */
export interface Plot {
  /** The file name, without its extension. */
  file: string;
  title: string;
  x: Axis;
  y: Axis;
  series: { name: string; points: (readonly [x: number, y: number])[] }[];
}

interface Axis {
  label: string;
  log: boolean;
}

const WIDTH = 720;
const HEIGHT = 400;
const BOX = { left: 70, right: WIDTH - 24, top: 84, bottom: HEIGHT - 52 };
/** Colours that colour-blind readers can also tell apart (Okabe and Ito). Each series also has its own mark. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#7f7f7f"];

export function svg(plot: Plot): string {
  const points = plot.series.flatMap((series) => series.points);
  const x = scale(
    points.map(([value]) => value),
    plot.x.log,
    BOX.left + 12,
    BOX.right - 12,
    false,
  );
  const y = scale(
    points.map(([, value]) => value),
    plot.y.log,
    BOX.bottom,
    BOX.top,
    !plot.y.log,
  );
  const grid = y.ticks.map((tick) => {
    const at = round(y.place(tick));
    return (
      `<line x1="${BOX.left}" x2="${BOX.right}" y1="${at}" y2="${at}" stroke="#e2e2e2"/>` +
      text(BOX.left - 8, at + 4, label(tick), "end")
    );
  });
  const xTicks = [...new Set(points.map(([value]) => value))].map((tick) =>
    text(round(x.place(tick)), BOX.bottom + 18, label(tick), "middle"),
  );
  const body = [
    text(BOX.left - 46, 24, plot.title, "start", 'font-size="16" font-weight="600"'),
    ...plot.series.map((series, index) => legend(series.name, index, plot.series.length)),
    ...grid,
    ...xTicks,
    `<line x1="${BOX.left}" x2="${BOX.right}" y1="${BOX.bottom}" y2="${BOX.bottom}" stroke="#777"/>`,
    text((BOX.left + BOX.right) / 2, HEIGHT - 12, plot.x.label, "middle"),
    `<g transform="translate(18 ${(BOX.top + BOX.bottom) / 2}) rotate(-90)">${text(0, 0, plot.y.label, "middle")}</g>`,
    ...plot.series.map(({ points: own }, index) =>
      curve(
        own.map(([px, py]) => [round(x.place(px)), round(y.place(py))]),
        index,
      ),
    ),
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" ` +
    `font-family="system-ui, sans-serif" font-size="12" fill="#333">\n<title>${escape(plot.title)}</title>\n` +
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>\n${body.join("\n")}\n</svg>\n`
  );
}

function scale(values: readonly number[], log: boolean, from: number, to: number, fromZero: boolean) {
  const shown = log ? values.filter((value) => value > 0) : values;
  const ticks = log
    ? decades(Math.min(...shown), Math.max(...shown))
    : steps(fromZero ? 0 : Math.min(...shown), Math.max(...shown));
  const [low, high] = fromZero || log ? [ticks[0]!, ticks.at(-1)!] : [Math.min(...shown), Math.max(...shown)];
  const along = (value: number) => (log ? Math.log(Math.max(value, low)) : value);
  const share = (value: number) => (along(value) - along(low)) / (along(high) - along(low) || 1);
  return { ticks, place: (value: number) => from + share(value) * (to - from) };
}

/** The powers of ten that cover a range. */
function decades(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.max(Math.ceil(Math.log10(high)), first + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}

/** About five evenly spaced numbers with a round step that cover a range. */
function steps(low: number, high: number): number[] {
  const rough = (high - low || 1) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough)!;
  const count = Math.ceil((high - low) / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => low + index * step);
}

function curve(points: [number, number][], index: number): string {
  const colour = COLOURS[index % COLOURS.length]!;
  const path = points.map(([x, y], place) => `${place === 0 ? "M" : "L"}${x} ${y}`).join("");
  const marks = points.map(([x, y]) => mark(x, y, index));
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${marks.join("")}`;
}

function mark(x: number, y: number, index: number): string {
  const colour = COLOURS[index % COLOURS.length]!;
  const shapes = [
    `<circle cx="${x}" cy="${y}" r="4" fill="${colour}"/>`,
    `<rect x="${x - 4}" y="${y - 4}" width="8" height="8" fill="${colour}"/>`,
    `<path d="M${x} ${y - 5}L${x + 5} ${y + 4}L${x - 5} ${y + 4}Z" fill="${colour}"/>`,
    `<path d="M${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}L${x - 5} ${y}Z" fill="${colour}"/>`,
  ];
  return shapes[index % shapes.length]!;
}

function legend(name: string, index: number, of: number): string {
  const column = index % 2;
  const x = BOX.left - 40 + column * 330;
  const y = (of > 2 ? 42 : 50) + Math.floor(index / 2) * 18;
  return mark(x, y, index) + text(x + 12, y + 4, name, "start");
}

function text(x: number, y: number, content: string, anchor: string, more = ""): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" ${more}>${escape(content)}</text>`;
}

const escape = (content: string) => content.replace(/&/g, "&amp;").replace(/</g, "&lt;");
const round = (value: number) => Math.round(value * 10) / 10;
const label = (value: number): string =>
  value >= 1e9 ? `${label(value / 1e9)} bn` : value >= 1e6 ? `${label(value / 1e6)} M` : plain(value);
const plain = (value: number) =>
  value >= 1 || value === 0
    ? Number(value.toPrecision(6)).toLocaleString("en-US")
    : String(Number(value.toPrecision(3)));
