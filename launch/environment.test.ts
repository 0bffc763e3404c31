import { expect, it } from "vitest";
import { ENV_NAMES, readEnv } from "#lib/env.ts";
import { makeEnvironment } from "./environment.ts";
import { makeSecrets } from "./secrets.ts";

const parts = {
  databaseUrl: "postgres://switchboard:pw@127.0.0.1:5555/switchboard",
  appPort: 3007,
  sandboxPort: 4017,
  secrets: makeSecrets(),
};

it("is complete for the product", () => {
  expect(readEnv(makeEnvironment(parts))).toMatchObject({
    APP_BASE_URL: "http://localhost:3007",
    FACEBOOK_GRAPH_URL: "http://127.0.0.1:4017/graph",
    VOICE_AGENT_DEFAULT_AGENT_ID: "agent-shop",
    PORT: 3007,
  });
});

it("names every variable of the product, so that none is taken from an .env file", () => {
  expect(Object.keys(makeEnvironment(parts))).toEqual(expect.arrayContaining(ENV_NAMES));
});

it("lets what was set by hand win, but neither ports nor the database, which were chosen with it", () => {
  const given = { FACEBOOK_APP_ID: "42", PORT: "80", DATABASE_URL: "x", LOG_LEVEL: "" };
  const environment = makeEnvironment({ ...parts, given });
  expect(environment.FACEBOOK_APP_ID).toBe("42");
  expect(environment.LOG_LEVEL).toBe("warn");
  expect(environment.PORT).toBe("3007");
  expect(environment.DATABASE_URL).toBe(parts.databaseUrl);
});
