import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { inProject } from "#launch/project-root.ts";

test.describe.configure({ timeout: 120_000 });

const ANSWERED =
  "→ POST /v1/internal/messages 201, GET /v1/messages/conversation 200, POST /v1/agents/agent-shop/generate 200";

const KEPT = [
  ["changes-test", "change\\.messages"],
  ["echo", "message_echo"],
  ["long-number", "reaction"],
  ["not-metas-frame", "unparsed"],
  ["postback", "postback"],
  ["read", "read"],
  ["standby", "standby"],
] as const;

test("every kind of webhook body is answered 200 and kept, messages run through", async () => {
  const { code, lines } = await runFixtures(inProject("tests/fixtures"));
  for (const [file, kind] of KEPT) {
    // Whether a kind is handled or only kept is not this test's business.
    const line = new RegExp(`^${file}\\.json → 200 → ${kind} (processed|ignored)( \\(\\w+\\))? → `);
    expect(lines).toContainEqual(expect.stringMatching(line));
  }
  for (const file of ["instagram-text", "messenger-text", "picture"]) {
    expect(lines).toContain(`${file}.json → 200 → message processed ${ANSWERED}`);
  }
  expect(lines).toContain(
    `broken-and-good.json → 200 → unknown ignored, message processed ${ANSWERED}`,
  );
  expect(lines).toContainEqual(
    expect.stringMatching(/^two-pages\.json → 200 → message processed, message processed → POST /),
  );
  expect(lines).toContain("repeated-text.json → 200 → 1 known → no calls");
  expect(lines).toContain("unknown-page.json → 200 → message ignored (unknown_channel) → no calls");
  expect(lines.at(-1)).toMatch(/^14 bodies, 15 events stored .* no problems$/);
  expect(code).toBe(0);
});

test("a message that cannot be handled makes the command fail", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "switchboard-fixtures-"));
  try {
    await writeFile(path.join(folder, "refused.json"), JSON.stringify(refusedBody));
    const { code, lines } = await runFixtures(folder);
    expect(lines.join("\n")).toContain("! message is dead (voice-agent.refused)");
    expect(lines.at(-1)).toMatch(/problems with 1$/);
    expect(code).toBe(1);
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** The sandbox's dm-voice-agent takes only ids of digits. */
const refusedBody = {
  object: "page",
  entry: [
    {
      id: "104829375610284",
      time: 1_760_000_000_000,
      messaging: [
        {
          sender: { id: "somebody" },
          recipient: { id: "104829375610284" },
          timestamp: 1_760_000_000_000,
          message: { mid: "m_refused", text: "Hello" },
        },
      ],
    },
  ],
};

/** Its exit code, and what it printed with wrapped lines joined again. */
async function runFixtures(folder: string): Promise<{ code: number; lines: string[] }> {
  return await new Promise((resolve) => {
    const child = execFile(process.execPath, ["launch/fixtures.ts", folder], (_error, stdout) => {
      const lines = stdout
        .trimEnd()
        .replaceAll(/\n {4}(?!!)/g, " ")
        .split("\n");
      resolve({ code: child.exitCode ?? -1, lines });
    });
  });
}
