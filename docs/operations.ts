/**
 * @file Writes operations.md from the records and from what each provider computes. Run with
 * `npm run docs:operations` where there is a device for WebGPU, or with the one that Chromium brings in software:
 * LD_LIBRARY_PATH=/usr/lib/chromium VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json
 */

import { readFileSync } from "node:fs";
import { tensor } from "../packages/glissade/src/create-tensor.ts";
import { type Dtype, dtypes } from "../packages/glissade/src/graph/dtype.ts";
import type { AnyOp } from "../packages/glissade/src/graph/op.ts";
import { square } from "../packages/glissade/src/ops/elementwise/unary.ts";
import type { Provider } from "../packages/glissade/src/run/backend.ts";
import { allOps } from "../test/support/all-ops.ts";
import { type Claim, problems, run } from "../test/support/claims.ts";
import { attempt, batches, type Case, forward, gradients } from "../test/support/op-checks.ts";
import { writePage } from "./write-page.ts";

interface Column {
  readonly title: string;
  readonly dtype: Dtype;
  /** Providers that agree but for the notes. */
  readonly providers: readonly Provider[];
}

const columns: readonly Column[] = [
  ...(Object.keys(dtypes) as Dtype[]).map((dtype) => ({
    title: dtype,
    dtype,
    providers: ["cpu", "wasm"] as const,
  })),
  { title: "float32, webgpu", dtype: "float32", providers: ["webgpu"] },
];

const isFirst = ({ what }: Claim): boolean => what.startsWith("gradient");

/** What must hold of an operation at a sample, by the mark of the table. */
const marks: { readonly [mark: string]: (each: Case) => readonly Claim[] } = {
  F: forward,
  "∂": (each) => gradients(each).filter(isFirst),
  "∂²": (each) => gradients(each).filter((claim) => !isFirst(claim)),
  V: batches,
};

const isDerivative = (mark: string): boolean => mark.startsWith("∂");

/** Every sample for floats, the first for other dtypes. */
function claimsOf(op: AnyOp, dtype: Dtype, mark: string): readonly Claim[] {
  if (isDerivative(mark) && typeof op.vjp !== "function") return [];
  const samples = dtypes[dtype].kind === "float" ? op.samples : op.samples.slice(0, 1);
  return samples.flatMap((sample) => attempt(() => marks[mark]!({ op, sample, dtype })) ?? []);
}

/** Devices round trigonometry to about eleven bits, and derivatives show it enlarged. */
const COARSE = 2e-2;

/** Why a provider fails; nothing where it does not. */
async function failure(claims: readonly Claim[], provider: Provider): Promise<string | undefined> {
  const tolerant = provider === "webgpu" ? claims.map((claim) => ({ ...claim, tolerance: COARSE })) : claims;
  const found = await problems(tolerant, { provider, threads: 1 }).catch((error: Error) => [error.message]);
  if (found.length === 0) return undefined;
  return /refused the graph|ONNX Runtime failed/.test(found[0]!) ? "no kernel" : "wrong numbers";
}

const notes: string[] = [];

/** A reference to a note below the table. */
function note(text: string): string {
  if (!notes.includes(text)) notes.push(text);
  return `<sup>${notes.indexOf(text) + 1}</sup>`;
}

async function cell(op: AnyOp, { dtype, providers }: Column): Promise<string> {
  const parts: string[] = [];
  for (const mark of Object.keys(marks)) {
    const claims = claimsOf(op, dtype, mark);
    if (claims.length === 0) continue;
    const failures: string[] = [];
    for (const provider of providers) {
      const why = await failure(claims, provider);
      if (why) failures.push(`${why} on ${provider}`);
    }
    const shown = failures.length < providers.length ? mark : "";
    parts.push(shown + (failures.length ? note(`${mark}: ${failures.join(", ")}`) : ""));
  }
  return parts.join(" ");
}

async function row(op: AnyOp): Promise<string> {
  const cells: string[] = [];
  for (const column of columns) cells.push(await cell(op, column));
  const reason = typeof op.vjp === "function" ? "" : note(op.vjp.none);
  return `| \`${op.name}\`${reason} | ${[op.doc.replaceAll("|", "\\|"), ...cells].join(" | ")} |`;
}

/** The file of each operation, as a list of operations imports it. */
const filesOf = (list: string): (readonly [name: string, file: string])[] =>
  [
    ...readFileSync(new URL(`../packages/glissade/src/${list}`, import.meta.url), "utf8").matchAll(
      /import \{([^}]*)\} from "\.\/(.*)\.ts"/g,
    ),
  ].flatMap(([, names, file]) =>
    names!.split(",").map((name) => [name.trim(), `${list.split("/")[0]}/${file}`] as const),
  );

const files = new Map([...filesOf("ops/index.ts"), ...filesOf("control/records.ts")]);

async function family(file: string, members: readonly AnyOp[]): Promise<string> {
  const rows: string[] = [];
  for (const op of members) rows.push(await row(op));
  const titles = ["operation", "", ...columns.map(({ title }) => title)];
  return `## [${file.slice(file.lastIndexOf("/") + 1).replaceAll("-", " ")}](../packages/glissade/src/${file}.ts)

| ${titles.join(" | ")} |
|${"---|".repeat(titles.length)}
${rows.join("\n")}
`;
}

const INTRODUCTION = `# Operations

Written by \`npm run docs:operations\`; do not edit. Every mark is measured: ONNX Runtime's results against the
operation's reference at all its samples.

**F** forward, **∂** first derivative against finite differences, **∂²** second derivative, **V** \`vmap\` of the operation
and of its gradient against a loop. The columns of dtypes hold for the providers \`cpu\` (onnxruntime-node) and \`wasm\`
(onnxruntime-web) alike, but for the notes at the end. An empty cell: the operation does not take the dtype. Numbers
after an operation say why it has no derivative. \`webgpu\` is measured in Node, to two digits, for devices round
trigonometry coarsely; in browsers it refuses every graph with float64. Devices differ in
which of several updates stays at a repeated index, which the scatters' wrong numbers come from.
`;

// No device, no table: fails at once and says what is missing.
await run([square(tensor(1))], { provider: "webgpu" });
const sections: string[] = [INTRODUCTION];
for (const file of new Set(allOps.map(({ name }) => files.get(name)!))) {
  sections.push(
    await family(
      file,
      allOps.filter(({ name }) => files.get(name) === file),
    ),
  );
}
sections.push(`## Notes\n\n${notes.map((text, index) => `${index + 1}. ${text}`).join("\n")}\n`);
writePage("operations.md", sections.join("\n"));
