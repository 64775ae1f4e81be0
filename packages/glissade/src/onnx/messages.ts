/** @file The small messages of the ONNX format. */

import { create } from "@bufbuild/protobuf";
import { dtypes, type TypedArray } from "../graph/dtype.ts";
import type { NodeAttributes, TensorType } from "../graph/op.ts";
import type { Shape } from "../graph/shape.ts";
import {
  type AttributeProto,
  AttributeProtoSchema,
  type GraphProto,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "./schema_pb.ts";

/** Numbers of AttributeProto.AttributeType. */
const FLOAT = 1;
const INT = 2;
const STRING = 3;
const GRAPH = 5;
const INTS = 7;

/** An attribute of a node: integers, lists of integers, text, and other or marked numbers as float. */
export function toAttribute(name: string, value: NodeAttributes[string]): AttributeProto {
  if (typeof value === "string") {
    return create(AttributeProtoSchema, { name, type: STRING, s: new TextEncoder().encode(value) });
  }
  if (Array.isArray(value)) {
    return create(AttributeProtoSchema, { name, type: INTS, ints: value.map(BigInt) });
  }
  if (typeof value === "object") {
    return "graph" in value
      ? create(AttributeProtoSchema, { name, type: GRAPH, g: value.graph as GraphProto })
      : create(AttributeProtoSchema, { name, type: FLOAT, f: (value as { float: number }).float });
  }
  const number = Number(value);
  return Number.isInteger(number)
    ? create(AttributeProtoSchema, { name, type: INT, i: BigInt(number) })
    : create(AttributeProtoSchema, { name, type: FLOAT, f: number });
}

/** A named constant; the bytes are copied, because the data may be a view that changes later. */
export function toInitializer(
  name: string,
  dataType: number,
  { data, shape }: { data: TypedArray; shape: Shape },
): TensorProto {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return create(TensorProtoSchema, { name, dataType, dims: shape.map(BigInt), rawData: bytes.slice() });
}

export function toValueInfo(name: string, { dtype, shape }: TensorType): ValueInfoProto {
  const dim = shape.map((length) => ({ value: { case: "dimValue" as const, value: BigInt(length) } }));
  const value = { case: "tensorType" as const, value: { elemType: dtypes[dtype].onnx, shape: { dim } } };
  return create(ValueInfoProtoSchema, { name, type: { value } });
}
