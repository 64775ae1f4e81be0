/** @file Numbers of things in words. */

/** Such as "1 run" or "2 runs". */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
