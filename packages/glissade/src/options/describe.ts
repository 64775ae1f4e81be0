/** @file Values of any kind as errors show them. */

/** Whether a value can be read by names. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Objects with a class of their own, such as promises and maps, hide what they hold. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Hears the errors of promises that are refused, which no other code can hear: Node would end the process. */
export function dismiss(value: unknown): void {
  if (value instanceof Promise) value.catch(() => undefined);
  else if (Array.isArray(value)) value.forEach(dismiss);
  else if (isPlain(value)) Object.values(value).forEach(dismiss);
}

/** A value of any type as an error shows it: numbers and texts in full, others by what they are. */
export function describe(value: unknown): string {
  if (value instanceof Promise) return describePromise(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return describeArray(value);
  if (!isObject(value)) return String(value);
  const name = value.constructor?.name ?? "Object";
  if (name === "Object") return `an object of ${Object.keys(value).join(", ") || "nothing"}`;
  return `${/^([AEIO]|U(?!int))/.test(name) ? "an" : "a"} ${name}`;
}

function describePromise(value: Promise<unknown>): string {
  dismiss(value);
  return "a promise";
}

/** Few numbers or texts in full, more by their count. */
function describeArray(values: readonly unknown[]): string {
  const isShort = (list: readonly unknown[]): boolean =>
    list.length <= 8 && list.every((each) => (Array.isArray(each) ? isShort(each) : Object(each) !== each));
  return isShort(values) ? `[${values.map(describe).join(", ")}]` : `an array of ${values.length}`;
}

/** `"a", "b" or "c"`: values of which one is meant. */
export function either(values: readonly unknown[]): string {
  const shown = values.map(describe);
  return [shown.slice(0, -1).join(", "), ...shown.slice(-1)].filter(Boolean).join(" or ");
}
