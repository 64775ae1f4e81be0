/** @file Objects as records of values. */

/** A record of what a function makes of each value, under the same names. */
export const mapValues = <Name extends string, From, To>(
  record: { readonly [Each in Name]?: From },
  fn: (value: From, name: Name) => To,
): { readonly [Each in Name]: To } =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, fn(value as From, name as Name)]),
  ) as { readonly [Each in Name]: To };
