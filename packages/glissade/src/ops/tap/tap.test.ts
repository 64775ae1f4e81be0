import { afterEach, describe, expect, it } from "vitest";
import {
  checkpoint,
  compile,
  cond,
  configure,
  customVjp,
  grad,
  greater,
  jvp,
  less,
  matmul,
  random,
  scan,
  stack,
  type TappedValue,
  type Tensor,
  tanh,
  tap,
  tapGradient,
  tensor,
  valueAndGrad,
  vmap,
  whileLoop,
  zeros,
} from "../../index.ts";
import { notes } from "./testing.ts";

const { key } = random;

const ways = {
  "with kernels": {},
  "with kernels and two threads": { threads: 2 },
  "without kernels": { fuse: false },
  "as WebAssembly": { provider: "wasm" },
} as const;

afterEach(() => configure({ fuse: true, provider: "cpu", threads: 1 }));

describe.each(Object.entries(ways))("tap, %s,", (name, settings) => {
  const isBehind = name === "without kernels" || name === "as WebAssembly";
  const { fuse, ...options } = { fuse: true, ...settings } as { fuse: boolean; provider?: "wasm" };
  const run = async <Result>(fn: (...args: Tensor[]) => Result, ...args: Tensor[]): Promise<Result> => {
    configure({ fuse });
    return compile(fn as (...args: Tensor[]) => Result, options)(...args);
  };

  it("shows what a program computes, once a run", async () => {
    const { lines, note } = notes();
    configure({ fuse });
    const f = compile((x: Tensor) => tap(x.mul(2).add(1), note("h")).exp().sum(), options);
    expect(lines).toEqual([]);
    await f(tensor([0, 1]));
    await f(tensor([2, 3]));
    expect(lines).toEqual(["h [2] 1 3", "h [2] 5 7"]);
  });

  it.each(["float32", "float64", "int32", "int64", "uint32", "uint8", "bool"] as const)(
    "shows %s, of arguments, results and scalars, and changes nothing",
    async (dtype) => {
      const { lines, note } = notes();
      const [x, y] = await run(
        (x, y) => [tap(x, note("x")), tap(tap(y, note("y")), note("again"))],
        tensor([[1, 0, 1]], { dtype }),
        tensor(1, { dtype }),
      );
      expect(Array.from(await x!.data(), Number)).toEqual([1, 0, 1]);
      expect(Number(await y!.item())).toBe(1);
      expect(lines.toSorted()).toEqual(["again [] 1", "x [1,3] 1 0 1", "y [] 1"]);
    },
  );

  it("gives copies that later runs do not change", async () => {
    const kept: TappedValue[] = [];
    configure({ fuse });
    const f = compile((x: Tensor) => tap(x.mul(2), (value) => kept.push(value)).add(1), options);
    for (const value of [1, 2, 3]) await f(tensor([value]));
    expect(kept.map(({ dtype, shape, data }) => [dtype, shape, [...data]])).toEqual(
      [2, 4, 6].map((value) => ["float32", [1], [value]]),
    );
    expect(kept.every(({ data }) => data.buffer instanceof ArrayBuffer)).toBe(true);
  });

  it("is called for each step of a loop, in turn, and for those of loops inside", async () => {
    const { lines, note } = notes();
    const inner = (carry: Tensor, x: Tensor) => {
      const next = tap(carry.add(x), note("inner"));
      return [next, next] as const;
    };
    await run(
      (rows) =>
        scan(
          (carry: Tensor, row: Tensor) => {
            const [end] = scan(inner, tap(carry, note("outer")), row);
            return [end, end];
          },
          tensor(0),
          rows,
        ),
      tensor([
        [1, 2],
        [3, 4],
      ]),
    );
    expect(lines).toEqual([
      ...["outer [] 0", "inner [] 1", "inner [] 3"],
      ...["outer [] 3", "inner [] 6", "inner [] 10"],
    ]);
  });

  it("goes backward with a loop that does, and shows the gradients of its steps", async () => {
    const { lines, note } = notes();
    const loss = (xs: Tensor) => {
      const step = (carry: Tensor, x: Tensor) => {
        const next = tapGradient(tap(carry.mul(x), note("h")), note("dh"));
        return [next, next] as const;
      };
      return scan(step, tensor(1), xs, { reverse: true })[0];
    };
    const gradient = await run(grad(loss), tensor([2, 3, 5]));
    expect([...(await gradient.data())]).toEqual([15, 10, 6]);
    expect(lines.filter((line) => line.startsWith("h"))).toEqual(["h [] 5", "h [] 15", "h [] 30"]);
    expect(lines.filter((line) => line.startsWith("dh"))).toEqual(["dh [] 1", "dh [] 2", "dh [] 6"]);
  });

  it("is not folded away with a loop over constants", async () => {
    const { lines, note } = notes();
    const sum = (carry: Tensor, x: Tensor) => [tap(carry.add(x), note("h")), x] as const;
    await run(
      (x) =>
        scan(sum, tensor(0), tensor([1, 2]))[0]
          .add(tap(tensor(5), note("c")))
          .add(x),
      tensor(0),
    );
    expect(lines.toSorted()).toEqual(["c [] 5", "h [] 1", "h [] 3"]);
  });

  it("is called in the branch that is chosen, also in a loop", async () => {
    const { lines, note } = notes();
    const step = (carry: Tensor, x: Tensor) => {
      const yes = (value: Tensor) => tap(tap(value.mul(2), note("yes")).add(1), note("then"));
      const y = cond(greater(x, 0), yes, (value) => tap(value.neg(), note("no")), x);
      return [carry.add(y), y] as const;
    };
    await run((xs) => scan(step, tensor(0), xs), tensor([1, -2, 3]));
    expect(lines).toEqual(["yes [] 2", "then [] 3", "no [] 2", "yes [] 6", "then [] 7"]);
  });

  it("sees the rounds of whileLoop, or says why it cannot", async () => {
    const { lines, note } = notes();
    const result = run(
      (x) =>
        whileLoop(
          (y: Tensor) => less(y, 10),
          (y: Tensor) => tap(y.mul(2), note("y")),
          x,
        ),
      tensor(3),
    );
    if (isBehind) {
      await expect(result).rejects.toMatchObject({
        message:
          'tap in whileLoop: can be called only while the program runs, which needs kernels, got a program without. Run it on provider "cpu" in the main thread without configure({ fuse: false }), or use scan.',
      });
    } else {
      await result;
      expect(lines).toEqual(["y [] 6", "y [] 12"]);
    }
  });

  it("is called by the gradient of a function whose value is not needed", async () => {
    const { lines, note } = notes();
    const f = (x: Tensor) => tap(tap(x.mul(3), note("h")).sum(), note("loss"));
    const gradient = await run(grad(f), tensor([1, 2]));
    expect([...(await gradient.data())]).toEqual([3, 3]);
    expect(lines.toSorted()).toEqual(["h [2] 3 6", "loss [] 9"]);
  });

  it("is called once for value and gradient, also of second order", async () => {
    const { lines, note } = notes();
    const f = (x: Tensor) => tap(x.square(), note("h")).square();
    const [value, gradient] = await run(valueAndGrad(f), tensor(3));
    expect([await value.item(), await gradient.item()]).toEqual([81, 108]);
    expect(lines).toEqual(["h [] 9"]);
    const second = await run(grad(grad(f)), tensor(3));
    expect(await second.item()).toBe(108);
    expect(lines).toEqual(["h [] 9", "h [] 9"]);
  });

  it("is called for each example under vmap, and for those of each batch under two", async () => {
    const { lines, note } = notes();
    const f = (x: Tensor) =>
      tapGradient(tap(x.square(), note("h")), note("dh"))
        .square()
        .sum();
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    await run(vmap(grad(f)), x);
    expect(lines.filter((line) => line.startsWith("h"))).toEqual(["h [2] 1 4", "h [2] 9 16"]);
    expect(lines.filter((line) => line.startsWith("dh"))).toEqual(["dh [2] 2 8", "dh [2] 18 32"]);
    lines.length = 0;
    await run(vmap(vmap((x: Tensor) => tap(x.neg(), note("h")))), x);
    expect(lines).toEqual(["h [] -1", "h [] -2", "h [] -3", "h [] -4"]);
    lines.length = 0;
    await run(
      vmap(
        (row: Tensor) => scan((sum: Tensor, y: Tensor) => [tap(sum.add(y), note("h")), y], tensor(0), row)[0],
      ),
      x,
    );
    expect(lines).toEqual(["h [] 1", "h [] 3", "h [] 3", "h [] 7"]);
  });

  it("is called for every example of both branches under vmap over a condition", async () => {
    const { lines, note } = notes();
    const f = (x: Tensor) =>
      cond(
        greater(x, 0),
        (y) => tap(y.mul(2), note("yes")),
        (y) => tap(y.neg(), note("no")),
        x,
      );
    const y = await run(vmap(f), tensor([1, -1]));
    expect([...(await y.data())]).toEqual([2, 1]);
    expect(lines.toSorted()).toEqual(["no [] -1", "no [] 1", "yes [] -2", "yes [] 2"]);
  });

  it("works in functions with gradients of their own, and again where they are computed again", async () => {
    const { lines, note } = notes();
    const own = customVjp(
      (x: Tensor) => tap(x.mul(2), note("own")),
      (_, __, dy) => [tap(dy, note("dy"))],
    );
    await run(
      grad((x: Tensor) => own(x).square()),
      tensor(1),
    );
    expect(lines).toEqual(["own [] 2", "dy [] 4"]);
    lines.length = 0;
    const again = checkpoint((x: Tensor) => tap(x.mul(2), note("h")).square());
    await run(
      valueAndGrad((x: Tensor) => again(x)),
      tensor(1),
    );
    expect(lines).toEqual(["h [] 2", "h [] 2"]);
  });

  it("is called twice where it is written twice, and not where nothing needs it", async () => {
    const { lines, note } = notes();
    const same = note("h");
    await run((x) => {
      tap(x, note("dropped"));
      const h = x.mul(2);
      return tap(h, same).add(tap(h, same));
    }, tensor(1));
    expect(lines).toEqual(["h [] 2", "h [] 2"]);
  });

  it("shows nothing of what is empty", async () => {
    const { lines, note } = notes();
    await run((x) => tap(x.mul(2), note("h")), zeros([0, 3]));
    await run(
      (xs) => scan((sum: Tensor, x: Tensor) => [tap(sum.add(x), note("h")), x], tensor(0), xs),
      zeros([0]),
    );
    expect(lines).toEqual([]);
  });

  it("changes no gradients of a recurrent layer, nor those of its examples", async () => {
    const { lines, note } = notes();
    const [w, u, xs] = [
      random.normal(key(1), [3, 4]),
      random.normal(key(2), [4, 4]),
      random.normal(key(3), [5, 2, 3]),
    ];
    const loss = (mark: (x: Tensor) => Tensor) => (w: Tensor, u: Tensor, xs: Tensor) => {
      const step = (h: Tensor, x: Tensor) => {
        const next = tanh(mark(matmul(x, w).add(matmul(h, u))));
        return [next, next] as const;
      };
      return scan(step, zeros([2, 4]), xs)[1]
        .square()
        .sum();
    };
    const both = (mark: (x: Tensor) => Tensor) => {
      const each = (w: Tensor, u: Tensor, xs: Tensor) =>
        grad((all: Tensor[]) => loss(mark)(all[0]!, all[1]!, xs))([w, u]);
      const batch = vmap(each, { inAxes: [null, null, 0] });
      return (w: Tensor, u: Tensor, xs: Tensor) => [...each(w, u, xs), ...batch(w, u, stack([xs, xs.neg()]))];
    };
    const marked = await run(both((x) => tapGradient(tap(x, note("h")), note("dh"))) as never, w, u, xs);
    const plain = await run(both((x) => x) as never, w, u, xs);
    for (const [index, gradient] of (marked as Tensor[]).entries()) {
      const expected = await (plain as Tensor[])[index]!.data();
      (await gradient.data()).forEach((value, at) => void expect(value).toBeCloseTo(Number(expected[at]), 4));
    }
    expect(lines.filter((line) => line.startsWith("h"))).toHaveLength(3 * 5);
    expect(lines.filter((line) => line.startsWith("dh"))).toHaveLength(3 * 5);
  });

  it("is called by forward derivatives too", async () => {
    const { lines, note } = notes();
    const f = (x: Tensor) => tapGradient(tap(x.square(), note("h")), note("no gradient")).mul(2);
    const [value, slope] = await run((x, v) => jvp(f, [x], [v]), tensor(3), tensor(1));
    expect([await value.item(), await slope.item()]).toEqual([18, 12]);
    expect(lines).toEqual(["h [] 9"]);
  });

  it("ends the run with the error that the function throws, and the next run is right", async () => {
    const mine = new RangeError("mine");
    let isBroken = true;
    configure({ fuse });
    const f = compile(
      (x: Tensor) =>
        tap(x.mul(2), () => {
          if (isBroken) throw mine;
        })
          .exp()
          .add(1),
      options,
    );
    await expect(f(tensor([0, 0]))).rejects.toBe(mine);
    isBroken = false;
    expect([...(await (await f(tensor([0, 0]))).data())]).toEqual([2, 2]);
  });

  it("refuses a function that returns a promise", async () => {
    await expect(
      run((x) => tap(x, async () => undefined), tensor(1)),
    ).rejects.toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: tap(fn): must be done when it returns, got a promise. Remove async and await from it; the elements are there already.]`,
    );
    const late = (x: Tensor) => grad((y: Tensor) => tapGradient(y, async () => undefined))(x);
    await expect(run(late, tensor(1))).rejects.toThrow(/^tapGradient\(fn\): must be done when it returns/);
  });

  it.each([
    ["a Tensor", () => tensor([2, 2])],
    ["a Float32Array", ({ data }: TappedValue) => (data as Float32Array).map((each) => each * 2)],
    ["an object of dtype, shape, data", (value: TappedValue) => value],
  ])("refuses %s that tapGradient gets in return", async (got, hook: (value: TappedValue) => unknown) => {
    const hooked = (x: Tensor) => grad((y: Tensor) => tapGradient(y.square(), hook).sum())(x);
    await expect(run(hooked, tensor([1, 2]))).rejects.toThrow(
      `tapGradient(fn): only looks at the gradient, got ${got} in return. Return nothing from it; customVjp changes gradients.`,
    );
    const counted = (x: Tensor) => grad((y: Tensor) => tapGradient(y.square(), () => 1).sum())(x);
    expect([...(await (await run(counted, tensor([1, 2]))).data())]).toEqual([2, 4]);
  });
});
