/** @file Reads optimizers written as text. */

import { ArgumentError } from "../errors.ts";
import { adamSignature } from "./adam.ts";
import { sgdSignature } from "./sgd.ts";
import type { ParameterKind, Signature } from "./signature.ts";
import type { Optimizer } from "./transform.ts";

/** Every optimizer that can be written by name. */
export const signatures: readonly Signature[] = [sgdSignature, adamSignature];

export interface ParsedOptimizer {
  readonly name: string;
  /** Options by name, as given. */
  readonly options: Readonly<Record<string, number | string | boolean>>;
  /** The canonical text: every argument but the first named. */
  readonly text: string;
  readonly optimizer: Optimizer;
}

/**
 * An optimizer from text such as `sgd(0.2, momentum=0.9)`: positional arguments first, then named ones.
 *
 * @example
 * optim.parse("sgd( .2,momentum=0.9 )").text; // "sgd(0.2, momentum=0.9)"
 */
export function parse(text: string): ParsedOptimizer {
  const [, name, list] = /^\s*([A-Za-z]\w*)\s*(?:\(([^()]*)\))?\s*$/.exec(text) ?? [];
  if (name === undefined) {
    throw new ArgumentError({
      where: `optimizer "${text}"`,
      rule: "must be a name with arguments in parentheses",
      fix: "Write for example sgd(0.2, momentum=0.9)",
    });
  }
  const signature = signatures.find((each) => each.name === name);
  if (!signature) {
    const known = signatures.map((each) => each.name).join(", ");
    throw new ArgumentError({
      where: `optimizer "${text}"`,
      rule: `unknown optimizer ${name}`,
      fix: `Known are ${known}`,
    });
  }
  const options = readArguments(
    signature,
    (list ?? "")
      .split(",")
      .map((each) => each.trim())
      .filter(Boolean),
  );
  return { name, options, text: format(signature, options), optimizer: signature.create(options) };
}

type Options = Record<string, number | string | boolean>;

function readArguments({ name, parameters }: Signature, written: readonly string[]): Options {
  const names = Object.keys(parameters);
  const options: Options = {};
  written.forEach((argument, index) => {
    const [, key = names[index], value] = /^(?:(\w+)\s*=)?\s*(.*)$/.exec(argument)!;
    const where = `${name}(${argument})`;
    if (!argument.includes("=") && written.slice(0, index).some((earlier) => earlier.includes("="))) {
      throw new ArgumentError({ where, rule: "arguments without a name come before named ones" });
    }
    if (key === undefined || !(key in parameters)) {
      throw new ArgumentError({
        where,
        rule: `unknown argument ${key ?? value}`,
        fix: `Known are ${names.join(", ")}`,
      });
    }
    if (key in options) throw new ArgumentError({ where, rule: `${key} is given twice` });
    options[key] = readValue(where, value!, parameters[key]!);
  });
  return options;
}

function readValue(where: string, text: string, kind: ParameterKind): number | string | boolean {
  if (kind === "number") {
    const value = Number(text);
    if (text !== "" && !Number.isNaN(value)) return value;
    throw new ArgumentError({ where, rule: `expected a number, got ${text || "nothing"}` });
  }
  const bare = text.replace(/^(["'])(.*)\1$/, "$2");
  const found = kind.find((each) => String(each) === bare);
  if (found !== undefined) return found;
  throw new ArgumentError({ where, rule: `expected one of ${kind.join(", ")}, got ${text || "nothing"}` });
}

function format({ name, parameters }: Signature, options: Options): string {
  const [first] = Object.keys(parameters);
  const written = Object.keys(parameters)
    .filter((key) => key in options)
    .map((key) => (key === first ? `${options[key]}` : `${key}=${options[key]}`));
  return `${name}(${written.join(", ")})`;
}
