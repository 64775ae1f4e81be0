import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { toTensor } from "../../../../test/support/interpret.ts";
import { sampleInputs } from "../../../../test/support/values.ts";
import { applyAll } from "../graph/apply.ts";
import { type AnyOp, attributesAt } from "../graph/op.ts";
import { grad, matmul, type Tensor, tensor, trace } from "../index.ts";
import { ops } from "../ops/index.ts";
import { emit, toBytes } from "./emit.ts";
import { ModelProtoSchema } from "./schema_pb.ts";

const loss = (w: Tensor, x: Tensor) =>
  matmul(x, w)
    .add(tensor([0.5, 0.25]))
    .square()
    .mean();
const types = [
  tensor([
    [1, 2],
    [3, 4],
  ]),
  tensor([[1, 2]]),
] as const;
const emitted = emit(trace(grad(loss), ...types));

describe("emit", () => {
  it("writes IR 10 and opset 21 of the standard domain alone", () => {
    const { irVersion, opsetImport, graph } = emitted.model;
    expect(irVersion).toBe(10n);
    expect(opsetImport.map(({ domain, version }) => [domain, version])).toEqual([["", 21n]]);
    expect(graph!.node.map(({ domain }) => domain)).toEqual(graph!.node.map(() => ""));
  });

  it("puts the arguments first and captured data after them", () => {
    const { graph } = emitted.model;
    expect(emitted.inputNames).toEqual(graph!.input.map(({ name }) => name));
    expect(emitted.inputNames).toHaveLength(3);
    expect(emitted.captured.map(({ shape }) => shape)).toEqual([[2]]);
    expect(graph!.output.map(({ name }) => name)).toEqual(emitted.outputNames);
  });

  it("feeds data that is an input already only once", () => {
    const x = tensor([1, 2]);
    const { captured, inputNames } = emit({ inputs: [x], outputs: [x.add(1)] });
    expect([captured.length, inputNames.length]).toEqual([0, 1]);
  });

  it("defines every name once, before it is used", () => {
    const { input, initializer, node, output } = emitted.model.graph!;
    const names = [...input, ...initializer].map(({ name }) => name);
    for (const each of node) {
      expect(names).toEqual(expect.arrayContaining(each.input));
      names.push(...each.output);
    }
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(output.map(({ name }) => name)));
  });

  it("survives the round trip through bytes", () => {
    const bytes = toBytes(emitted.model);
    const read = fromBinary(ModelProtoSchema, bytes);
    expect(toBinary(ModelProtoSchema, read)).toEqual(bytes);
    expect(read).toEqual(emitted.model);
  });
});

const hasProtoc = spawnSync("protoc", ["--version"]).status === 0;
const ownSchema = fileURLToPath(new URL("schema.proto", import.meta.url));
/** The whole format as its authors publish it, where Debian's libonnx-dev is installed. */
const publishedSchema = "/usr/include/onnx/onnx.proto";
const schemas = [ownSchema, publishedSchema].filter(existsSync);

describe.skipIf(!hasProtoc)("protoc (skipped where it is not installed)", () => {
  it.each(schemas)("knows every field of every operation by %s", (schema) => {
    for (const op of ops) expect(unknownFields(schema, modelOf(op)), op.name).toEqual([]);
  });
});

function modelOf(op: AnyOp): Uint8Array {
  const [sample] = op.samples;
  const inputs = sampleInputs(sample!, "float32").map(toTensor);
  return toBytes(
    emit({
      inputs: [],
      outputs: applyAll(
        op,
        inputs,
        attributesAt(
          sample!,
          inputs.map(({ type }) => type),
        ),
      ),
    }).model,
  );
}

/** protoc prints the number of a field in place of a name that the schema does not have. */
function unknownFields(schema: string, input: Uint8Array): string[] {
  const args = ["--decode=onnx.ModelProto", `-I${dirname(schema)}`, basename(schema)];
  const text = execFileSync("protoc", args, { input }).toString();
  expect(text).toContain('producer_name: "glissade"');
  return text.split("\n").filter((line) => /^\s*\d+[: ]/.test(line));
}
