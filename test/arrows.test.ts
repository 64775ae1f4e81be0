/** @file The architecture, as imports: stages know those before them, and nothing else. */

import { describe, expect, it } from "vitest";
import { cycles, type Import, imports, reachable, sources } from "./support/imports.ts";

const low = ["errors", "options", "graph"];
const functions = [...low, "ops", "tree", "create-tensor"];
const transformations = ["trace", "grad", "vmap"];

/** What each part of the framework may import from the others. */
const arrows: { readonly [part: string]: readonly string[] } = {
  errors: [],
  threefry: ["errors", "options"],
  options: ["errors"],
  graph: ["errors", "options"],
  ops: [...low, "threefry"],
  tree: low,
  glob: [],
  records: [],
  "text-table": [],
  select: ["errors", "options", "graph", "glob", "tree"],
  "create-tensor": [...low, "ops", "data"],
  trace: [...low, "tree"],
  grad: [...low, "ops", "tree", "vmap"],
  vmap: [...low, "ops", "tree"],
  control: [...functions, ...transformations],
  onnx: low,
  kernels: low,
  run: [...low, "ops", "tree", "trace", "onnx", "kernels", "text-table"],
  random: [...functions, "threefry"],
  nn: [...functions, ...transformations, "control", "random", "select", "text-table"],
  optim: [...functions, ...transformations, "control", "random", "select", "records"],
  solve: [...functions, ...transformations, "control", "random", "run", "data"],
  data: ["errors", "options", "threefry"],
  files: ["errors", "options", "data", "run", "train"],
  train: [
    ...functions,
    ...transformations,
    ...["control", "random", "nn", "optim", "data", "run", "glob", "select", "records", "text-table"],
  ],
};

/** The same of the rooms of the lab, in an order in which each knows only those before it. */
const rooms: { readonly [room: string]: readonly string[] } = {
  stats: [],
  store: [],
  problem: [],
  charts: ["stats"],
  search: ["stats"],
  formats: ["store"],
  study: ["problem", "search"],
  rows: ["problem", "search", "store", "study"],
  work: ["problem", "rows", "search", "store", "study"],
  results: ["rows", "stats", "store", "study"],
  run: ["problem", "results", "rows", "search", "store", "study", "work"],
  report: ["charts", "results", "rows", "search", "stats"],
  record: ["formats", "rows", "store", "work"],
  transfer: ["formats", "report", "results", "rows", "store"],
  serve: ["rows", "store"],
  submit: [],
  minimize: ["charts", "report"],
  landscape: ["charts", "report", "rows", "run", "study"],
};

/** Only these know a platform. */
const platforms: { readonly [library: string]: RegExp } = {
  "onnxruntime-node": /^glissade\/src\/run\/node\.ts$/,
  "onnxruntime-web": /^glissade\/src\/run\/(node|browser)\.ts$/,
  "onnxruntime-common": /^glissade\/src\/run\/(session|web)\.ts$/,
  koffi: /^glissade\/src\/run\/native\/ort-api\.ts$/,
  "node:":
    /^glissade\/src\/(run\/node\.ts|run\/native\/(ort-api|cores|free|pressure|kernel-threads|kernel-worker)\.ts|files\/)/,
  "@bufbuild/protobuf": /^glissade\/src\/onnx\//,
  fflate: /^glissade\/src\/data\/formats\/zip\.ts$/,
  hyparquet: /^glissade\/src\/data\/tables\/parquet/,
  "fast-png": /^glissade\/src\/data\/images\/png\.ts$/,
  "jpeg-js": /^glissade\/src\/data\/images\/jpeg\.ts$/,
};

/** Libraries that run in a page as they are. */
const forPages =
  /^(@bufbuild\/protobuf|@huggingface\/tokenizers|fflate|hyparquet|hyparquet-compressors|fast-png|jpeg-js|ml-matrix|onnxruntime-web)(\/|$)/;

const isPublic = (file: string): boolean => /^glissade\/src\/((data|files)\/)?index\.ts$/.test(file);

/** The folder or top-level file of the framework that holds a file. */
function partOf(file: string): string | undefined {
  if (file === "glissade/src/random/threefry.ts") return "threefry";
  return /^glissade\/src\/([\w-]+)/.exec(file)?.[1];
}

/** The folder of the lab that holds a file; commands know all of them. */
const roomOf = (file: string): string | undefined => /^lab\/src\/(?!commands\/)([\w-]+)\//.exec(file)?.[1];

const arrow = ({ from, to }: Import) => `${from} -> ${to}`;

describe("imports", () => {
  it("are read", () => {
    expect(sources).toContain("glissade/src/run/node.ts");
    expect(imports.map(arrow)).toContain("glissade/src/index.ts -> glissade/src/nn/index.ts");
  });

  it("follow the arrows between the stages", () => {
    const wrong = imports.filter(({ from, to }) => {
      const [user, used] = [partOf(from), partOf(to)];
      return user && used && user !== used && !isPublic(from) && !arrows[user]?.includes(used);
    });
    expect(wrong.map(arrow)).toEqual([]);
  });

  it("name every part in the table above", () => {
    const parts = new Set(sources.flatMap((file) => (isPublic(file) ? [] : (partOf(file) ?? []))));
    expect([...parts].filter((part) => !arrows[part])).toEqual([]);
  });

  it("follow the arrows between the rooms of the lab, which lead one way", () => {
    const wrong = imports.filter(({ from, to }) => {
      const [user, used] = [roomOf(from), roomOf(to)];
      return user && used && user !== used && !rooms[user]?.includes(used);
    });
    expect(wrong.map(arrow)).toEqual([]);
    const order = Object.keys(rooms);
    const back = order.filter((room) =>
      rooms[room]!.some((used) => order.indexOf(used) > order.indexOf(room)),
    );
    expect(back).toEqual([]);
    const known = new Set(sources.flatMap((file) => roomOf(file) ?? []));
    expect([...known].filter((room) => !rooms[room])).toEqual([]);
  });

  it("have no cycle", () => expect(cycles()).toEqual([]));

  it.each(Object.entries(platforms))("of %s stay where the platform is known", (library, allowed) => {
    const used = imports.filter(({ from, to }) => from.startsWith("glissade/") && to.startsWith(library));
    expect(used.filter(({ from }) => !allowed.test(from)).map(arrow)).toEqual([]);
  });

  it.each(["index.ts", "data/index.ts"])("lead from %s to nothing that pages lack", (entry) => {
    const browser = "glissade/src/run/browser.ts";
    const found = reachable(`glissade/src/${entry}`, { "glissade/src/run/node.ts": browser });
    const libraries = found.filter((name) => !name.startsWith("glissade/src/"));
    expect(libraries.filter((name) => !forPages.test(name))).toEqual([]);
  });

  it("lead from the statistics of the lab to the framework alone, so that pages can have them", () => {
    const outside = reachable("lab/src/stats/index.ts").filter((name) => !name.startsWith("lab/src/"));
    expect(outside.sort()).toEqual(["glissade", "glissade/data"]);
  });

  it("of the framework by other packages go through its public entries", () => {
    const others = imports.filter(({ from }) => !from.startsWith("glissade/"));
    const inside = others.filter(({ to }) => /^glissade\/(?!(data|files)$)/.test(to));
    expect(inside.map(arrow)).toEqual([]);
  });
});
