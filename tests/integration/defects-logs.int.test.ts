import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { inProject } from "#launch/project-root.ts";
import { findLeaks } from "#tests/faults/leaks.ts";

// Defects that were found in others' connectors, in what they write to their logs. Each is a test of ours.

const lastLineSchema = z.object({ neverTold: z.array(z.string().min(8)).min(11) });

let output = "";
let neverTold: string[] = [];
beforeAll(async () => {
  const program = inProject("tests/support/run-conversation.ts");
  const child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "pipe"] });
  const [out, err, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  if (exitCode !== 0) throw new Error(`The conversation did not take place: ${err}`);
  const lines = out.trimEnd().split("\n");
  ({ neverTold } = lastLineSchema.parse(JSON.parse(lines.pop() ?? "")));
  output = `${lines.join("\n")}\n${err}`;
});

const leaks = (never: string[]) => findLeaks([{ name: "the log", output: () => output }], never);

/** So that a log of nothing proves nothing. */
function expectTalk(): void {
  for (const message of [
    "graph call",
    "delivery stored",
    "typing was not shown",
    "message not sent",
  ]) {
    expect(output).toContain(`"msg":"${message}"`);
  }
}

describe("defect 10: the app's secret and the login's code are in the debug log", () => {
  test("neither they nor any token, message or name is", () => {
    expectTalk();
    expect(leaks(neverTold)).toEqual([]);
  });
});

describe("defect 25: the app's secret is printed when the log is talkative", () => {
  test("not even in another spelling, nor a proof or signature made with it", () => {
    expectTalk();
    const [secret = ""] = neverTold;
    const spelt = [
      encodeURIComponent(secret),
      Buffer.from(secret).toString("base64").slice(0, -2),
      Buffer.from(secret).toString("hex"),
      secret.slice(0, 12),
    ];
    expect(leaks(spelt)).toEqual([]);
    expect(output).not.toMatch(/appsecret_proof|sha256=|access_token=|client_secret|[?&]code=/);
  });
});
