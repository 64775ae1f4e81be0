/** @file The page of optimizers, made of doc comments. */

import { signatures } from "../packages/glissade/src/optim/text/signatures.ts";
import { type PublicValue, publicValues } from "../test/support/doc-types.ts";

const INTRODUCTION = `# Optimizers

Written by \`npm run docs:optimizers\` from the doc comments; do not edit.

An optimizer is a pair of pure functions, \`init(params)\` and \`update(gradients, state, context)\`, that runs inside the
training step. Parts join by \`optim.chain\`; a learning rate is a number, a scalar tensor or a schedule; a number that
enters the arithmetic may be a tensor too, so that \`vmap\` can run many of them at once. On the command line and in
studies an optimizer is text, such as \`adamw(0.001, weightDecay=0.01)\`: its options in the order below.
`;

interface Section {
  readonly title: string;
  has(value: PublicValue): boolean;
}

const names = new Set(signatures.map(({ name }) => name));
const nameOf = ({ path }: PublicValue): string => path.split(".").slice(1).join(".");

const sections: readonly Section[] = [
  { title: "Optimizers by name", has: (value) => names.has(nameOf(value)) },
  { title: "Schedules", has: ({ path }) => path.startsWith("optim.schedules.") },
  { title: "Projections", has: ({ path }) => path.startsWith("optim.projections.") },
  { title: "Parts and wrappers", has: ({ path }) => path.startsWith("optim.") },
];

/** The whole page; every public value is in the first section that has it. */
export function optimizersPage(): string {
  let rest = publicValues();
  const parts = sections.map(({ title, has }) => {
    const own = rest.filter(has).toSorted((a, b) => a.path.localeCompare(b.path));
    rest = rest.filter((value) => !own.includes(value));
    return `## ${title}\n\n${own.map(entry).join("\n")}`;
  });
  return [INTRODUCTION, ...parts].join("\n");
}

function entry(value: PublicValue): string {
  const options = order(value).map(({ name, comment }) => `- \`${name}\`: ${flat(comment) || "as above"}`);
  const paragraphs = [
    `### ${value.path}`,
    flat(value.comment),
    value.defaults.map(flat).join(" "),
    options.join("\n"),
  ];
  return `${paragraphs.filter((text) => text !== "").join("\n\n")}\n`;
}

/** Options in the order in which text may give them. */
function order(value: PublicValue): PublicValue["options"] {
  const keys = Object.keys(signatures.find(({ name }) => name === nameOf(value))?.parameters ?? {});
  const place = ({ name }: { readonly name: string }) =>
    keys.includes(name) ? keys.indexOf(name) : keys.length;
  return value.options.toSorted((a, b) => place(a) - place(b));
}

const flat = (comment: string): string => comment.replace(/\s*\n\s*/g, " ").trim();
