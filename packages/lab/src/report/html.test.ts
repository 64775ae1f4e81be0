import { expect, test } from "vitest";
import { html, trusted } from "./html.ts";

test("words are escaped, markup and lists of markup are not", () => {
  const items = ["a < b", `"c" & 'd'`].map((text) => html`<li>${text}</li>`);
  expect(html`<ul>${items}</ul>${trusted("<hr>")}${7}`.markup).toBe(
    "<ul><li>a &lt; b</li>\n<li>&quot;c&quot; &amp; &#39;d&#39;</li></ul><hr>7",
  );
});
