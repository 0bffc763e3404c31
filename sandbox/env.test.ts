import { describe, expect, it } from "vitest";
import { readSandboxEnv } from "./env.ts";

const good = {
  FACEBOOK_APP_ID: "111",
  FACEBOOK_APP_SECRET: "new,old",
  FB_WEBHOOK_VERIFY_TOKEN: "verify",
  APP_BASE_URL: "http://127.0.0.1:3000/",
  VOICE_AGENT_API_TOKEN: "a",
  VOICE_AGENT_INTERNAL_TOKEN: "b",
  VOICE_AGENT_TENANT_ID: "t",
  VOICE_AGENT_WORKSPACE_ID: "w",
};

describe("the sandbox's environment", () => {
  it("uses the first value of a list and no slash at the end of an address", () => {
    expect(readSandboxEnv(good)).toMatchObject({
      ok: true,
      config: { port: 4010, appSecret: "new", appBaseUrl: "http://127.0.0.1:3000" },
    });
  });

  it("names every problem at once", () => {
    const { APP_BASE_URL: _, ...rest } = good;
    expect(readSandboxEnv({ ...rest, FACEBOOK_APP_ID: "abc", SANDBOX_PORT: "70000" })).toEqual({
      ok: false,
      problems: [
        "SANDBOX_PORT must be 0 to 65535",
        "FACEBOOK_APP_ID must consist of digits",
        "APP_BASE_URL is missing",
      ],
    });
  });
});
