/** @file Everything shown runs, and gives what it says. */

import { describe, expect, it } from "vitest";
import * as data from "../packages/glissade/src/data/index.ts";
import * as glissade from "../packages/glissade/src/index.ts";
import { type Example, examples, toScript } from "./support/doc-examples.ts";
import { typeErrors, undocumented } from "./support/doc-types.ts";

/** Prints of examples are for their readers. */
const console = { log: () => undefined };

async function run(example: Example): Promise<void> {
  const own = example.module ? await import(/* @vite-ignore */ `../${example.module}`) : {};
  const scope = { ...glissade, ...data, ...own, console, compare };
  const script = `return (async () => {${toScript(example)}})();`;
  await new Function(...Object.keys(scope), script)(...Object.values(scope));
}

function compare(actual: unknown, expected: unknown): void {
  const plain = ArrayBuffer.isView(actual) ? Array.from(actual as Float32Array, Number) : actual;
  expect(plain).toEqual(nearly(expected));
}

/** Numbers in the expected value as approximations of five digits. */
function nearly(value: unknown): unknown {
  if (typeof value === "number")
    return expect.toSatisfy(
      (x: number) => Math.abs(x - value) <= 1e-5 * Math.max(1, Math.abs(value)),
      `about ${value}`,
    );
  if (Array.isArray(value)) return value.map(nearly);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, nearly(each)]));
}

describe("examples", () => {
  it("are found", () => expect(examples.length).toBeGreaterThan(30));

  it.each(examples.map((example) => [example.title, example] as const))("%s", (_, example) => run(example));

  it("have correct types", () => expect(typeErrors(examples)).toEqual([]));
});

it("documents every function that is public", () => expect(undocumented()).toEqual([]));
