/** @file Tests of docs/minimize.md: functions, commands and results. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { testFunctions } from "../packages/lab/src/minimize/test-functions.ts";
import { entry, glissade, makeDirectory, start } from "./support/cli.ts";

const page = readFileSync(fileURLToPath(new URL("../docs/minimize.md", import.meta.url)), "utf8");

/** The cells of every row of every table. */
const rows = [...page.matchAll(/^\|(.*)\|$/gm)].map(([, row]) => row!.split("|").map((cell) => cell.trim()));

const commands = [...page.matchAll(/^npx glissade (.*)$/gm)].map(([, command]) => command!);

test("there are commands", () => expect(commands.length).toBeGreaterThan(5));

test.skipIf(process.platform === "win32").each(commands)("glissade %s (needs sh)", async (command) => {
  const line = `"${process.execPath}" "${entry}" ${command}`;
  const { code, out } = await start(await makeDirectory(), ["/bin/sh", "-c", line]).ended;
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/\w/) });
});

test("the functions are these", () => {
  const point = (x: readonly number[]) => `(${x.map((value) => Number(value.toFixed(4))).join(", ")})`;
  const expected = Object.entries(testFunctions).map(([name, { text, start, minima }]) => [
    `\`${name}\``,
    `\`${text}\``,
    point(start),
    minima.map(point).join(" ") || "none",
  ]);
  const documented = rows.filter(([, text]) => expected.some(([, known]) => known === text));
  expect(documented).toEqual(expected);
});

test("the fields of a result are these", async () => {
  const fields = rows.filter(([, type = ""]) => /^(number|string|object)/.test(type));
  const documented = fields.map(([field]) => field!);
  const names = new Set(documented.map((field) => /[a-z]+/.exec(field)![0]));
  const run = async (...optimizers: readonly string[]) => {
    const flags = ["--steps", "1", "--json", "-", "--sensitivity", "s.svg"];
    const args = ["minimize", "--function", "canyon", "--optimizer", ...optimizers, ...flags];
    return JSON.parse((await glissade(await makeDirectory(), ...args)).out);
  };
  const [one, two] = [await run("adam(1)"), await run("adam(1)", "sgd(1)")];
  expect(new Set([...Object.keys(one), ...Object.keys(two)])).toEqual(names);
  const ofPoint = documented.flatMap((field) => /path\[\]\.(\w+)/.exec(field)?.[1] ?? []);
  expect(Object.keys(one.path[0])).toEqual(ofPoint);
});
