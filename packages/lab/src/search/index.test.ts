import { expect, test } from "vitest";
import { reachable } from "../../../../test/support/imports.ts";

test("the search needs the framework alone, so that pages can have it", () => {
  const outside = reachable("lab/src/search/index.ts").filter((name) => !name.startsWith("lab/src/"));
  expect(outside.sort()).toEqual(["glissade", "glissade/data"]);
});
