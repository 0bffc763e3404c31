import { expect, test } from "vitest";
import { findInHistory } from "./find-in-history.ts";

const find = (...messages: unknown[]) => findInHistory(messages, ["m_1", "id-1"], 3);

test.each(["external_msg_id", "external_message_id", "external_id", "mid"])(
  "%s names a message",
  (name) => {
    expect(find({ [name]: "m_1" })).toEqual({ presence: "there", fullOf: null, said: null });
    expect(find({ [name]: "m_2" })).toEqual({ presence: "absent", fullOf: null, said: null });
  },
);

test("a full list says which messages it holds", () => {
  const messages = ["m_2", "m_3", "m_4"].map((mid) => ({ mid }));
  expect(find(...messages).fullOf).toEqual(["m_2", "m_3", "m_4"]);
});

test("an empty list does not hold it", () => {
  expect(find()).toEqual({ presence: "absent", fullOf: null, said: null });
});

test("one nameless row may be any message", () => {
  const rows = [{ mid: "m_2" }, { direction: "inbound", text: "Hi" }];
  expect(find(...rows)).toEqual({ presence: "unknown", fullOf: null, said: null });
});

test.each([
  [
    { direction: "inbound", message_text: "Hi" },
    { direction: "inbound", text: "Hi" },
  ],
  [
    { direction: "outbound", text: "Hi" },
    { direction: "outbound", text: "Hi" },
  ],
  [
    { role: "user", content: "Hi" },
    { direction: "inbound", text: "Hi" },
  ],
  [
    { role: "assistant", content: "H\0i" },
    { direction: "outbound", text: "Hi" },
  ],
])("%j says something when no row has a name", (row, said) => {
  const external_msg_id = null;
  expect(find({ ...row, external_msg_id }, { role: "system", content: "" }, "odd")).toEqual({
    presence: "unknown",
    fullOf: [],
    said: [said],
  });
});

test.each([{ role: "constructor", content: "Hi" }, { direction: "inbound" }, null, 7])(
  "%j says nothing",
  (row) => {
    expect(find(row)).toEqual({ presence: "unknown", fullOf: null, said: null });
  },
);
