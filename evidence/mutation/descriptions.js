/** A plugin that leaves the descriptions of fields as they are, because only the documentation is made from them. */
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
