import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeTestEnvironment, withSandbox } from "#tests/support/test-environment.ts";
import { ENV_NAMES, EnvError, readEnv } from "./env.ts";

const complete = {
  ...makeTestEnvironment("postgres://user@127.0.0.1:5432/switchboard"),
  ...withSandbox("http://127.0.0.1:4010"),
};
const read = (changes: Record<string, string | undefined> = {}) =>
  readEnv({ ...complete, ...changes });
const problemsOf = (changes: Record<string, string | undefined>) => {
  try {
    read(changes);
  } catch (error) {
    if (error instanceof EnvError) return error.message.split("\n").slice(1);
    throw error;
  }
  return [];
};
const KEY = `${"A".repeat(43)}=`;

test("a complete environment is read, with what has a default", () => {
  expect(read()).toMatchObject({
    PORT: 3000,
    FACEBOOK_GRAPH_VERSION: "v25.0",
    WORKERS: "on",
    MIGRATE_ON_START: "on",
    VOICE_AGENT_SEND_PAGE_TOKEN: "on",
  });
  const { FACEBOOK_GRAPH_URL: _graph, FACEBOOK_DIALOG_URL: _dialog, ...plain } = complete;
  expect(readEnv(plain)).toMatchObject({
    FACEBOOK_GRAPH_URL: "https://graph.facebook.com",
    FACEBOOK_DIALOG_URL: "https://www.facebook.com",
  });
});

test("an empty environment is told everything that is missing, at once", () => {
  let message = "";
  try {
    readEnv({});
  } catch (error) {
    message = String(error);
  }
  const REQUIRED = [
    "APP_BASE_URL",
    "AUTH_SECRET",
    "DATABASE_URL",
    "FACEBOOK_APP_ID",
    "FACEBOOK_APP_SECRET",
    "FB_WEBHOOK_VERIFY_TOKEN",
    "TOKEN_ENCRYPTION_KEYS",
    "VOICE_AGENT_API_TOKEN",
    "VOICE_AGENT_API_URL",
    "VOICE_AGENT_INTERNAL_TOKEN",
    "VOICE_AGENT_TENANT_ID",
    "VOICE_AGENT_WORKSPACE_ID",
  ];
  expect(ENV_NAMES.filter((name) => message.includes(`  ${name} is required`)).toSorted()).toEqual(
    REQUIRED,
  );
});

test("an empty value counts as unset", () => {
  expect(read({ LOG_LEVEL: "", REDIS_URL: "" })).toMatchObject({ LOG_LEVEL: "info" });
  expect(problemsOf({ AUTH_SECRET: "" })).toEqual(["  AUTH_SECRET is required"]);
});

test("several bad values are told at once, each by its name", () => {
  const problems = problemsOf({
    AUTH_SECRET: "short",
    PORT: "70000",
    LOG_LEVEL: "loud",
    DATABASE_URL: "mysql://host/name",
    FB_WEBHOOK_VERIFY_TOKEN: "tooshort",
  });
  expect(problems.map((line) => line.trim().split(" ")[0]).toSorted()).toEqual([
    "AUTH_SECRET",
    "DATABASE_URL",
    "FB_WEBHOOK_VERIFY_TOKEN",
    "LOG_LEVEL",
    "PORT",
  ]);
});

test("no value is ever printed, whichever variable it was put into by mistake", () => {
  const mark = "s3cr3t";
  fc.assert(
    fc.property(fc.constantFrom(...ENV_NAMES), fc.string(), (name, rest) => {
      expect(problemsOf({ [name]: `${mark}${rest}` }).join("\n")).not.toContain(mark);
    }),
  );
});

describe("addresses", () => {
  test.each([
    ["https://crm.example", "https://crm.example"],
    ["https://crm.example/", "https://crm.example"],
    ["https://api.example/base//", "https://api.example/base"],
    ["http://localhost:3000", "http://localhost:3000"],
    ["http://127.0.0.1:4010/voice-agent", "http://127.0.0.1:4010/voice-agent"],
    ["http://[::1]:3000", "http://[::1]:3000"],
  ])("%s is taken as %s", (given, taken) => {
    expect(read({ APP_BASE_URL: given }).APP_BASE_URL).toBe(taken);
  });

  test.each([
    "crm.example",
    "http://crm.example",
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "javascript:alert(1)",
    "ftp://localhost",
  ])("%s is refused", (given) => {
    expect(problemsOf({ APP_BASE_URL: given })).toHaveLength(1);
  });
});

describe("lists for rotations", () => {
  test("secrets keep their order; blanks around a comma do not count", () => {
    const secrets = read({ FACEBOOK_APP_SECRET: "new-secret-1 , old-secret-1" });
    expect(secrets.FACEBOOK_APP_SECRET).toEqual(["new-secret-1", "old-secret-1"]);
  });

  test.each(["new-secret-1,", ",new-secret-1", "new-secret-1,,old-secret-1", ","])(
    "an empty secret is never accepted: %j",
    (given) => {
      expect(problemsOf({ FACEBOOK_APP_SECRET: given })).not.toEqual([]);
    },
  );

  test("encryption keys are 32 bytes, each with its name", () => {
    const { TOKEN_ENCRYPTION_KEYS: keys } = read({ TOKEN_ENCRYPTION_KEYS: `k2:${KEY},k1:${KEY}` });
    expect(keys.map(({ kid, key }) => [kid, key.byteLength])).toEqual([
      ["k2", 32],
      ["k1", 32],
    ]);
  });

  test.each([
    KEY,
    `:${KEY}`,
    `k1:${KEY.slice(1)}`,
    "k1:",
    `k1:${KEY},k2`,
    `k 1:${KEY}`,
    `k1:${KEY},k1:${KEY}`,
  ])("the key %j is refused", (given) => {
    expect(problemsOf({ TOKEN_ENCRYPTION_KEYS: given })).not.toEqual([]);
  });
});

test("where nothing lives between two requests, each request works once it is answered", () => {
  expect(read({ VERCEL: "1" }).WORKERS).toBe("after");
  expect(read({ VERCEL: "1", WORKERS: "off" }).WORKERS).toBe("off");
  expect(read({ VERCEL: "", WORKERS: "" }).WORKERS).toBe("on");
  expect(problemsOf({ WORKERS: "later" })).toHaveLength(1);
});

test.each([
  ["/v1/contacts/{external_user_id}?channel_id={channel_id}", []],
  ["v1/contacts/{external_user_id}", ["must be a path such as /v1/contacts/{external_user_id}"]],
  ["/v1/contacts", ["must contain {external_user_id}"]],
  [
    "/v1/{external_user_id}/{psid}",
    ["may contain only {external_user_id}, {channel_id}, {tenant_id}, {conversation_id}"],
  ],
])("VOICE_AGENT_ERASE_PATH=%s", (path, problems) => {
  expect(problemsOf({ VOICE_AGENT_ERASE_PATH: path })).toEqual(
    problems.map((problem) => `  VOICE_AGENT_ERASE_PATH ${problem}`),
  );
});
