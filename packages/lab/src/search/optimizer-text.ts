/** @file Texts of optimizers with the values of a trial. */

import { optim } from "glissade";
import { requireText } from "../checks.ts";
import type { Values } from "./space.ts";
import { requireValues } from "./trial.ts";

/** What a text of an optimizer says. */
export interface OptimizerCall {
  readonly name: string;
  /** The options that the text gives. */
  readonly given: readonly string[];
}

/** The name and what is in parentheses. */
const CALL = /^\s*(\w+)\s*(?:\(([^()]*)\))?\s*$/;

/** The arguments of a text, behind its name. */
function argumentsOf(text: string): readonly string[] {
  const [, , inside = ""] = CALL.exec(text) ?? [];
  return inside.trim() === "" ? [] : inside.split(",");
}

const withArguments = (text: string, more: readonly string[]): string => {
  const [, name] = CALL.exec(text) ?? [];
  // What is no call is left to the parser of the framework, whose error says so.
  return name === undefined ? text : `${name}(${[...argumentsOf(text), ...more].join(", ")})`;
};

/** The options of a text that may lack the learning rate, which some optimizers require. */
export function completed(text: string): OptimizerCall {
  const hasRate = argumentsOf(text).some(
    (argument) => !argument.includes("=") || /^\s*learningRate\b/.test(argument),
  );
  const { name, options } = optim.parse(hasRate ? text : withArguments(text, ["learningRate=1"]));
  const given = Object.keys(options).filter((option) => hasRate || option !== "learningRate");
  return { name, given };
}

/**
 * The text of an optimizer with the values of a trial among its options. `null` leaves an option out.
 *
 * @throws ArgumentError where the text already gives a value, or the optimizer has no such option.
 *
 * @example
 * optimizerText("sgd(momentum=0.9)", { learningRate: 0.1 }); // "sgd(0.1, momentum=0.9)"
 */
export function optimizerText(text: string, values: Values): string {
  requireText("optimizerText(text)", text);
  requireValues("optimizerText(values)", values);
  const named = Object.entries(values).filter(([, value]) => value !== null);
  return optim.parse(
    withArguments(
      text,
      named.map(([name, value]) => `${name}=${value}`),
    ),
  ).text;
}

/** The text of an optimizer with values of some options, in the place of those that it gives. */
export function textWith(text: string, values: Values): string {
  if (!completed(text).given.some((option) => Object.hasOwn(values, option)))
    return optimizerText(text, values);
  const { name, options } = optim.parse(text);
  const others = Object.entries(options).filter(([option]) => !Object.hasOwn(values, option));
  const kept = others.map(([option, value]) => `${option}=${value}`).join(", ");
  return optimizerText(`${name}(${kept})`, values);
}
