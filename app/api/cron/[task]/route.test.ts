import { beforeAll, expect, test } from "vitest";
import { stubEnvironment } from "#tests/support/stub-environment.ts";
import { GET } from "./route.ts";

beforeAll(() => stubEnvironment());

test("without CRON_SECRET nobody is let in, and told why", async () => {
  const request = new Request("http://localhost/api/cron/tend", {
    headers: { authorization: "Bearer " },
  });
  const response = await GET(request, { params: Promise.resolve({ task: "tend" }) });
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ code: "cron_not_set_up" });
});
