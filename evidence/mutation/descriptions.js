/**
 * A plugin for Stryker that makes no mutants of the descriptions of fields, because these are only used for the
 * documentation.
 */
export const strykerPlugins = [
  {
    kind: "Ignore",
    name: "descriptions",
    value: {
      shouldIgnore: ({ node, parent, key }) =>
        node.type === "ObjectExpression" && key === 0 && parent.callee?.property?.name === "meta"
          ? "It describes a field."
          : undefined,
    },
  },
];
