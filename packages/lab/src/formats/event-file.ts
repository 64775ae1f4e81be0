/** @file The scalars of one event file of TensorBoard. */

import { recordsOf } from "./tfrecord.ts";
import {
  type Bytes,
  broken,
  FIXED32,
  FIXED64,
  type Field,
  fieldsOf,
  LENGTH,
  readInt64,
  readText,
  tag,
  toBytes,
  VARINT,
} from "./wire.ts";

/** One number of a curve, as TensorBoard keeps it. */
export interface Scalar {
  readonly key: string;
  readonly step: number;
  /** Seconds since 1970. */
  readonly time: number;
  readonly value: number;
}

export interface EventFile {
  readonly scalars: readonly Scalar[];
  /** What is no scalar, by its name: "a histogram". */
  readonly skipped: ReadonlyMap<string, string>;
  /** Where the writer was restarted: scalars so far from this step on are void. */
  readonly restarts: readonly { readonly step: number; readonly after: number }[];
  /** The byte at which a record begins that the end of the file cuts off. */
  readonly truncated: number | undefined;
}

interface Reading {
  readonly file: Bytes;
  readonly scalars: Scalar[];
  readonly skipped: Map<string, string>;
  readonly restarts: { step: number; after: number }[];
  /** Plugins by the names of their values: TensorFlow names the plugin at the first value alone. */
  readonly plugins: Map<string, string>;
}

/**
 * Reads the bytes of an event file. A record that the end of the file cuts off, as of a writer that is still at work or
 * was killed, is left out and told.
 *
 * @throws DataError where a checksum is wrong or a message is none; it names the byte.
 */
export function readEventFile(bytes: Uint8Array, where: string): EventFile {
  const file = toBytes(bytes, where);
  const reading: Reading = { file, scalars: [], skipped: new Map(), restarts: [], plugins: new Map() };
  const records = recordsOf(file);
  for (;;) {
    const { done, value } = records.next();
    if (done) return { ...reading, truncated: value };
    readEvent(reading, value.start, value.end);
  }
}

const WALL_TIME = tag(1, FIXED64);
const STEP = tag(2, VARINT);
const SUMMARY = tag(5, LENGTH);
const SESSION_LOG = tag(7, LENGTH);
const SESSION_START = 1n;

function readEvent(reading: Reading, start: number, end: number): void {
  const { file, restarts, scalars } = reading;
  const fields = [...fieldsOf(file, start, end)];
  const [wallTime, counter, session] = [WALL_TIME, STEP, SESSION_LOG].map((kind) => lastOf(fields, kind));
  const time = wallTime ? file.view.getFloat64(wallTime.start, true) : 0;
  const step = counter ? toStep(file, counter) : 0;
  const status = session && lastOf(fieldsOf(file, session.start, session.end), tag(1, VARINT));
  if (status && readInt64(file, status) === SESSION_START) restarts.push({ step, after: scalars.length });
  for (const summary of fields.filter((field) => field.tag === SUMMARY))
    for (const value of fieldsOf(file, summary.start, summary.end))
      if (value.tag === tag(1, LENGTH)) readValue(reading, value, { step, time });
}

/** Of a field that stands in a message several times the last one counts. */
const lastOf = (fields: Iterable<Field>, kind: number): Field | undefined =>
  Array.from(fields).findLast((field) => field.tag === kind);

function toStep(file: Bytes, field: Field): number {
  const step = readInt64(file, field);
  if (Number.isSafeInteger(Number(step))) return Number(step);
  throw broken(file, field.start, `step ${step}, beyond what numbers count exactly`);
}

/** Fields of a value that are no numbers. */
const others: ReadonlyMap<number, string> = new Map([
  [tag(4, LENGTH), "an image"],
  [tag(5, LENGTH), "a histogram"],
  [tag(6, LENGTH), "a sound"],
]);
const SIMPLE_VALUE = tag(2, FIXED32);
const TENSOR = tag(8, LENGTH);

function readValue(reading: Reading, value: Field, at: Pick<Scalar, "step" | "time">): void {
  const { file, plugins, scalars, skipped } = reading;
  const fields = [...fieldsOf(file, value.start, value.end)];
  const name = lastOf(fields, tag(1, LENGTH));
  const key = name ? readText(file, name) : "";
  const plugin = pluginOf(file, fields) ?? plugins.get(key);
  if (plugin !== undefined) plugins.set(key, plugin);
  const content = fields.findLast((field) => [SIMPLE_VALUE, TENSOR, ...others.keys()].includes(field.tag));
  if (!content) return;
  if (content.tag === SIMPLE_VALUE)
    return void scalars.push({ key, ...at, value: file.view.getFloat32(content.start, true) });
  const number = content.tag === TENSOR && plugin === "scalars" ? tensorNumber(file, content) : undefined;
  if (number !== undefined) return void scalars.push({ key, ...at, value: number });
  const kind = plugin === undefined || plugin === "scalars" ? "a tensor" : `a value of the plugin ${plugin}`;
  skipped.set(key, others.get(content.tag) ?? kind);
}

/** The name of the plugin that a value's metadata mention. */
function pluginOf(file: Bytes, fields: readonly Field[]): string | undefined {
  const metadata = lastOf(fields, tag(9, LENGTH));
  const data = metadata && lastOf(fieldsOf(file, metadata.start, metadata.end), tag(1, LENGTH));
  const name = data && lastOf(fieldsOf(file, data.start, data.end), tag(1, LENGTH));
  return name && readText(file, name);
}

/** Element types: the field of single values, the kind of one that is not packed, bytes of a number, and its reader. */
const numberTypes: ReadonlyMap<bigint, { field: number; kind: number; size: number; read: ReadNumber }> =
  new Map([
    [1n, { field: 5, kind: FIXED32, size: 4, read: (view, at) => view.getFloat32(at, true) }],
    [2n, { field: 6, kind: FIXED64, size: 8, read: (view, at) => view.getFloat64(at, true) }],
  ]);

type ReadNumber = (view: DataView, at: number) => number;

/** The one number of a tensor in float32 or float64; nothing where it has others or several. */
function tensorNumber(file: Bytes, { start, end }: Field): number | undefined {
  const fields = [...fieldsOf(file, start, end)];
  const dtype = lastOf(fields, tag(1, VARINT));
  const type = dtype && numberTypes.get(readInt64(file, dtype));
  if (!type) return undefined;
  const places = [tag(4, LENGTH), tag(type.field, LENGTH), tag(type.field, type.kind)];
  const content = fields.filter((field) => places.includes(field.tag) && field.end > field.start);
  const [one] = content;
  if (!one || content.length > 1 || one.end - one.start !== type.size) return undefined;
  return type.read(file.view, one.start);
}
