import { describe, expect, it } from "vitest";
import { compile, evaluate, flatten, grad, mapTree, type Tensor, tensor, unflatten } from "./index.ts";
import { collect, leafPaths } from "./tree.ts";

const [a, b, c] = [tensor(1), tensor(2), tensor(3)] as const;

describe("flatten", () => {
  it("lists leaves in order and unflatten puts them back", () => {
    const tree = { layers: [{ w: a, b }, []], step: c };
    const { leaves, structure } = flatten(tree);
    expect(leaves).toEqual([a, b, c]);
    expect(unflatten(structure, leaves)).toEqual(tree);
    expect(leafPaths(structure)).toEqual(["layers/0/w", "layers/0/b", "step"]);
  });

  it("gives every leaf a path of its own, whatever the keys", () => {
    const tree = { "a/b": a, a: { b }, "a~1b": c, "": { b: a }, b, "a.b": c };
    const names = leafPaths(flatten(tree).structure);
    expect(names).toEqual(["a~1b", "a/b", "a~01b", "/b", "b", "a.b"]);
    expect(leafPaths(flatten(a).structure)).toEqual([""]);
    expect(leafPaths(flatten([a, [b]]).structure, "x")).toEqual(["x/0", "x/1/0"]);
  });

  it("takes a single tensor and empty trees", () => {
    expect(unflatten(flatten(a).structure, [b])).toBe(b);
    for (const empty of [[], {}, { a: [], b: {} }]) {
      const { leaves, structure } = flatten(empty);
      expect(leaves).toEqual([]);
      expect(unflatten(structure, leaves)).toEqual(empty);
    }
  });

  it("takes objects without a prototype, as readers of JSON make them", () => {
    const tree = Object.assign(Object.create(null), { a });
    expect(flatten(tree).leaves).toEqual([a]);
  });
});

describe("collect", () => {
  const { structure } = flatten({ w: a, b: [b] });
  const leavesOf = (tree: unknown) => {
    const leaves: Tensor[] = [];
    return collect(structure, tree, leaves) ? leaves : undefined;
  };

  it("finds leaves by name, whatever their order", () => {
    expect(leavesOf({ w: c, b: [a] })).toEqual([c, a]);
    expect(leavesOf({ b: [a], w: c })).toEqual([c, a]);
  });

  it.each([
    ["another leaf", { w: 1, b: [b] }],
    ["a missing key", { b: [b] }],
    ["a further key", { w: a, b: [b], c }],
    ["another key", { v: a, b: [b] }],
    ["a longer array", { w: a, b: [b, c] }],
    ["an object for an array", { w: a, b: { 0: b } }],
    ["a tensor for all", a],
    ["null", null],
  ])("refuses %s", (_, tree) => expect(leavesOf(tree)).toBeUndefined());
});

describe("mapTree", () => {
  it("maps leaves of several trees together", async () => {
    const sum = mapTree((x, y) => x.add(y!), { w: a, b: [b] }, { b: [c], w: c });
    expect([await sum.w.item(), await sum.b[0]!.item()]).toEqual([4, 5]);
  });

  it("keeps optional leaves out where they are undefined, whatever the tree beside", async () => {
    type Params = { readonly w: Tensor; readonly b?: Tensor };
    const params: Params = { w: a, b: undefined };
    expect(leafPaths(flatten(params).structure)).toEqual(["w"]);
    for (const other of [params, { w: c }] satisfies Params[]) {
      const sum = mapTree((x, y) => x.add(y!), params, other);
      expect(Object.keys(sum)).toEqual(["w"]);
    }
    expect(Object.keys(grad((p: Params) => (p.b ? p.w.mul(p.b) : p.w.square()))(params))).toEqual(["w"]);
    const square = compile((p: Params) => p.w.square());
    await Promise.all([square(params), square({ w: c })]);
    expect(square.programs).toBe(1);
    expect(await evaluate(params)).toBe(params);
    expect(() => mapTree((x) => x, [a, undefined] as never)).toThrow("got undefined");
  });
});
