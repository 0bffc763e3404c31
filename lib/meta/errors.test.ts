import { expect, test } from "vitest";
import { errorCode } from "#lib/errors.ts";
import { kindOf, MetaError, type MetaErrorKind } from "./errors.ts";

type Row = [code: number, subcode: number | undefined, kind: MetaErrorKind];

/** Sections 3.6 and 8.8 of the facts, row by row. */
const ROWS: Row[] = [
  [190, undefined, "token-invalid"],
  [190, 458, "token-invalid"],
  [190, 459, "token-invalid"],
  [190, 460, "token-invalid"],
  [190, 463, "token-invalid"],
  [190, 464, "token-invalid"],
  [190, 467, "token-invalid"],
  [190, 492, "token-invalid"],
  [102, undefined, "token-invalid"],
  [3, undefined, "permission-missing"],
  [10, undefined, "permission-missing"],
  [200, undefined, "permission-missing"],
  [230, undefined, "permission-missing"],
  [299, undefined, "permission-missing"],
  [200, 2018028, "permission-missing"],
  [200, 2534041, "unauthorized"],
  [10, 2534077, "permission-missing"],
  [1, 99, "permission-missing"],
  [1, undefined, "transient"],
  [1, 1357045, "transient"],
  [2, undefined, "transient"],
  [2, 2018344, "refused"],
  [4, undefined, "rate-limited"],
  [4, 2018354, "refused"],
  [9, 2018352, "refused"],
  [17, undefined, "rate-limited"],
  [32, undefined, "rate-limited"],
  [341, undefined, "rate-limited"],
  [613, undefined, "rate-limited"],
  [613, 2534040, "rate-limited"],
  [613, 2018338, "rate-limited"],
  [80000, undefined, "rate-limited"],
  [80001, undefined, "rate-limited"],
  [80002, undefined, "rate-limited"],
  [80006, undefined, "rate-limited"],
  [80014, undefined, "rate-limited"],
  [10, 2018278, "outside-window"],
  [10, 2018065, "outside-window"],
  [10, 2534022, "outside-window"],
  [10, 2018108, "recipient-unavailable"],
  [100, 2018001, "recipient-unavailable"],
  [100, 2534014, "recipient-unavailable"],
  [200, 1545041, "recipient-unavailable"],
  [551, undefined, "recipient-unavailable"],
  [551, 1545041, "recipient-unavailable"],
  [368, undefined, "blocked"],
  [10, 1893063, "blocked"],
  [2022, undefined, "blocked"],
  [100, undefined, "refused"],
  [100, 33, "refused"],
  [100, 2018008, "refused"],
  [100, 2018014, "refused"],
  [100, 2018047, "refused"],
  [100, 2018074, "refused"],
  [100, 2018109, "refused"],
  [100, 2018294, "refused"],
  [100, 2534013, "permission-missing"],
  [100, 2534015, "refused"],
  [100, 2534025, "refused"],
  [100, 2534029, "refused"],
  [100, 2534037, "thread-elsewhere"],
  [10, 2018300, "thread-elsewhere"],
  [200, 2018321, "thread-elsewhere"],
  [1200, undefined, "transient"],
  [1357046, undefined, "transient"],
  [36103, undefined, "permission-missing"],
  [0, undefined, "refused"],
  [199, undefined, "refused"],
  [300, undefined, "refused"],
  [999_999, 1, "refused"],
];

test.each(ROWS)("%s/%s is %s", (code, subcode, kind) => {
  expect(kindOf(code, subcode)).toBe(kind);
});

test("what is to be done follows from the kind", () => {
  const remedyOf = (kind: MetaErrorKind) => new MetaError("post me/messages", kind).remedy;
  expect(remedyOf("token-invalid")).toBe("reconnect");
  expect(remedyOf("rate-limited")).toBe("retry-later");
  expect(remedyOf("transient")).toBe("retry-later");
  expect(remedyOf("outside-window")).toBe("give-up");
  expect(remedyOf("recipient-unavailable")).toBe("give-up");
  expect(remedyOf("refused")).toBe("give-up");
  expect(remedyOf("blocked")).toBe("ask-a-person");
});

test("an error says which call failed and how, and took no effect unless it says so", () => {
  const error = new MetaError("post me/messages", "refused", { graphCode: 100, traceId: "A1" });
  expect(error.message).toBe("post me/messages: refused");
  expect(errorCode(error)).toBe("meta.refused");
  expect(error.mayHaveTakenEffect).toBe(false);
  expect(error.details).toEqual({ graphCode: 100, traceId: "A1" });
});
