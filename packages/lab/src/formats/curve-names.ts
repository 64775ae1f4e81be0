/** @file Names of curves: those of other programs, and what this one calls the same. */

import type { metrics } from "glissade";

/** Words for the data that a number is of. */
const parts: Readonly<Record<string, string>> = {
  ...{ train: "train", training: "train" },
  ...{ val: "validation", valid: "validation", validation: "validation", dev: "validation" },
  ...{ eval: "validation", evaluation: "validation" },
  ...{ test: "test", testing: "test" },
};

const names: Readonly<Record<string, string>> = { acc: "accuracy", ppl: "perplexity" };

/**
 * What this program calls a curve: `val_acc` and `Accuracy/val` are `validation/accuracy`, `loss` alone is `train/loss`. A
 * name that tells no data stays as it is.
 *
 * @example
 * curveName("Loss/train"); // "train/loss"
 */
export function curveName(key: string): string {
  if (key.toLowerCase() === "loss") return "train/loss";
  const spaced = key.replace(/([a-z])([A-Z])/g, "$1_$2");
  const [, first = "", behind = ""] = /^([a-z]+)[/_.\s-]+(.+)$/i.exec(spaced) ?? [];
  const [, before = "", last = ""] = /^(.+?)[/_.\s-]+([a-z]+)$/i.exec(spaced) ?? [];
  const found = [
    [first, behind],
    [last, before],
  ].find(([word]) => Object.hasOwn(parts, word!.toLowerCase()));
  if (!found) return key;
  const name = found[1]!.toLowerCase();
  return `${parts[found[0]!.toLowerCase()]}/${Object.hasOwn(names, name) ? names[name] : name}`;
}

const small = /(^|[^a-z])(loss|error|err|mse|rmse|mae|nll|cost|entropy|perplexity|seconds|time)([^a-z]|$)/;

/** Whether higher or lower numbers are better, as far as a name tells. */
export const betterByName = (name: string): metrics.Better =>
  small.test(name.toLowerCase()) ? "lower" : "higher";
