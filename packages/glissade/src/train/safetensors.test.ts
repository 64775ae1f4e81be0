import { describe, expect, test } from "vitest";
import fixture from "../../../../test/fixtures/safetensors_file.json" with { type: "json" };
import { fromSafetensors, optim, tensor, toSafetensors, zeros } from "../index.ts";

const tree = {
  w: tensor([[1.5, -2]]),
  moments: [
    tensor([0.1, 0.2, 0.3], { dtype: "float64" }),
    {
      step: tensor(7, { dtype: "int32" }),
      key: tensor([1, 4294967295], { dtype: "uint32" }),
      big: tensor(new BigInt64Array([-9007199254740993n])),
      seen: tensor([1, 0], { dtype: "bool" }),
      byte: tensor([255], { dtype: "uint8" }),
    },
  ],
} as const;

const [w, [moment, rest]] = [tree.w, tree.moments];

test("a file of the safetensors library is read", async () => {
  const read = fromSafetensors(Buffer.from(fixture.file, "base64"), tree);
  const [first, others] = read.moments;
  expect(await read.w.data()).toEqual(await w.data());
  expect(await first.data()).toEqual(await moment.data());
  for (const name of ["step", "key", "big", "seen", "byte"] as const) {
    expect(await others[name].data()).toEqual(await rest[name].data());
  }
});

test("a tree comes back bit for bit, lazy leaves too", async () => {
  const bytes = await toSafetensors({ ...tree, lazy: w.mul(2) });
  const read = fromSafetensors(bytes, { ...tree, lazy: w });
  expect(await read.lazy.data()).toEqual(new Float32Array([3, -4]));
  expect(await read.moments[1].big.data()).toEqual(new BigInt64Array([-9007199254740993n]));
});

test("a single tensor and a tree without leaves", async () => {
  const like = zeros([2]);
  expect(await fromSafetensors(await toSafetensors(tensor([1, 2])), like).data()).toEqual(
    new Float32Array([1, 2]),
  );
  expect(fromSafetensors(await toSafetensors([[], {}]), [[], {}])).toEqual([[], {}]);
});

describe("errors", async () => {
  const bytes = await toSafetensors({ w, b: tensor([1]) });
  const same = "Load it into a tree of the structure that was saved: the same model and optimizer.";
  test.each([
    [{ w, b: w, c: w }, `a.st: the file lacks c. ${same}`],
    [{ w }, `a.st: the file has unknown b. ${same}`],
    [{ w, b: w }, `a.st: b: expected F32 [1, 2], got F32 [1]. ${same}`],
    [{ w, b: tensor([1], { dtype: "int32" }) }, `a.st: b: expected I32 [1], got F32 [1]. ${same}`],
    [optim.adam().init(w), `a.st: the file lacks [0].step, [0].m, [0].v. ${same}`],
  ])("%#", (like, message) => {
    expect(() => fromSafetensors(bytes, like, "a.st")).toThrow(message);
  });

  test.each([
    [new Uint8Array(3), "a.st: truncated: needs 8 bytes, got 3. Save it again."],
    [bytes.slice(0, 20), `a.st: truncated: needs ${bytes.length - 12} bytes, got 20. Save it again.`],
    [bytes.slice(0, -2), "a.st: b: truncated: needs 4 bytes, got 2. Save it again."],
    [
      new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0, 65, 66]),
      "a.st: not a safetensors file: its header is not JSON.",
    ],
  ])("bytes %#", (part, message) => {
    expect(() => fromSafetensors(part, { w, b: tensor([1]) }, "a.st")).toThrow(message);
  });
});
