import { expect, test } from "vitest";
import { exportCommand } from "./export.ts";
import { refused, run, workIn, writeAll } from "./fixtures/command.ts";
import { importCommand } from "./import.ts";
import { listCommand } from "./list.ts";
import { rerunCommand } from "./rerun.ts";
import { showCommand } from "./show.ts";
import { statsCommand } from "./stats.ts";

const printed = async (...args: Parameters<typeof run>) => (await run(...args)).out;

test("content is what a run is known by; a log that went on needs --replace", async () => {
  await workIn();
  const log = (...rows: readonly string[]) => `step,val_acc\n${rows.join("\n")}\n`;
  await writeAll({ "a/adam/seed=1.csv": log("1,0.5"), "a/adam/seed=2.csv": log("1,nan") });
  const first = await printed(importCommand(), "a", "--study", "s");
  expect(first).toBe(
    [
      'adam/seed=1.csv and 1 more: step is the column "step"',
      "1 run with a last number that is not finite: diverged",
      "val_acc is kept as validation/accuracy",
      "runs are compared by validation/accuracy: higher is better",
      "s (1): 2 runs added, 0 were there\n",
    ].join("\n"),
  );
  expect(await printed(listCommand())).toMatch(/\ns +1 +\d+ s ago +1 +1 +0 +0 +0 +0\n$/);
  // the same content under another name; without a seed in the name it would be another run
  await writeAll({ "b/adam/seed=1.csv": log("1,0.5"), "b/none.csv": log("1,0.7") });
  expect(await printed(importCommand(), "b", "--study", "s")).toMatch(
    /s \(1\): 1 run added, 1 were there\n$/,
  );
  await writeAll({ "a/adam/seed=1.csv": log("1,0.5", "2,0.75"), "a/new/seed=1.csv": log("1,1") });
  expect(await refused(importCommand(), "a", "--study", "s")).toBe(
    'import: "adam/seed=1": the store has other numbers for seed 1 of "adam". Where the new ones are right, such as of a training that went on, add --replace.',
  );
  expect(await printed(showCommand(), "s", "--arm", "new")).not.toMatch(/done/);
  const replaced = await printed(importCommand(), "a", "--study", "s", "--replace");
  expect(replaced).toMatch(/s \(1\): 1 run added, 1 replaced, 1 were there\n$/);
  expect(await printed(exportCommand(), "s", "--run", "1", "--format", "csv", "--curves")).toBe(
    "study,run,arm,seed,key,step,seconds,value\r\ns,1,adam,1,validation/accuracy,1,0,0.5\r\ns,1,adam,1,validation/accuracy,2,0,0.75\r\n",
  );
  expect(await refused(rerunCommand(), "1")).toBe(
    "run: 1 was imported, or recorded by a program, which has to train it again itself.",
  );
});

test("logs of others: columns, hyper-parameters, per cent, and formulas that stay texts", async () => {
  await workIn();
  const rows = [
    '{"optimizer": "=cmd|1", "trial": "a", "epoch": 1, "acc": 91.5, "loss": {"train": NaN}}',
    '{"optimizer": "=cmd|1", "trial": "a", "epoch": 2, "acc": 92.5, "loss": {"train": 1.5}}',
    '{"optimizer": "sgd", "trial": "b", "epoch": 1, "acc": -Infinity, "loss": {"train": 2.5}}',
  ];
  await writeAll({ "log.jsonl": `${rows.join("\n")}\n`, "lr=0.1,seed=4.csv": "mse_test\n3\n1\n" });
  const args = ["log.jsonl", "--study", "s", "--run", "trial", "--rename", "acc=test/accuracy"];
  expect(await printed(importCommand(), ...args)).toMatch(/test\/accuracy is kept as test\/accuracy %\n/);
  const csv = await printed(exportCommand(), "s", "--format", "csv");
  expect(csv.split("\r\n").slice(1, 3)).toEqual([
    "s,imported,'=cmd|1,0,done,1,2,0,,,1.5,92.5,",
    "s,imported,sgd,0,diverged,1,1,0,,,2.5,-Infinity,",
  ]);
  const jsonl = await printed(exportCommand(), "s", "--format", "jsonl");
  expect(jsonl).toMatch(/"key":"train\/loss","step":1,"value":"NaN"/);
  const mse = await printed(importCommand(), "lr=0.1,seed=4.csv", "--study", "t", "--json");
  expect(JSON.parse(mse)).toMatchObject({ metric: "test/mse", better: "lower", added: 1 });
  expect(JSON.parse(await printed(showCommand(), "t", "--json"))).toMatchObject([
    { configuration: { arm: "run lr=0.1", values: { lr: 0.1 } }, seed: 4 },
  ]);
});

test("a format that is given goes before the names of files", async () => {
  await workIn({
    "x.log": '{"step":1,"test_acc":0.5}\n',
    "y.json": "step,test_acc\n1,0.75\n",
  });
  const accuracies = async (file: string, format: string) => {
    await printed(importCommand(), file, "--study", format, "--format", format);
    return JSON.parse(await printed(showCommand(), format, "--json")).map(
      ({ metrics }: { readonly metrics: object }) => metrics,
    );
  };
  expect(await accuracies("x.log", "jsonl")).toEqual([{ "test/accuracy": 0.5 }]);
  expect(await accuracies("y.json", "csv")).toEqual([{ "test/accuracy": 0.75 }]);
});

test("runs that lack the metric of their study are told of", async () => {
  await workIn();
  const log = (...lines: readonly string[]) => `${["epoch,val_acc", ...lines].join("\n")}\n`;
  await writeAll({ "a/seed=1.csv": log("1,50", "2,90"), "b/seed=2.csv": log("1,0.5", "2,0.9") });
  expect(await printed(importCommand(), "a", "--study", "s")).not.toContain("have no");
  expect(await printed(importCommand(), "b", "--study", "s")).toContain(
    "\n1 of 1 runs have no validation/accuracy %: the first has validation/accuracy\n",
  );
});

test("mistakes are told, and leave nothing", async () => {
  await workIn();
  await writeAll({
    "good.csv": "step,test_acc\n1,0.5\n",
    "bad.csv": "step,test_acc\none,0.5\n",
    "bare.csv": "step,acc\n1,0.5\n",
    "mixed/a.csv": "step,loss\n1,2\n",
    "mixed/b.jsonl": '{"step":1,"loss":2}\n',
    "shapes/readme.txt": "",
    "cut.jsonl": '{"version":2}\n{"run":{"id":1',
  });
  const messages: readonly (readonly [string, string])[] = [
    ["good.csv", "--study: must name the study that the runs become. For example: --study optimizers."],
    ["nowhere --study s", "nowhere: no such file or folder. Check the path."],
    [
      "shapes --study s",
      "shapes: has no event files of TensorBoard, CSV or JSON Lines. Check the path, or name the files with --format.",
    ],
    [
      "mixed --study s",
      "import: files must be of one format, got csv and jsonl. Say which to take: --format csv.",
    ],
    [
      "good.csv bad.csv --study s",
      'bad.csv, line 2, column "step": must be a number, got "one". Name the columns that hold what is wanted: step, seconds, run, arm, seed, metrics.',
    ],
    [
      "bare.csv --study s",
      "--metric: must be given where no curve tells that it is of test or validation data, got acc. Say which it is: --rename NAME=test/accuracy.",
    ],
    [
      "bare.csv --study s --metric acc",
      '--metric: must be of test or validation data, got "acc". Where it is, say so: --rename "acc"=test/acc.',
    ],
    [
      "good.csv --study s --metric acuracy",
      '--metric: "acuracy" is no curve of these runs. Known: test/accuracy.',
    ],
    [
      "good.csv --study s --rename acc",
      '--rename: expected OLD=NEW, got "acc". For example: --rename acc=test/accuracy.',
    ],
    [
      "cut.jsonl",
      'cut.jsonl, line 2: must be JSON, got "{\\"run\\":{\\"id\\":1". The file is damaged or cut off: copy it again.',
    ],
  ];
  for (const [args, message] of messages)
    expect(await refused(importCommand(), ...args.split(" "))).toBe(message);
  expect(await printed(listCommand())).toBe("No studies yet: glissade run STUDY\n");
  await printed(importCommand(), "good.csv", "--study", "s");
  const exports: readonly (readonly [string, string])[] = [
    [
      "s --format parquet",
      "error: option '--format <format>' argument 'parquet' is invalid. Allowed choices are jsonl, csv, tensorboard, mlflow, markdown, latex.",
    ],
    ["s", "error: required option '--format <format>' not specified"],
    ["s --format tensorboard", "--out: tensorboard needs a folder. For example: --out tensorboard."],
    [
      "s --format mlflow",
      "--url: mlflow needs the address of a server. For example: --url http://127.0.0.1:5000.",
    ],
    ["s --format jsonl --curves", "--curves: is an option of csv, got --format jsonl."],
    [
      "s --format csv --run 7",
      "--run: 7 is not among these runs. glissade list and glissade show STUDY list them.",
    ],
    [
      "s --format csv --arm x",
      "export: found no such runs. glissade list and glissade show STUDY list them.",
    ],
    ["t --format csv", 'study: "t" is not in the store. Known: s.'],
    [
      "s --format csv --out no/where.csv",
      `--out: cannot write to no/where.csv (the directory does not exist). Create it with mkdir -p ${process.cwd()}/no, or choose another path.`,
    ],
  ];
  for (const [args, message] of exports)
    expect(await refused(exportCommand(), ...args.split(" "))).toBe(message);
  expect(await refused(statsCommand(), "good", "sgd", "--study", "s")).toBe(
    'arm: "sgd" is not in the study. Known: good.',
  );
});
