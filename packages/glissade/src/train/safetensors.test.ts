import { describe, expect, test } from "vitest";
import fixture from "../../../../test/fixtures/safetensors_file.json" with { type: "json" };
import {
  evaluate,
  flatten,
  fromSafetensors,
  optim,
  type Tree,
  tensor,
  toSafetensors,
  zeros,
} from "../index.ts";

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

test("keys that look like paths", async () => {
  const saved = {
    "a.b": tensor([1]),
    a: { b: tensor([2]), "[0]": tensor([3]) },
    'a["b"]': tensor([4]),
    "": { "": tensor([5]), ".": tensor([6]) },
    ["__proto__"]: tensor([7]),
    __metadata__: tensor([8]),
    list: [tensor([9]), { 0: tensor([10]) }],
    "list/0": tensor([11]),
    "list~10": tensor([12]),
  };
  const read = fromSafetensors(await toSafetensors(saved), saved);
  expect(Object.keys(read)).toEqual(Object.keys(saved));
  const values = async (tree: Tree) => {
    const { leaves } = flatten(await evaluate(tree));
    return Promise.all(leaves.map((leaf) => leaf.item()));
  };
  expect(await values(read)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test("names are paths; keys with dots, as PyTorch has them, stay as they are", async () => {
  const saved = { "layer1.0.weight": tensor([1]), head: { bias: tensor([2]) }, list: [tensor([3])] };
  const text = new TextDecoder().decode(await toSafetensors(saved));
  for (const name of ["layer1.0.weight", "head/bias", "list/0"]) expect(text).toContain(`"${name}":`);
});

/** A file of a header as text and some bytes of data. */
function fileOf(header: string, data: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = new Uint8Array(new BigUint64Array([BigInt(text.length)]).buffer);
  return new Uint8Array([...length, ...text, ...new Uint8Array(data)]);
}

const entry = (offsets: unknown, shape: unknown = [1]) => ({ dtype: "F32", shape, data_offsets: offsets });

describe("headers that are not what they should be", () => {
  const like = { a: zeros([1]), b: zeros([1]) };
  const right = { a: entry([0, 4]), b: entry([4, 8]) };
  const not = "not a safetensors file:";
  test.each<[string, object | string, number, string]>([
    [
      "negative",
      { ...right, a: entry([-4, 0]) },
      8,
      `a: ${not} data_offsets must be two integers in order, got [-4,0].`,
    ],
    [
      "out of order",
      { ...right, a: entry([4, 0]) },
      8,
      `a: ${not} data_offsets must be two integers in order, got [4,0].`,
    ],
    [
      "fractions",
      { ...right, a: entry([0.5, 4.5]) },
      8,
      `a: ${not} data_offsets must be two integers in order, got [0.5,4.5].`,
    ],
    [
      "text",
      { ...right, a: entry(["0", "4"]) },
      8,
      `a: ${not} data_offsets must be two integers in order, got ["0","4"].`,
    ],
    [
      "three",
      { ...right, a: entry([0, 4, 8]) },
      8,
      `a: ${not} data_offsets must be two integers in order, got [0,4,8].`,
    ],
    [
      "none",
      { ...right, a: { dtype: "F32", shape: [1] } },
      8,
      `a: ${not} data_offsets must be two integers in order, got undefined.`,
    ],
    [
      "overlap",
      { ...right, b: entry([2, 6]) },
      8,
      `b: ${not} the tensor before ends at byte 4, got data_offsets [2, 6].`,
    ],
    [
      "same place",
      { ...right, b: entry([0, 4]) },
      8,
      `b: ${not} the tensor before ends at byte 4, got data_offsets [0, 4].`,
    ],
    [
      "gap",
      { ...right, b: entry([8, 12]) },
      12,
      `b: ${not} the tensor before ends at byte 4, got data_offsets [8, 12].`,
    ],
    ["beyond the end", right, 6, "b: truncated: needs 4 bytes, got 2. Save it again."],
    ["rest", right, 9, `${not} its tensors take 8 bytes, got 9.`],
    [
      "size",
      { ...right, b: entry([4, 12]) },
      12,
      `b: ${not} F32 [1] takes 4 bytes, got data_offsets [4, 12].`,
    ],
    [
      "sizes that overflow",
      { ...right, b: entry([4, 8], [2 ** 40, 2 ** 40]) },
      8,
      `b: ${not} F32 [1099511627776, 1099511627776] takes 4.835703278458517e+24 bytes, got data_offsets [4, 8].`,
    ],
    [
      "negative size",
      { ...right, b: entry([4, 8], [-1]) },
      8,
      `b: ${not} needs a dtype and a shape, got {"dtype":"F32","shape":[-1]}.`,
    ],
    [
      "no dtype",
      { ...right, b: { ...right.b, dtype: 7 } },
      8,
      `b: ${not} needs a dtype and a shape, got {"dtype":7,"shape":[1]}.`,
    ],
    ["null", { ...right, b: null }, 8, `b: ${not} needs a dtype and a shape, got {}.`],
    ["array", "[]", 8, `${not} its header is not a JSON object.`],
    [
      "twice",
      `{"a":${JSON.stringify(right.a)},"b":${JSON.stringify(right.b)},"\u0061":${JSON.stringify(right.a)}}`,
      8,
      `${not} its header has "a" twice.`,
    ],
    [
      "twice inside",
      `{"a":{"dtype":"F32","dtype":"F64","shape":[1],"data_offsets":[0,4]}}`,
      4,
      `${not} its header has "dtype" twice.`,
    ],
    [
      "__proto__",
      `{"__proto__":${JSON.stringify(right.a)},"a":${JSON.stringify(right.b)},"b":${JSON.stringify(entry([8, 12]))}}`,
      12,
      "the file has unknown __proto__.",
    ],
    [
      "__proto__ inside",
      `{"a":{"__proto__":{"dtype":"F32"},"shape":[1],"data_offsets":[0,4]}}`,
      4,
      `a: ${not} needs a dtype and a shape, got {"shape":[1]}.`,
    ],
  ])("%s", (_, header, data, message) => {
    const bytes = fileOf(typeof header === "string" ? header : JSON.stringify(header), data);
    expect(() => fromSafetensors(bytes, like, "a.st")).toThrow(
      expect.objectContaining({ message: expect.stringContaining(`a.st: ${message}`) }),
    );
  });

  test("a header longer than the format allows", () => {
    const bytes = new Uint8Array(16).fill(255);
    expect(() => fromSafetensors(bytes, like, "a.st")).toThrow(
      `a.st: ${not} its header may have 100000000 bytes, got 18446744073709552000.`,
    );
  });

  test("text that is not UTF-8", () => {
    const bytes = fileOf('{"a": "?"}', 0);
    bytes[15] = 255;
    expect(() => fromSafetensors(bytes, like, "a.st")).toThrow(`a.st: ${not} its header is not JSON.`);
  });
});

describe("errors", async () => {
  const bytes = await toSafetensors({ w, b: tensor([1]) });
  const same = "Load it into a tree of the structure that was saved: the same model and optimizer.";
  test.each([
    [{ w, b: w, c: w }, `a.st: the file lacks c. ${same}`],
    [{ w }, `a.st: the file has unknown b. ${same}`],
    [{ w, b: w }, `a.st: b: expected F32 [1, 2], got F32 [1]. ${same}`],
    [{ w, b: tensor([1], { dtype: "int32" }) }, `a.st: b: expected I32 [1], got F32 [1]. ${same}`],
    [optim.adam().init(w), `a.st: the file lacks 0/step, 0/m, 0/v. ${same}`],
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
