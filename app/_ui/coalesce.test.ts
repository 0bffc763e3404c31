import { expect, test } from "vitest";
import { coalesce } from "./coalesce.ts";

test("a burst runs the task twice, the second time after the last call", async () => {
  const finish: (() => void)[] = [];
  const call = coalesce(() => new Promise<void>((resolve) => finish.push(resolve)));

  for (let count = 0; count < 20; count += 1) call();
  expect(finish).toHaveLength(1);

  finish[0]?.();
  await Promise.resolve();
  await Promise.resolve();
  expect(finish).toHaveLength(2);

  finish[1]?.();
  await Promise.resolve();
  await Promise.resolve();
  expect(finish).toHaveLength(2);
});
