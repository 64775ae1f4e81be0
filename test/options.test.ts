/** @file Options of every public function: unknown names are refused at run time, where no compiler warns. */

import * as glissade from "glissade";
import * as data from "glissade/data";
import * as files from "glissade/files";
import { expect, test } from "vitest";
import { publicValues } from "./support/doc-types.ts";

/** Functions that do not check yet, by the beginning of their path. An entry goes once all below it check. */
const later: readonly string[] = [];

const functions = publicValues().filter(({ options }) => options.length > 0);

const isLater = (path: string): boolean => later.some((start) => path.startsWith(start));

type Callable = (...args: unknown[]) => unknown;

/** The function at a path like `optim.adam`. */
const find = (path: string): Callable =>
  path.split(".").reduce<unknown>((found, name) => (found as Record<string, unknown>)[name], {
    ...data,
    ...files,
    ...glissade,
  }) as Callable;

/** Runs a function to its end: promises and the first step of generators too. */
async function run(path: string, args: readonly unknown[]): Promise<unknown> {
  const result = await find(path)(...args);
  const next = (result as { next?: () => unknown } | undefined)?.next;
  return next ? next.call(result) : result;
}

const x = glissade.zeros([2, 2]);
const optimizer = glissade.optim.sgd({ learningRate: 1 });

/** Arguments that a function takes, by the names of their types; it may not come to look at others. */
const samples: Readonly<Record<string, unknown>> = {
  Tensor: x,
  "Tensor[]": [x],
  function: () => x,
  Transform: optimizer,
  Training: { model: glissade.nn.linear(1), loss: glissade.losses.meanSquaredError, optimizer },
};

const argumentsWith = (before: readonly string[], options: unknown): unknown[] => [
  ...before.map((kind) => samples[kind] ?? {}),
  options,
];

test.each(functions.filter(({ path }) => !isLater(path)))("$path", async ({ path, before, options }) => {
  const name = path.split(".").at(-1)!;
  const misspelt = `${options[0]!.name}x`;
  await expect(run(path, argumentsWith(before, { [misspelt]: 1 }))).rejects.toMatchObject({
    code: "ARGUMENT",
    where: `${name}({ ${misspelt} })`,
    rule: "is not an option",
    fix: expect.stringContaining(`The nearest is ${options[0]!.name}`),
  });
  await expect(run(path, argumentsWith(before, null))).rejects.toMatchObject({
    where: `${name}(options)`,
    rule: "must be an object of options, got null",
  });
});

test.each(later)("%s is rightly on the list of those that do not check", async (start) => {
  const below = functions.filter(({ path }) => path.startsWith(start));
  const refusals = await Promise.all(
    below.map(({ path, before }) =>
      run(path, argumentsWith(before, { misspelt: 1 })).then(
        () => "none",
        (error: { rule?: string }) => error.rule,
      ),
    ),
  );
  expect(refusals.filter((rule) => rule !== "is not an option")).not.toEqual([]);
});
