/** @file Equalities of types, for tests that the compiler runs. */

/** `true` where two types are the same, also as to `readonly` and optional properties. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `is<Equal<A, B>>()` compiles only where they are equal. */
export const is = <_ extends true>(): void => {};
