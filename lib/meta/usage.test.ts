import { expect, test } from "vitest";
import { spacingAt } from "#lib/pauses/pauses.ts";
import { readAppUsage, readPageUsage } from "./usage.ts";

test("the highest number counts, over all rows and both of Meta's headers", () => {
  const headers = new Headers({
    "x-app-usage": '{"call_count":28,"total_time":91,"total_cputime":25}',
    "x-business-use-case-usage":
      '{"10001":[{"type":"messenger","call_count":60,"total_cputime":5,"total_time":9,"estimated_time_to_regain_access":3},{"type":"pages","call_count":84,"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":0}]}',
  });
  expect(readAppUsage(headers)).toEqual({ percent: 91, regainMs: 0 });
  expect(readPageUsage(headers)).toEqual({ percent: 84, regainMs: 180_000 });
  const older = new Headers({
    "x-page-usage": '{"call_count":88,"total_time":1,"total_cputime":1}',
  });
  expect(readPageUsage(older).percent).toBe(88);
});

test.each([[""], ["{"], ["null"], ["[]"], ['{"10001":"x"}'], ['{"call_count":"high"}']])(
  "a header like %j says nothing",
  (value) => {
    const headers = new Headers({ "x-app-usage": value, "x-business-use-case-usage": value });
    expect(readAppUsage(headers)).toEqual({ percent: 0, regainMs: 0 });
    expect(readPageUsage(headers)).toEqual({ percent: 0, regainMs: 0 });
  },
);

test("calls are spaced out from 80 % on, ever more", () => {
  expect([0, 79, 80, 84, 92, 100, 400].map(spacingAt)).toEqual([
    0, 0, 1_000, 2_000, 8_000, 32_000, 32_000,
  ]);
});
