/** @file The packages as npm delivers them: linted, and installed in an empty project, for Node and for a page. */

import { existsSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emptyProject, offline, pack, root } from "./support/project.ts";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const names = ["glissade", "lab"] as const;

/** Installing takes seconds from npm's cache, and what the network needs without. */
const MINUTES = 5 * 60_000;

const project = emptyProject();
afterAll(() => project.remove());

const tarballs = names.map((name) => pack(name, project.folder));

describe.each(names)("the package of %s", (name) => {
  const linter = `${root}test/support/package-problems.js`;
  const tarball = tarballs[names.indexOf(name)]!;

  it("has nothing that linters mind, README, licence, types, and none of the sources", async () => {
    const { text } = await project.run(process.execPath, linter, `${root}packages/${name}`, tarball);
    const { files, hasTypes, problems } = JSON.parse(text);
    expect({ hasTypes, problems }).toEqual({ hasTypes: true, problems: [] });
    expect(files).toEqual(expect.arrayContaining(["README.md", "LICENSE", "package.json"]));
    expect(files.filter((path: string) => /(?<!\.d)\.ts$/.test(path))).toEqual([]);
  }, 120_000);
});

/** A program that touches every entry, under the strictest settings, with libraries checked too. */
const program = `
import { compile, fit, grad, losses, nn, optim, batches, type Tensor, tensor } from "glissade";
import { encodeNpy, glyphs } from "glissade/data";
import { readNpy } from "glissade/files";
import { compareSamples } from "@glissade/lab";
import { writeFileSync } from "node:fs";

const cube = (x: Tensor): Tensor => x.mul(x).mul(x).sum();
console.log("gradient", [...(await grad(cube)(tensor([1, 2])).data())]);

const { train, test } = glyphs({ train: 200, test: 50 });
const model = nn.sequential(nn.flatten(), nn.linear(10));
const events = fit(model, {
  data: batches(train, { size: 50 }),
  loss: losses.softmaxCrossEntropy,
  optimizer: optim.adam(),
  epochs: 1,
  validation: test,
});
for await (const event of events) if (event.type === "epoch") console.log("epoch", event.epoch);

writeFileSync("pair.npy", encodeNpy({ dtype: "float32", shape: [2], data: Float32Array.of(1, 2) }));
console.log("file", (await readNpy("pair.npy")).shape);
console.log("effect", compareSamples([3, 4, 5], [1, 2, 3]).cohensD?.toFixed(9));
await compile(cube, { provider: "wasm" })(tensor([1])).catch((error: Error) => console.log("wasm", error.message));
`;

const mistakes = `import { nn, optim, relu, tensor } from "glissade";
const a: number = relu(tensor([1]));
const b: optim.Optimizer = relu(tensor([1]));
export const c = nn.linear("10");
export { a, b };
`;

const settings = {
  compilerOptions: {
    target: "es2023",
    lib: ["es2023"],
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    types: ["node"],
  },
};

const page = `
import { compile, grad, type Tensor, tensor } from "glissade";
import { glyphs, matrixOf, parseCsv } from "glissade/data";
import { lineChart } from "@glissade/lab/charts";

document.body.innerHTML = lineChart({ x: "x", y: "y", lines: [{ name: "charted", points: [[0, 1], [1, 2]] }] });
const cube = (x: Tensor) => x.mul(x).mul(x).sum();
const slope = await compile(grad(cube))(tensor([1, 2]));
const { data } = matrixOf(parseCsv("x\\n4", { where: "table.csv" }));
document.title = [...(await slope.data()), ...data, glyphs({ train: 10, test: 10 }).train.size].join();
`;

/** The page that the guide shows. */
const shown = /^```ts page\n(.*?)^```/ms.exec(
  readFileSync(join(root, "docs/guide/in-a-page.md"), "utf8"),
)![1]!;

const why = offline();

describe.skipIf(why)(`in an empty project${why ? ` (skipped: ${why})` : ""}`, () => {
  beforeAll(async () => {
    project.write(".npmrc", "ignore-scripts=true\n");
    project.write("package.json", { type: "module", private: true });
    await project.install(...tarballs, "@types/node@20");
  }, MINUTES);

  it("types and runs in Node, without what pages need; errors show public names", async () => {
    project.write("main.ts", program);
    project.write("wrong.ts", mistakes);
    project.write("tsconfig.json", settings);
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { text } = await project.run(process.execPath, tsc, "--pretty", "false");
    expect(text.trimEnd().split("\n")).toEqual([
      "wrong.ts(2,7): error TS2322: Type 'Tensor' is not assignable to type 'number'.",
      "wrong.ts(3,7): error TS2739: Type 'Tensor' is missing the following properties from type 'Transform<Tree>': init, update",
      "wrong.ts(4,28): error TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.",
    ]);
    expect(await project.run(process.execPath, "main.js")).toEqual({
      code: 0,
      text: `gradient [ 3, 12 ]
epoch 1
file [ 2 ]
effect 2.000000000
wasm compile: provider "wasm" is not available here (the package onnxruntime-web is not installed). Run npm install onnxruntime-web, or pass provider: "cpu".
`,
    });
  });

  it("has the command", async () => {
    const command = ["minimize", "--function", "x^2", "--start=1", "--optimizer", "sgd(0.1)", "--steps", "3"];
    const { code, text } = await project.run("npx", "--no-install", "glissade", ...command);
    expect(text).toContain("0.512");
    expect(code).toBe(0);
  });

  it.skipIf(!existsSync(CHROMIUM))(
    "runs in a page that Vite builds (needs Chromium)",
    async () => {
      await project.install("onnxruntime-web");
      project.write("page.ts", page);
      project.write("index.html", '<script type="module" src="page.ts"></script>');
      project.write("shown.ts", shown);
      project.write("shown.html", '<script type="module" src="shown.ts"></script>');
      const { build, preview } = await import("vite");
      const options = { root: project.folder, configFile: false, logLevel: "error" } as const;
      const input = ["index.html", "shown.html"].map((name) => join(project.folder, name));
      await build({ ...options, build: { target: "es2022", rollupOptions: { input } } });
      const server = await preview({ ...options, preview: { port: 0 } });
      const { port } = server.httpServer.address() as AddressInfo;
      const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
      const tab = await browser.newPage();
      const errors: string[] = [];
      tab.on("pageerror", (error) => errors.push(error.message));
      await tab.goto(`http://localhost:${port}`);
      await expect.poll(() => tab.title(), { timeout: 20_000 }).toBe("3,12,4,10");
      expect(await tab.locator("svg text").allTextContents()).toContain("charted");
      await tab.goto(`http://localhost:${port}/shown.html`);
      await expect.poll(() => tab.title(), { timeout: 20_000 }).toBe("trained");
      expect(await tab.locator("svg text").allTextContents()).toContain("validation");
      expect(errors).toEqual([]);
      await browser.close();
      await server.close();
    },
    MINUTES,
  );
});
