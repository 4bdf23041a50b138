import { figure } from "../report/table.js";
import { usd } from "../prices.js";
import { total, type Step } from "./sale.js";
import type { Table } from "../report/table.js";

export function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

export function money(value: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${figure(seconds / 3600)} h`;
}

/** A table of what each kind of call reads, writes, deletes and costs. */
export function operationsTable(all: readonly Step[]): Table {
  const sum = total(all);
  return {
    caption: "",
    columns: ["", "calls", "reads each", "writes each", "deletes each", "reads", "writes", "deletes", "$"],
    rows: [
      ...all.map(({ name, calls, each }) => [
        name,
        whole(calls),
        ...[each.reads, each.writes, each.deletes].map(whole),
        ...[each.reads, each.writes, each.deletes].map((one) => whole(calls * one)),
        money(calls * usd(each)),
      ]),
      ["in all", "", "", "", "", whole(sum.reads), whole(sum.writes), whole(sum.deletes), money(usd(sum))],
    ],
  };
}
