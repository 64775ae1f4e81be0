/** @file Optimizers from text. */

import { ArgumentError, within } from "../../errors.ts";
import { either } from "../../options/describe.ts";
import { nearestOrAll } from "../../options/spelling.ts";
import type { AnyAlgorithm } from "../options/algorithm.ts";
import type { OptionTable, TextForm } from "../options/option.ts";
import type { Optimizer } from "../transform.ts";
import { algorithms } from "./algorithms.ts";

type Value = number | string | boolean;

/** Options by the names of text. */
type Written = Readonly<Record<string, Value>>;

export interface ParsedOptimizer {
  readonly name: string;
  /** Options by name, as given. */
  readonly options: Written;
  /** The canonical text: every argument but the first named. */
  readonly text: string;
  readonly optimizer: Optimizer;
  /** The same optimizer with other values, which may be tensors, in the place of some of its options. */
  with(options: Readonly<Record<string, unknown>>): Optimizer;
}

/**
 * An optimizer from text such as `sgd(0.2, momentum=0.9)`: positional arguments first, then named ones. A key of random
 * numbers is written as its seed, `seed=1`, 0 by default.
 *
 * @throws ArgumentError where the text does not name an optimizer and options that it takes.
 *
 * @example
 * optim.parse("sgd( .2,momentum=0.9 )").text; // "sgd(0.2, momentum=0.9)"
 */
export function parse(text: string): ParsedOptimizer {
  return within(`optimizer "${text}"`, () => {
    const { name, list } = split(text);
    const algorithm = findAlgorithm(name);
    const forms = formsOf(algorithm);
    const options = readArguments(name, forms, list);
    const create = (others: Readonly<Record<string, unknown>>) =>
      algorithm(toOptions(forms, { ...options, ...others }));
    return { name, options, text: format(name, forms, options), optimizer: create({}), with: create };
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

function findAlgorithm(name: string): AnyAlgorithm {
  const algorithm = algorithms.find((each) => each.name === name);
  if (algorithm) return algorithm;
  const known = algorithms.map((each) => each.name);
  throw new ArgumentError({ where: name, rule: "is not an optimizer", fix: nearestOrAll(name, known) });
}

/** An option that text can give: its own name, and how it is written. */
interface Form extends TextForm {
  readonly option: string;
}

/** By the names of text, in the order in which options may be given without a name. */
type Forms = ReadonlyMap<string, Form>;

const formsOf = ({ options }: { readonly options: OptionTable }): Forms =>
  new Map(
    Object.entries(options).flatMap(([option, { text }]) =>
      text ? [[text.name ?? option, { ...text, option }]] : [],
    ),
  );

function readArguments(name: string, forms: Forms, list: readonly string[]): Written {
  const names = [...forms.keys()];
  const options: Record<string, Value> = {};
  const firstNamed = list.findIndex((argument) => argument.includes("="));
  list.forEach((argument, index) => {
    const [, given, value = ""] = /^(?:(\w+)\s*=)?\s*(.*)$/.exec(argument)!;
    if (given === undefined && firstNamed >= 0 && firstNamed < index) {
      const rule = `arguments without a name come first, got ${argument} behind ${list[firstNamed]}`;
      throw new ArgumentError({ where: name, rule });
    }
    const key = given ?? names[index] ?? value;
    const where = `${name}({ ${key} })`;
    const form = forms.get(key);
    if (!form) throw new ArgumentError({ where, rule: "is not an option", fix: nearestOrAll(key, names) });
    if (Object.hasOwn(options, key)) throw new ArgumentError({ where, rule: "is given twice" });
    options[key] = readValue(where, value, form.kind);
  });
  return options;
}

function readValue(where: string, text: string, kind: TextForm["kind"]): Value {
  const got = text || "nothing";
  if (kind === "number") {
    const value = Number(text);
    if (text !== "" && !Number.isNaN(value)) return value;
    throw new ArgumentError({ where, rule: `must be a number, got ${got}` });
  }
  const bare = text.replace(/^(["'])(.*)\1$/, "$2");
  const found = kind.find((each) => String(each) === bare);
  if (found !== undefined) return found;
  throw new ArgumentError({ where, rule: `must be ${either(kind)}, got ${got}` });
}

/** What the optimizer takes, from what was written. */
function toOptions(forms: Forms, written: Readonly<Record<string, unknown>>): object {
  const entries = [...forms].map(([name, { option, make, fallback }]) => {
    const value = written[name] ?? fallback;
    return [option, make && value !== undefined ? make(value as never) : value] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function format(name: string, forms: Forms, options: Written): string {
  const names = [...forms.keys()];
  const written = names
    .filter((key) => Object.hasOwn(options, key))
    .map((key) => (key === names[0] ? `${options[key]}` : `${key}=${options[key]}`));
  return `${name}(${written.join(", ")})`;
}
