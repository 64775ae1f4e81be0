import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { expect, test } from "vitest";
import { refused, run, workIn } from "./fixtures/command.ts";
import { ensureJson, type JsonFlags, jsonOption, printResult, writeJson } from "./json-option.ts";

const command = () =>
  new Command("some").addOption(jsonOption()).action(async (flags: JsonFlags) => {
    await ensureJson(flags);
    await writeJson(flags, { n: 1 });
    printResult(flags, { n: 1 }, () => "n is 1");
  });

test("a file beside the table, or JSON instead of it", async () => {
  await workIn();
  const json = '{\n  "n": 1\n}\n';
  expect((await run(command())).out).toBe("n is 1\n");
  expect((await run(command(), "--json", "-")).out).toBe(json);
  expect((await run(command(), "--json", "out.json")).out).toBe("n is 1\n");
  expect(await readFile("out.json", "utf8")).toBe(json);
  expect(await refused(command(), "--json", ".")).toBe(
    "--json: cannot write to . (it is a directory). Name a file in it.",
  );
});
