/** @file The subscripts of einsum: from text to labelled axes. */

import { ShapeError } from "../../errors.ts";
import { formatShape, type Shape } from "../../graph/shape.ts";
import { describe } from "../../options/describe.ts";

/** One label per axis; those of an ellipsis are counted from the back: "...0" is the last. */
export type Labels = readonly string[];

export interface Subscripts {
  readonly inputs: readonly Labels[];
  readonly output: Labels;
  readonly lengths: ReadonlyMap<string, number>;
}

const WHERE = "einsum";

function fail(rule: string, fix?: string): never {
  throw new ShapeError({ where: WHERE, rule, fix });
}

/** Reads subscripts such as "ij,jk->ik" for operands of the given shapes. */
export function parseSubscripts(subscripts: string, shapes: readonly Shape[]): Subscripts {
  if (typeof subscripts !== "string")
    fail(`needs subscripts such as "ij,jk->ik", got ${describe(subscripts)}`);
  const [left, right, ...more] = subscripts.replaceAll(/\s/g, "").split("->");
  if (more.length > 0) fail(`subscripts must have at most one "->", got "${subscripts}"`);
  const terms = left!.split(",");
  if (terms.length !== shapes.length) {
    fail(
      `needs one operand per term, got ${terms.length} terms in "${subscripts}" for ${shapes.length} operands`,
    );
  }
  const inputs = terms.map((term, index) => inputLabels(term, shapes[index]!));
  const output = right === undefined ? implicitOutput(inputs) : explicitOutput(right, inputs);
  return { inputs, output, lengths: labelLengths(inputs, shapes) };
}

/** Letters of a term, and where its ellipsis stands. */
function readTerm(term: string): { letters: readonly string[]; ellipsis: number } {
  const [before, after, ...more] = term.split("...");
  const letters = [...before!, ...(after ?? "")];
  if (more.length > 0 || letters.some((letter) => !/[a-zA-Z]/.test(letter))) {
    fail(`terms are letters with at most one "...", got "${term}"`);
  }
  return { letters, ellipsis: after === undefined ? -1 : before!.length };
}

const ellipsisLabels = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `...${count - 1 - index}`);

function inputLabels(term: string, shape: Shape): Labels {
  const { letters, ellipsis } = readTerm(term);
  const hidden = shape.length - letters.length;
  if (ellipsis < 0 ? hidden !== 0 : hidden < 0) {
    const count = ellipsis < 0 ? letters.length : `at least ${letters.length}`;
    fail(`"${term}" needs an operand with ${count} axes, got ${formatShape(shape)}`);
  }
  return ellipsis < 0 ? letters : letters.toSpliced(ellipsis, 0, ...ellipsisLabels(hidden));
}

const isHidden = (label: string): boolean => label.startsWith("...");

const widestEllipsis = (inputs: readonly Labels[]): string[] =>
  ellipsisLabels(Math.max(...inputs.map((labels) => labels.filter(isHidden).length)));

/** The axes of the ellipsis, then the letters that occur once, in alphabetical order. */
function implicitOutput(inputs: readonly Labels[]): Labels {
  const letters = inputs.flat().filter((label) => !isHidden(label));
  const once = letters.filter((label) => letters.indexOf(label) === letters.lastIndexOf(label));
  return [...widestEllipsis(inputs), ...once.sort()];
}

function explicitOutput(term: string, inputs: readonly Labels[]): Labels {
  const { letters, ellipsis } = readTerm(term);
  const unknown = letters.find((letter) => !inputs.some((labels) => labels.includes(letter)));
  if (unknown) fail(`the output may name only labels of the operands, got "${unknown}" in "${term}"`);
  const twice = letters.find((letter, index) => letters.indexOf(letter) !== index);
  if (twice) fail(`the output may name each label once, got "${twice}" in "${term}"`, "Use diagEmbed()");
  const hidden = widestEllipsis(inputs);
  if (ellipsis < 0 && hidden.length > 0) {
    fail(`the output must keep the axes of "...", got "${term}"`, "Sum over them first, or name them");
  }
  return ellipsis < 0 ? letters : letters.toSpliced(ellipsis, 0, ...hidden);
}

/** The length of each label; axes of length 1 broadcast. */
function labelLengths(inputs: readonly Labels[], shapes: readonly Shape[]): Map<string, number> {
  const lengths = new Map<string, number>();
  for (const [index, labels] of inputs.entries()) {
    requireSquares(labels, shapes[index]!);
    for (const [axis, label] of labels.entries()) {
      const [known, length] = [lengths.get(label) ?? 1, shapes[index]![axis]!];
      if (known !== 1 && length !== 1 && known !== length) {
        const name = isHidden(label) ? "..." : label;
        fail(`axes of one label must have one length, got ${known} and ${length} for "${name}"`);
      }
      lengths.set(label, known === 1 ? length : known);
    }
  }
  return lengths;
}

/** Only axes of different operands broadcast. */
function requireSquares(labels: Labels, shape: Shape): void {
  const axis = labels.findIndex((label, each) => shape[each] !== shape[labels.indexOf(label)]);
  if (axis < 0) return;
  fail(`a diagonal needs axes of one length, got ${formatShape(shape)} for "${labels[axis]}" twice`);
}
