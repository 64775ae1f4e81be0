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
    expect(Object.keys(result)).toEqual(["version", "function", "optimizer", "path", "status"]);
    expect(result).toMatchObject({
      version: 1,
      function: PARABOLA[1],
      optimizer: "sgd(0.03)",
      status: "done",
    });
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

describe("several optimizers", () => {
  const race = ["--function", "rosenbrock", "--optimizer", "sgd(0.001)", "adam(0.1)", "--steps", "20"];

  test("start from the same point, that of the name, and have a row each", async () => {
    const { out, err } = await run(...race, "--optimizer", "sgd(1)");
    expect(err).toBe("");
    expect(out).toMatch(
      /^f = \(1 - x\)\^2 \+ 100\(y - x\^2\)\^2\nfrom x = -1\.2, y = 1: f = 24\.2\n\noptimizer +status +after step +x +y +f +\|gradient\|\n[- ]+\nsgd\(0\.001\) +done +20 .*\nadam\(0\.1\) +done +20 .*\nsgd\(1\) +diverged +\d .*\n$/,
    );
  });

  test("are a list in JSON, with the name and, where asked for, the rates", async () => {
    const strip = join(directory, "strip.svg");
    const { out } = await run(...race, "--json", "-", "--sensitivity", strip, "--rates", "0.0001,0.01,3");
    const result = JSON.parse(out);
    expect(Object.keys(result)).toEqual(["version", "function", "name", "runs", "sensitivity"]);
    expect(result.name).toBe("rosenbrock");
    expect(result.runs.map(({ optimizer }: { optimizer: string }) => optimizer)).toEqual([
      "sgd(0.001)",
      "adam(0.1)",
    ]);
    expect(result.runs[1].path[1].state).toEqual({
      m: [expect.closeTo(-21.56), expect.closeTo(-8.8)],
      v: [expect.closeTo(46.48336), expect.closeTo(7.744)],
    });
    expect(result.sensitivity).toMatchObject([
      {
        optimizer: "sgd",
        rates: [0.001],
        points: [{ rate: 0.0001 }, { rate: 0.001 }, { rate: 0.01, value: null }],
      },
      { optimizer: "adam", rates: [], points: [{}, {}, {}] },
    ]);
    expect(result.sensitivity[0].points[1].value).toBeCloseTo(result.runs[0].path[20].value, 12);
    expect(await readFile(strip, "utf8")).toContain("after 20 steps");
  });

  test("--bound ends a path", async () => {
    const { out, err } = await run("--function", "saddle", "--optimizer", "sgd(0.1)", "--bound", "2");
    expect(out).toContain("f = x^2 - y^2\nsgd(0.1)\n");
    expect(err).toMatch(/^Diverged at step 30: f = -5\.\d+ /);
  });
});

test.each([
  ["x^2", "1e-150"],
  ["x^2", "1e150"],
  ["x^2 + y^2", "1e-160,1e150"],
  ["x^2 + y^2 + z^2", "0,1e-150,1e150"],
  ["exp(x)", "700"],
  ["1/x", "1e-320"],
  ["0*x", "3"],
  ["sqrt(x)", "-1"],
])("numbers of any size have pictures: %s from %s", async (expression, start) => {
  const files = ["any.svg", "rates.svg", "any.html"].map((name) => join(directory, name));
  const [plot, rates, page] = files as [string, string, string];
  const point = ["--function", expression, `--start=${start}`, "--optimizer", "sgd(0.1)", "--steps", "20"];
  await run(...point, "--plot", plot, "--sensitivity", rates, "--html", page);
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const shapes = texts.map((text) => text.replace(/<text[^>]*>[^<]*<|<script.*?<\/script>/gs, ""));
  expect(shapes.join("")).not.toMatch(/NaN|Infinity|undefined/);
});

test("a picture can be a PNG", async () => {
  const file = join(directory, "path.png");
  await run(...PARABOLA, "--steps", "3", "--plot", file);
  expect([...(await readFile(file))].slice(0, 4)).toEqual([0x89, 0x50, 0x4e, 0x47]);
});

test("--html is one page with all of it", async () => {
  const file = join(directory, "page.html");
  await run("--function", "canyon", "--optimizer", "adam(0.1)", "--steps", "3", "--html", file);
  const page = await readFile(file, "utf8");
  for (const id of ["toggle", "frame", "walked-0", "cursor-2", "cell-0-16"])
    expect(page).toContain(`id="${id}"`);
  expect(page).toContain("<h2>Learning rates</h2>");
  const shown = page.replace(/<script>.*?<\/script>/s, "");
  expect(shown.match(/NaN|undefined|Infinity|\[object/)).toBeNull();
  expect(shown.match(/<(link|img|iframe|script src)|@import|https?:\/\/(?!www\.w3\.org)/)).toBeNull();
});

const names =
  "quadratic, ill-conditioned, canyon, two-minima, rosenbrock, beale, himmelblau, rastrigin, ackley, styblinski-tang, saddle, x-cos";

describe("refuses", () => {
  test.each([
    [
      "a name that is not known",
      ["--function", "rosenbrok"],
      `function "rosenbrok": is neither a known name nor an expression. The nearest is rosenbrock (known: ${names}).`,
    ],
    [
      "a start that does not fit the name",
      ["--function", "canyon"],
      'start "-0.9": needs one number for each variable (x, y), got 1.',
    ],
    ["an optimizer given twice", ["--optimizer", "sgd(0.03)"], "--optimizer: sgd(0.03) is given twice."],
    ["a bound of 0", ["--bound", "0"], '--bound: expected a positive number, got "0".'],
    ["a bound that is no number", ["--bound", ""], '--bound: expected a positive number, got "".'],
    [
      "rates that are no grid",
      ["--rates", "1,0.1,5"],
      '--rates: expected the lowest rate, a higher one, and how many from 2 to 200, got "1,0.1,5". Write for example --rates 1e-5,10,25.',
    ],
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
    ["half a step", ["--steps", "1.5"], '--steps: expected an integer from 0 to 1000000, got "1.5".'],
    [
      "an expression that does not parse",
      ["--function", "6*x^"],
      'function "6*x^": does not parse: Unexpected end of expression (char 5). Write for example 6*x^2 - 12*x + 3.',
    ],
  ])("%s", async (_, args, message) => {
    const call = async () => run(...PARABOLA, "--steps", "1", ...args);
    await expect(call()).rejects.toThrow(expect.objectContaining({ message }));
  });

  test.each(["--plot", "--sensitivity"])("a picture of another format, %s", async (option) => {
    const file = join(directory, "path.jpg");
    const message = `${option}: expected a file ending in .svg or .png, got ${file}.`;
    const call = run("--function", "sin(", "--optimizer", "x", option, file);
    await expect(call).rejects.toThrow(expect.objectContaining({ message }));
  });

  test.each(["--html", "--plot", "--sensitivity"])("to print for %s", async (option) => {
    const message = `${option}: cannot write to - (only --json prints to the standard output). Choose another path.`;
    const call = run(...PARABOLA, option, "-");
    await expect(call).rejects.toThrow(expect.objectContaining({ message }));
  });

  test("an expression without a start", async () => {
    const message =
      '--start: "x + y^2" needs one number for each variable (x, y), got none. Write for example --start=1,1.';
    const call = run("--function", "x + y^2", "--optimizer", "sgd(1)");
    await expect(call).rejects.toThrow(expect.objectContaining({ message }));
  });

  test("an optimizer that is not known", async () => {
    const call = run("--function", "canyon", "--optimizer", "adma(1)");
    const message = expect.stringMatching(
      /^optimizer "adma\(1\)": adma: is not an optimizer\. The nearest is adam\.$/,
    );
    await expect(call).rejects.toThrow(expect.objectContaining({ code: "ARGUMENT", message }));
  });

  test.each(["--json", "--plot", "--html", "--sensitivity"])(
    "a path for %s that cannot be written, before any work",
    async (option) => {
      const file = join(directory, "none", "out");
      const message = `${option}: cannot write to ${file} (the directory does not exist). Create it with mkdir -p ${join(directory, "none")}, or choose another path.`;
      const call = run("--function", "sin(", "--start=1", "--optimizer", "x", "--steps", "1", option, file);
      await expect(call).rejects.toThrow(expect.objectContaining({ message }));
    },
  );
});
