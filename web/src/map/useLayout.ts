import type { GetLayoutAnswer, GetPerformanceAnswer } from "../../../functions/src/contract.js";
import { getLayout } from "../calls/reads.js";
import type { Language } from "../i18n/language.js";
import { useLoaded } from "../parts/useLoaded.js";
import type { Block } from "./plan.js";

export type Layout = GetLayoutAnswer;

/** Loads a performance's layout. Undefined: it is on its way. Null: there is none, or it could not be loaded. */
export function useLayout({ layoutId }: GetPerformanceAnswer): Layout | null | undefined {
  const { value } = useLoaded(
    async () => ({ layout: layoutId && (await getLayout(layoutId).catch(() => null)) }),
    layoutId ?? "",
  );
  return layoutId === null ? null : (value?.layout as Layout | null | undefined);
}

/** A block's name: in the viewer's language if the layout has it. */
export function nameOf(
  { block, name }: Block,
  layout: Layout | null | undefined,
  language: Language,
): string {
  return layout?.blocks[block]?.name[language] ?? name;
}
