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
    expect(() => fromSafetensors(bytes, like, { where: "a.st" })).toThrow(
      expect.objectContaining({ message: expect.stringContaining(`a.st: ${message}`) }),
    );
  });

  test("a header longer than the format allows", () => {
    const bytes = new Uint8Array(16).fill(255);
    expect(() => fromSafetensors(bytes, like, { where: "a.st" })).toThrow(
      `a.st: ${not} its header may have 100000000 bytes, got 18446744073709552000.`,
    );
  });

  test("text that is not UTF-8", () => {
    const bytes = fileOf('{"a": "?"}', 0);
    bytes[15] = 255;
    expect(() => fromSafetensors(bytes, like, { where: "a.st" })).toThrow(
      `a.st: ${not} its header is not JSON.`,
    );
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
    expect(() => fromSafetensors(bytes, like, { where: "a.st" })).toThrow(message);
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
    expect(() => fromSafetensors(part, { w, b: tensor([1]) }, { where: "a.st" })).toThrow(message);
  });
});

describe("loading what fits", async () => {
  const saved = {
    backbone: [
      { weight: tensor([1, 2]), bias: tensor([3]) },
      { weight: tensor([4]), bias: tensor([5]) },
    ],
    classes: { weight: tensor([6, 7, 8]) },
  };
  const bytes = await toSafetensors(saved);
  const params = {
    encoder: [
      { weight: zeros([2]), bias: zeros([1]) },
      { weight: zeros([2]), bias: zeros([1]) },
    ],
    head: { weight: tensor([9, 9]) },
  };
  const rename = { "backbone/**": "encoder/**" };

  test("gives leaves of the file, and the tree's own where it has none that fit", async () => {
    const loaded = fromSafetensors(bytes, params, { strict: false, rename });
    const { tree, ...report } = loaded;
    expect(await tree.encoder[0]!.weight.data()).toEqual(new Float32Array([1, 2]));
    expect(await tree.encoder[1]!.bias.data()).toEqual(new Float32Array([5]));
    expect(tree.encoder[1]!.weight).toBe(params.encoder[1]!.weight);
    expect(tree.head.weight).toBe(params.head.weight);
    expect(report).toEqual({
      missing: ["head/weight"],
      unexpected: ["classes/weight"],
      mismatched: [{ path: "encoder/1/weight", expected: "F32 [2]", got: "F32 [1]" }],
    });
  });

  test("takes names by a function, which may leave some out", () => {
    const byFunction = (name: string) =>
      name.startsWith("classes") ? undefined : name.replace("backbone", "encoder");
    const { missing, unexpected } = fromSafetensors(bytes, params, { strict: false, rename: byFunction });
    expect([missing, unexpected]).toEqual([["head/weight"], []]);
  });

  test("renames where everything must fit, too", async () => {
    const flat = { "encoder.0.weight": tensor([1]), "encoder.1.weight": tensor([2]) };
    const like = { encoder: [{ weight: zeros([1]) }, { weight: zeros([1]) }] };
    const dots = (name: string) => name.replaceAll(".", "/");
    const read = fromSafetensors(await toSafetensors(flat), like, { rename: dots });
    expect(await read.encoder[1]!.weight.data()).toEqual(new Float32Array([2]));
  });

  test("fits nothing in a tree without leaves", () => {
    expect(fromSafetensors(bytes, [], { strict: false }).unexpected.length).toBe(5);
  });

  test("does not take a name of the bytes that stands alone", () => {
    expect(() => fromSafetensors(bytes, saved, "a.st" as never)).toThrow(
      'fromSafetensors(options): must be an object of options, got "a.st". Write { where: "a.st" }.',
    );
  });

  const names = "backbone/0/weight, backbone/0/bias, backbone/1/weight, backbone/1/bias, classes/weight";
  const need = "Pass rename to give its tensors the paths of the tree";
  test.each<[string, Parameters<typeof fromSafetensors>[1], object, string]>([
    ["nothing of the tree", params.head, {}, `a.st: the file has none of weight, got ${names}. ${need}.`],
    [
      "nothing that fits",
      { classes: { weight: zeros([2]) } },
      {},
      `a.st: the file has none of classes/weight, got classes/weight F32 [3] for F32 [2]. ${need}.`,
    ],
    [
      "a pattern without a tensor",
      params,
      { rename: { "backbones/**": "encoder/**" } },
      `a.st: rename: "backbones/**" must match a leaf, got none. The nearest is "backbone/**" (leaves: ${names}).`,
    ],
    [
      "wildcards that do not fit",
      params,
      { rename: { "backbone/**": "encoder/*/**" } },
      'a.st: rename: a pattern and what it becomes must have as many wildcards, got "backbone/**" and "encoder/*/**". Pass a function of the name for other changes.',
    ],
    [
      "one path for two tensors",
      params,
      { rename: () => "encoder" },
      "a.st: rename must give each tensor a path of its own, got encoder for backbone/0/weight and backbone/0/bias. Return undefined for those to leave out.",
    ],
    [
      "an unknown option",
      params,
      { stric: false },
      "fromSafetensors({ stric }): is not an option. The nearest is strict (known: where, strict, rename).",
    ],
  ])("is refused: %s", (_, like, options, message) => {
    expect(() => fromSafetensors(bytes, like, { where: "a.st", strict: false, ...options })).toThrow(
      expect.objectContaining({ message }),
    );
  });
});
