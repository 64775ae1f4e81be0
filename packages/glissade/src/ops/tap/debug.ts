/** @file Values of a running program, printed. */

import { requireTensor } from "../../graph/operand-checks.ts";
import { showElements } from "../../graph/show.ts";
import { formatType, type Tensor } from "../../graph/tensor.ts";
import { kind, optionsReader, requireKind } from "../../options/kinds.ts";
import { type TappedValue, tap, tapGradient } from "./tap.ts";

export interface DebugOptions {
  /** Prints the gradient for `x` too; `false` by default. */
  readonly gradient?: boolean;
  /** Gets each text; `console.log` by default. */
  readonly print?: (text: string) => void;
}

const readDebug = optionsReader<DebugOptions>({ gradient: kind.boolean, print: kind.callable() });
const nameKind = kind.needed(kind.string);

/**
 * `x` itself; whenever a program computes it, prints its name, dtype, shape and elements, those of more than a hundred
 * by their ends. Use what it returns: all else is as `tap` says.
 *
 * @example
 * const lines: string[] = [];
 * const f = (x: Tensor) => debug("h", x.mul(2), { gradient: true, print: (text) => lines.push(text) }).square().sum();
 * await grad(f)(tensor([1, 2])).data(); // [8, 16]
 * lines; // ["h: float32[2] [2, 4]", "gradient for h: float32[2] [4, 8]"]
 */
export function debug(name: string, x: Tensor, options?: DebugOptions): Tensor {
  const { gradient = false, print = console.log } = readDebug("debug", options);
  requireKind("debug(name)", nameKind, name);
  requireTensor("debug", x);
  const printAs = (title: string) => (value: TappedValue) => print(describe(title, value));
  const shown = tap(x, printAs(name));
  return gradient ? tapGradient(shown, printAs(`gradient for ${name}`)) : shown;
}

function describe(title: string, { dtype, shape, data }: TappedValue): string {
  const separator = shape.length > 1 ? "\n" : " ";
  return `${title}: ${formatType({ dtype, shape })}${separator}${showElements(data, dtype, shape)}`;
}
