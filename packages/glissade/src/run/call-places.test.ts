import { describe, expect, it } from "vitest";
import { evaluate, type Tensor, tap, tapGradient, tensor } from "../index.ts";
import { notes } from "../ops/tap/testing.ts";

describe("calls of graphs that are evaluated", () => {
  it("is called when a tensor is computed, and not again", async () => {
    const { lines, note } = notes();
    const h = tap(tensor([1, 2]).mul(2), note("h"));
    expect(lines).toEqual([]);
    await evaluate(h);
    await h.add(1).data();
    expect(lines).toEqual(["h [2] 2 4"]);
  });

  it("is called by the function of its own graph, where graphs share a program", async () => {
    const { lines, note } = notes();
    for (const name of ["first", "second"]) {
      const h = tap(tensor([1, 2]).mul(2), note(`${name} h`)).add(1);
      await tap(h, note(`${name} y`)).data();
    }
    expect(lines).toEqual(["first h [2] 2 4", "first y [2] 3 5", "second h [2] 2 4", "second y [2] 3 5"]);
  });

  it("does not share a program with the same graph without it", async () => {
    const { lines, note } = notes();
    const f = (x: Tensor) => x.mul(7).add(11);
    await f(tensor([1, 2])).data();
    await tap(f(tensor([1, 2])), note("y")).data();
    await tapGradient(f(tensor([1, 2])), note("dy")).data();
    expect(lines).toEqual(["y [2] 18 25"]);
  });

  it("throws what the function throws, and calls it once", async () => {
    let calls = 0;
    const mine = new Error("mine");
    const fail = () => {
      calls++;
      throw mine;
    };
    await expect(tap(tensor(1).mul(2), fail).exp().sum().data()).rejects.toBe(mine);
    expect(calls).toBe(1);
  });
});
