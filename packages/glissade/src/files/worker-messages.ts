/** @file What a thread that loads data and the main thread say to each other. */

import type { Recipe } from "../data/rows/recipe.ts";
import * as errors from "../errors.ts";

/** What a worker loads from: how a source was made, or the module that exports one. */
export type Origin = { readonly recipe: Recipe } | { readonly module: string; readonly name: string };

/** A question, answered under the same number: what the source is, some of its rows, or the next of its items. */
export type Question =
  | { readonly ask: "source"; readonly id: number }
  | { readonly ask: "rows"; readonly id: number; readonly indices: Uint32Array }
  | { readonly ask: "next"; readonly id: number; readonly loop: number };

/** That a loop over the items has ended. */
export interface Stop {
  readonly ask: "stop";
  readonly loop: number;
}

/** What a source is: one of rows has a length, one of items has none. */
export interface Described {
  readonly length?: number;
}

export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: PackedError };

/** An error in parts that can be copied. */
export interface PackedError {
  readonly name: string;
  readonly where: string;
  readonly rule: string;
  readonly fix: string | undefined;
  readonly stack: string | undefined;
}

/** An error as a message: ours in its parts, and what a source throws as one of ours. */
export function packError(error: unknown): PackedError {
  const { stack } = Object(error) as Error;
  if (error instanceof errors.GlissadeError) {
    const { name, where, rule, fix } = error;
    return { name, where, rule, fix, stack };
  }
  const reason = error instanceof Error ? error.message : String(error);
  const rule = `the source failed: ${reason.split("\n")[0]!.replace(/\.$/, "")}`;
  return { name: "DataError", where: "prefetch", rule, fix: undefined, stack };
}

/** The error of a message, whose stack in the worker is its cause. */
export function unpackError({ name, where, rule, fix, stack }: PackedError): Error {
  const classes: Readonly<Record<string, unknown>> = errors;
  const SameError = classes[name] as typeof errors.GlissadeError;
  return new SameError({ where, rule, fix, cause: stack });
}

/** A value whose arrays own their memory, and this memory, to be handed over and not copied. */
export interface Parcel {
  readonly value: unknown;
  readonly buffers: ArrayBuffer[];
}

/** Packs a tree of arrays; memory of which an array shows a part alone is copied. */
export function pack(value: unknown): Parcel {
  const buffers = new Set<ArrayBuffer>();
  const visit = (part: unknown): unknown => {
    if (ArrayBuffer.isView(part)) return owned(part as Uint8Array, buffers);
    if (Array.isArray(part)) return typeof part[0] === "object" ? part.map(visit) : part;
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, visit(each)]));
  };
  return { value: visit(value), buffers: [...buffers] };
}

function owned(array: Uint8Array, buffers: Set<ArrayBuffer>): Uint8Array {
  const isWhole = array.buffer instanceof ArrayBuffer && array.byteLength === array.buffer.byteLength;
  const own = isWhole ? array : array.slice();
  buffers.add(own.buffer as ArrayBuffer);
  return own;
}
