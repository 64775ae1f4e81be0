/** @file The page of optimizers, made of doc comments and of what functions say of their options. */

import * as optim from "../packages/glissade/src/optim/index.ts";
import type { Option, OptionTable } from "../packages/glissade/src/optim/options/option.ts";
import { algorithms } from "../packages/glissade/src/optim/text/algorithms.ts";
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

const names = new Set(algorithms.map(({ name }) => name));
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
  const paragraphs = [
    `### ${value.path}`,
    flat(value.comment),
    value.defaults.map(flat).join(" "),
    describeOptions(value),
  ];
  return `${paragraphs.filter((text) => text !== "").join("\n\n")}\n`;
}

/** A line for each option, in the order in which text may give them. */
function describeOptions(value: PublicValue): string {
  const table = tableOf(nameOf(value));
  const comments = new Map(value.options.map(({ name, comment }) => [name, flat(comment)]));
  const described = Object.keys(table).toSorted();
  if (`${described}` !== `${[...comments.keys()].toSorted()}`) {
    throw new Error(`${value.path} describes ${described} and takes ${[...comments.keys()]}`);
  }
  const lines = Object.entries(table).map(
    ([name, option]) => `- \`${name}\`: ${[comments.get(name), limits(option)].filter(Boolean).join(" ")}`,
  );
  return lines.join("\n");
}

/** What a public function says of its options; none where it has none. */
function tableOf(name: string): OptionTable {
  const value = name
    .split(".")
    .reduce<unknown>((found, part) => (found as Readonly<Record<string, unknown>>)[part], optim);
  return (value as { readonly options?: OptionTable }).options ?? {};
}

/** What the value must be, and the default. */
function limits({ rule, isRequired, default: byDefault }: Option<unknown>): string {
  const first = rule[0]!.toUpperCase() + rule.slice(1);
  if (isRequired) return `${first}; required.`;
  return byDefault === undefined ? `${first}.` : `${first}; ${written(byDefault)} by default.`;
}

const written = (value: unknown): string =>
  Array.isArray(value) ? value.join(", ") : `\`${typeof value === "string" ? `"${value}"` : value}\``;

const flat = (comment: string): string => comment.replace(/\s*\n\s*/g, " ").trim();
