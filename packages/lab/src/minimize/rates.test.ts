import { expect, test } from "vitest";
import { DEFAULT_RATES, readRates } from "./rates.ts";

test("rates are evenly spaced in their logarithm, from end to end", () => {
  expect(readRates("0.001, 10, 5")).toEqual([0.001, 0.01, 0.1, 1, 10]);
  const usual = readRates(DEFAULT_RATES);
  expect([usual.length, usual[0], usual[4], usual[24]]).toEqual([25, 1e-5, 1e-4, 10]);
});

test.each([
  "",
  "1,2",
  "0,1,5",
  "-1,1,5",
  "1,1,5",
  "2,1,5",
  "1,2,1",
  "1,2,2.5",
  "1,2,201",
  "1,2,5,6",
  "1,Infinity,5",
  "a,b,c",
])("refuses %j", (text) => {
  const message = `--rates: expected the lowest rate, a higher one, and how many from 2 to 200, got ${JSON.stringify(text)}. Write for example --rates 1e-5,10,25.`;
  expect(() => readRates(text)).toThrow(expect.objectContaining({ code: "ARGUMENT", message }));
});
