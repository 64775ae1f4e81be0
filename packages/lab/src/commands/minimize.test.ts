import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { minimizeCommand } from "./minimize.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "glissade-minimize-"));
});
afterAll(() => rm(directory, { recursive: true }));

const PARABOLA = ["--function", "6*x^2 - 12*x + 3", "--start=-0.9", "--optimizer", "sgd( .03 )"];
const STEEP = ["--function", "x^4", "--start", "10", "--optimizer", "sgd(1)", "--steps", "50"];

/** Runs the command and returns what it prints. */
async function run(...args: readonly string[]): Promise<{ out: string; err: string }> {
  const streams = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, "write").mockReturnValue(true),
  );
  try {
    await minimizeCommand().parseAsync(args, { from: "user" });
    const [out, err] = streams.map(({ mock }) => mock.calls.map(([text]) => text).join(""));
    return { out: out!, err: err! };
  } finally {
    for (const stream of streams) stream.mockRestore();
  }
}

describe("glissade minimize", () => {
  test("prints the path and its end", async () => {
    const { out, err } = await run(...PARABOLA, "--steps", "2");
    expect(err).toBe("");
    expect(out).toBe(`f = 6*x^2 - 12*x + 3
sgd(0.03)

step        x             f  |gradient|
   0     -0.9         18.66        22.8
   1   -0.216      5.871936      14.592
   2  0.22176  0.6339449856     9.33888

Done after 2 steps: f = 0.6339449856 and |gradient| = 9.33888 at x = 0.22176.
`);
  });

  test("--json FILE writes the file beside the table, --json - prints nothing else", async () => {
    const file = join(directory, "out.json");
    expect((await run(...PARABOLA, "--steps", "15", "--json", file)).out).toContain("Done after 15 steps");
    const { out, err } = await run(...PARABOLA, "--steps", "15", "--json", "-");
    expect({ out, err }).toEqual({ out: await readFile(file, "utf8"), err: "" });
    const result = JSON.parse(out);
    expect(Object.keys(result)).toEqual(["function", "optimizer", "path", "status"]);
    expect(result).toMatchObject({ function: PARABOLA[1], optimizer: "sgd(0.03)", status: "done" });
    expect(result.path).toHaveLength(16);
    expect(result.path[0]).toEqual({ step: 0, x: [-0.9], value: 6 * 0.81 + 12 * 0.9 + 3, gradient: [-22.8] });
    expect(result.path[15].x[0]).toBeCloseTo(0.9976479139, 10);
  });

  test("a divergence is a result, said on stderr; JSON has null for what is not finite", async () => {
    const { out, err } = await run(...STEEP, "--json", "-");
    expect(err).toMatch(/^Diverged at step \d: .* Try a smaller learning rate\.\n$/);
    const { path, status } = JSON.parse(out);
    expect(status).toBe("diverged");
    expect(path.at(-1).value).toBeNull();
    expect((await run(...STEEP)).err).toBe(err);
  });

  test.each([
    ["x^2 + sin(x)", "3"],
    ["x^2 + 3y^2", "3,1"],
    ["x^2 + y^2 + z^2", "3,1,2"],
  ])("--plot draws %s", async (expression, start) => {
    const file = join(directory, "path.svg");
    const point = ["--function", expression, "--start", start];
    await run(...point, "--optimizer", "sgd(0.1)", "--steps", "5", "--plot", file);
    const svg = await readFile(file, "utf8");
    expect(svg).toMatch(/^<svg role="img" aria-label="Path of sgd\(0\.1\) on f = x\^2/);
    expect(svg).not.toContain("NaN");
  });
});

test("a picture has the names of the expression, also of a variable that does not occur", async () => {
  const file = join(directory, "second.svg");
  await run("--function", "x2^2", "--start=3,1", "--optimizer", "sgd(0.1)", "--steps", "2", "--plot", file);
  const names = [...(await readFile(file, "utf8")).matchAll(/>(x\d?|y)</g)].map(([, name]) => name);
  expect(names.toSorted()).toEqual(["x1", "x2"]);
});

describe("refuses", () => {
  test.each([
    [
      "a start that is no number",
      ["--start=1,two"],
      'start "1,two": expected numbers separated by commas. Write for example --start=-0.9 or --start=-0.5,2.9.',
    ],
    [
      "a start with a gap",
      ["--start=1,"],
      'start "1,": expected numbers separated by commas. Write for example --start=-0.9 or --start=-0.5,2.9.',
    ],
    [
      "a start of another dimension",
      ["--start=1,2"],
      'start "1,2": needs one number for each variable (x), got 2.',
    ],
    ["half a step", ["--steps", "1.5"], '--steps: expected an integer of at least 0, got "1.5".'],
    [
      "an expression that does not parse",
      ["--function", "6*x^"],
      'function "6*x^": does not parse: Unexpected end of expression (char 5). Write for example 6*x^2 - 12*x + 3.',
    ],
  ])("%s", async (_, args, message) => {
    const call = async () => run(...PARABOLA, "--steps", "1", ...args);
    await expect(call()).rejects.toThrow(expect.objectContaining({ message }));
  });

  test.each(["--json", "--plot"])("a path for %s that cannot be written, before any work", async (option) => {
    const file = join(directory, "none", "out");
    const message = `${option}: cannot write to ${file} (the directory does not exist). Create it with mkdir -p ${join(directory, "none")}, or choose another path.`;
    const call = run("--function", "sin(", "--start=1", "--optimizer", "x", "--steps", "1", option, file);
    await expect(call).rejects.toThrow(expect.objectContaining({ message }));
  });
});
