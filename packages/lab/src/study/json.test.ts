import { expect, test } from "vitest";
import { parseJson } from "./json.ts";

test("parses", () => {
  expect(parseJson('{ "runs": [4, -1.5e3, "\\u00e9"] }', "my.json")).toEqual({ runs: [4, -1500, "é"] });
});

test.each([
  ['{ "a": 1 "b": 2 }', 'unexpected "\\"" at line 1, column 10'],
  ['{\n  "a": 1,\n  "b": x\n}', 'unexpected "x" at line 3, column 8'],
  ['{ "a": 1,\n}', 'unexpected "}" at line 2, column 1'],
  ["[1, 2,]", 'unexpected "]" at line 1, column 7'],
  ['{ "a": 1', "unexpected end at line 1, column 9"],
  ["", "unexpected end at line 1, column 1"],
  ["{ a: 1 }", 'unexpected "a" at line 1, column 3'],
  ['{ "a": "b\n" }', 'unexpected "\\n" at line 1, column 10'],
  ['{ "a": tru }', 'unexpected " " at line 1, column 11'],
  ['{ "a": 1.}', 'unexpected "}" at line 1, column 10'],
  ['{ "a": 01 }', 'unexpected "1" at line 1, column 9'],
  ["{ 'a': 1 }", `unexpected "'" at line 1, column 3`],
  ["{} // done", 'unexpected "/" at line 1, column 4'],
  [`{ "text": "${"long ".repeat(2000)}",\n"b": +1 }`, 'unexpected "+" at line 2, column 6'],
])("%#: %j", (text, mistake) => {
  const message = `my.json: not JSON: ${mistake}. Correct the file there.`;
  expect(() => parseJson(text, "my.json")).toThrow(expect.objectContaining({ message }));
});
