/** @file Reads optimizers written as text. */

import { ArgumentError, within } from "../../errors.ts";
import { nearestName } from "../../spelling.ts";
import type { Optimizer } from "../transform.ts";
import type { ParameterKind, Signature } from "./signature.ts";
import { signatures } from "./signatures.ts";

export interface ParsedOptimizer {
  readonly name: string;
  /** Options by name, as given. */
  readonly options: Options;
  /** The canonical text: every argument but the first named. */
  readonly text: string;
  readonly optimizer: Optimizer;
  /** Makes the optimizer with other options, and names those that it takes. */
  readonly signature: Signature;
}

type Value = number | string | boolean;
type Options = Readonly<Record<string, Value>>;

/**
 * An optimizer from text such as `sgd(0.2, momentum=0.9)`: positional arguments first, then named ones.
 *
 * @example
 * optim.parse("sgd( .2,momentum=0.9 )").text; // "sgd(0.2, momentum=0.9)"
 */
export function parse(text: string): ParsedOptimizer {
  return within(`optimizer "${text}"`, () => {
    const { name, list } = split(text);
    const signature = findSignature(name);
    const options = readArguments(signature, list);
    const parsed = { name, options, signature, text: format(signature, options) };
    return { ...parsed, optimizer: signature.create(options) };
  });
}

/** The name and the arguments; a bare name has none. */
function split(text: string): { name: string; list: readonly string[] } {
  const [, name, inside = ""] = /^\s*([A-Za-z]\w*)\s*(?:\(([^()]*)\))?\s*$/.exec(text) ?? [];
  if (name === undefined) {
    throw new ArgumentError({
      where: "syntax",
      rule: "must be a name with arguments in parentheses",
      fix: "Write for example sgd(0.2, momentum=0.9)",
    });
  }
  const list = inside.split(",").map((argument) => argument.trim());
  return { name, list: list.length === 1 && list[0] === "" ? [] : list };
}

function findSignature(name: string): Signature {
  const signature = signatures.find((each) => each.name === name);
  if (signature) return signature;
  const known = signatures.map((each) => each.name);
  const nearest = nearestName(name, known);
  const fix =
    nearest === undefined ? `Known are ${known.join(", ")}` : `The nearest known name is ${nearest}`;
  throw new ArgumentError({ where: name, rule: "unknown optimizer", fix });
}

function readArguments({ name, parameters }: Signature, list: readonly string[]): Options {
  const keys = Object.keys(parameters);
  const options: Record<string, Value> = {};
  const firstNamed = list.findIndex((argument) => argument.includes("="));
  list.forEach((argument, index) => {
    const [, given, value = ""] = /^(?:(\w+)\s*=)?\s*(.*)$/.exec(argument)!;
    if (given === undefined && firstNamed >= 0 && firstNamed < index) {
      const rule = `arguments without a name come first, got ${argument} behind ${list[firstNamed]}`;
      throw new ArgumentError({ where: name, rule });
    }
    const key = given ?? keys[index] ?? value;
    const where = `${name}({ ${key} })`;
    if (!Object.hasOwn(parameters, key)) {
      throw new ArgumentError({ where, rule: "unknown argument", fix: `Known are ${keys.join(", ")}` });
    }
    if (Object.hasOwn(options, key)) throw new ArgumentError({ where, rule: "is given twice" });
    options[key] = readValue(where, value, parameters[key]!);
  });
  return options;
}

function readValue(where: string, text: string, kind: ParameterKind): Value {
  const got = text || "nothing";
  if (kind === "number") {
    const value = Number(text);
    if (text !== "" && !Number.isNaN(value)) return value;
    throw new ArgumentError({ where, rule: `must be a number, got ${got}` });
  }
  const bare = text.replace(/^(["'])(.*)\1$/, "$2");
  const found = kind.find((each) => String(each) === bare);
  if (found !== undefined) return found;
  throw new ArgumentError({ where, rule: `must be one of ${kind.join(", ")}, got ${got}` });
}

function format({ name, parameters }: Signature, options: Options): string {
  const [first] = Object.keys(parameters);
  const written = Object.keys(parameters)
    .filter((key) => Object.hasOwn(options, key))
    .map((key) => (key === first ? `${options[key]}` : `${key}=${options[key]}`));
  return `${name}(${written.join(", ")})`;
}
