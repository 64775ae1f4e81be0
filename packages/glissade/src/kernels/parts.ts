/** @file The code that puts the parts of reductions together, in a fixed order. */

import type { Layout } from "./layout.ts";
import { lanesOf, loadCode, storeCode, storedBytes } from "./memory-code.ts";
import type { Plan } from "./plan.ts";
import { control, i32, local } from "./wasm/instructions.ts";
import type { WasmFunction } from "./wasm/module.ts";
import { Writer } from "./writer.ts";

/** The function that combines what the parts left in scratch memory, with the parameters of the loops. */
export function partsFor(name: string, plan: Plan, layout: Layout): WasmFunction {
  const parameters = layout.end + 1;
  const writer = new Writer(parameters, layout.width);
  const [place, index, part] = [writer.newLocal("i32"), writer.newLocal("i32"), writer.newLocal("i32")];
  const total = writer.newLocal("v128");
  const code = plan.edges.flatMap((edge, at) => {
    const { memory, isPartial, elements } = layout.edges[at]!;
    if (!isPartial) return [];
    const bytes = storedBytes(memory.dtype);
    const lanes = lanesOf(layout.width);
    const shared = { dtype: memory.dtype, width: layout.width };
    const output = layout.inputs.length + edge.output;
    const one = (access: "whole" | "single") => {
      const here = { ...shared, access, address: local.get(place), offset: memory.offset };
      return [
        ...[...local.get(layout.scratch), ...local.get(index), ...i32.add, ...local.set(place)],
        ...[...loadCode(here), ...local.set(total), ...i32.const(1), ...local.set(part)],
        ...control.loop(
          [...local.get(place), ...i32.const(layout.scratchBytes), ...i32.add, ...local.set(place)],
          [...writer.combine(edge, plan, local.get(total), loadCode(here)), ...local.set(total)],
          [
            ...local.get(part),
            ...i32.const(1),
            ...i32.add,
            ...local.tee(part),
            ...i32.const(layout.chunks),
            ...i32.lt,
          ],
          control.branchIf(0),
        ),
        ...storeCode(
          { ...shared, access, address: [...local.get(output), ...local.get(index), ...i32.add], offset: 0 },
          local.get(total),
        ),
      ];
    };
    const repeat = (count: number, access: "whole" | "single") =>
      control.block(
        control.loop(
          [
            ...local.get(index),
            ...i32.const(count * bytes),
            ...i32.add,
            ...i32.const(elements * bytes),
            ...i32.gt,
          ],
          control.branchIf(1),
          one(access),
          [...local.get(index), ...i32.const(count * bytes), ...i32.add, ...local.set(index)],
          control.branch(0),
        ),
      );
    return [...i32.const(0), ...local.set(index), ...repeat(lanes, "whole"), ...repeat(1, "single")];
  });
  return { name, parameters: new Array(parameters).fill("i32"), locals: writer.locals, code };
}
