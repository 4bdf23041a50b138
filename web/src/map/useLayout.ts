import type { GetLayoutAnswer, GetPerformanceAnswer } from "../../../functions/src/contract.js";
import { getLayout } from "../calls/reads.js";
import type { Language } from "../i18n/language.js";
import { useLoaded } from "../parts/useLoaded.js";
import type { Block } from "./plan.js";

export type Layout = GetLayoutAnswer;

/** The layouts that were loaded, until the browser loads the shop again. To parse a large one takes long on a phone. */
const known = new Map<string, Layout>();

/** Loads a performance's layout. Undefined: it is on its way. Null: there is none, or it could not be loaded. */
export function useLayout({ layoutId }: GetPerformanceAnswer): Layout | null | undefined {
  const id = layoutId ?? "";
  const isTried = useLoaded(async () => {
    if (layoutId !== null && !known.has(id))
      await getLayout(id).then(
        (layout) => known.set(id, layout),
        () => {},
      );
    return true;
  }, id).value;
  return known.get(id) ?? (layoutId === null || isTried ? null : undefined);
}

/** A block's name: in the viewer's language if the layout has it. */
export function nameOf(
  { block, name }: Block,
  layout: Layout | null | undefined,
  language: Language,
): string {
  return layout?.blocks[block]?.name[language] ?? name;
}
