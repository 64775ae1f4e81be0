import { expect, test } from "vitest";
import { showAddress } from "./show-address.ts";

test.each([
  ["postgres://me:secret@host:5432/lab", "postgres://me:***@host:5432/lab"],
  ["postgres://me@host/lab", "postgres://me@host/lab"],
  ["postgres://host:5432/lab", "postgres://host:5432/lab"],
  [".glissade/store.db", ".glissade/store.db"],
])("%s is shown as %s", (address, shown) => expect(showAddress(address)).toBe(shown));
