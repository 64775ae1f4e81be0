import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ensureWritable, readText, writeFileAtomic } from "./files.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "glissade-files-"));
});

afterEach(() => rm(directory, { recursive: true }));

test.each([
  ["missing.json", "no such file"],
  [".", "is a directory, not a file"],
  ["file/inside", "no such file"],
])("readText names the path that it cannot read: %s", async (name, rule) => {
  await writeFile(join(directory, "file"), "text");
  const path = `${directory}/${name}`;
  const message = `${path}: ${rule}. Check the path.`;
  await expect(readText(path)).rejects.toThrow(expect.objectContaining({ code: "DATA", message }));
  expect(await readText(join(directory, "file"))).toBe("text");
});

describe("writeFileAtomic", () => {
  test("writes and overwrites, and leaves nothing else behind", async () => {
    const path = join(directory, "out.json");
    await writeFileAtomic(path, "one");
    await writeFileAtomic(path, "two");
    expect(await readFile(path, "utf8")).toBe("two");
    expect(await readdir(directory)).toEqual(["out.json"]);
  });

  test("removes the temporary file where the rename fails", async () => {
    await mkdir(join(directory, "taken", "inside"), { recursive: true });
    await expect(writeFileAtomic(join(directory, "taken"), "text")).rejects.toThrow();
    expect(await readdir(directory)).toEqual(["taken"]);
  });

  test("writes through a symbolic link", async () => {
    const [file, link] = [join(directory, "file"), join(directory, "link")];
    await writeFile(file, "old");
    await symlink(file, link);
    await writeFileAtomic(link, "new");
    expect(await readlink(link)).toBe(file);
    expect(await readFile(file, "utf8")).toBe("new");
  });

  test("two writers leave the text of one of them, whole", async () => {
    const path = join(directory, "out");
    const texts = ["a", "b", "c", "d"].map((letter) => letter.repeat(1e6));
    await Promise.all(texts.map((text) => writeFileAtomic(path, text)));
    expect(texts).toContain(await readFile(path, "utf8"));
    expect(await readdir(directory)).toEqual(["out"]);
  });
});

describe("ensureWritable", () => {
  test("leaves nothing behind and does not touch an existing file", async () => {
    const existing = join(directory, "old.html");
    await writeFile(existing, "old");
    await ensureWritable(existing, "--report");
    await ensureWritable(join(directory, "new.html"), "--report");
    expect(await readdir(directory)).toEqual(["old.html"]);
    expect(await readFile(existing, "utf8")).toBe("old");
  });

  test("names a missing directory and how to make it", async () => {
    await expect(ensureWritable("/nowhere/report.html", "--report")).rejects.toThrow(
      "--report: cannot write to /nowhere/report.html (the directory does not exist). " +
        "Create it with mkdir -p /nowhere, or choose another path.",
    );
  });

  test("refuses a directory", async () => {
    await expect(ensureWritable(directory, "--json")).rejects.toThrow(
      `--json: cannot write to ${directory} (it is a directory). Name a file in it.`,
    );
  });

  test("refuses a path through a file", async () => {
    const file = join(directory, "file");
    await writeFile(file, "");
    await expect(ensureWritable(join(file, "out.json"), "--json")).rejects.toThrow(
      `--json: cannot write to ${file}/out.json (${file} is not a directory). Choose another path.`,
    );
  });

  test("refuses a device, which a rename would replace", async () => {
    await expect(ensureWritable("/dev/null", "--plot")).rejects.toThrow(
      "--plot: cannot write to /dev/null (it is not a regular file). Choose another path.",
    );
  });

  test.skipIf(process.getuid?.() === 0)(
    "refuses a directory without permission (root has every permission)",
    async () => {
      await expect(ensureWritable("/report.html", "--report")).rejects.toThrow(
        "--report: cannot write to /report.html (no permission to write in the directory). Choose another path.",
      );
    },
  );
});
