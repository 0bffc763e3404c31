import { describe, expect, it } from "vitest";
import { answerHistory } from "./answer.ts";
import { topicTexts } from "./texts.ts";

const customer = (message_text: string) => ({ direction: "inbound" as const, message_text });
const shop = (message_text: string) => ({ direction: "outbound" as const, message_text });

describe("the shop's agent", () => {
  it.each([
    ["Hi there!", topicTexts.greeting.en],
    ["When are you open on Sunday?", topicTexts.hours.en],
    ["Where is my order?", topicTexts.orderUnknown.en],
    ["Do you have size 42?", topicTexts.size.en],
    ["How much is shipping?", topicTexts.delivery.en],
    ["Can I return these?", topicTexts.return.en],
    ["Thanks!", topicTexts.thanks.en],
    ["I want to talk to a human about my order", topicTexts.human.en],
    ["[attachment]", topicTexts.attachment.en],
    ["qwerty", topicTexts.fallback.en],
    ["Здравствуйте", topicTexts.greeting.ru],
    ["До скольки вы сегодня открыты?", topicTexts.hours.ru],
    ["Сколько стоит доставка?", topicTexts.delivery.ru],
    ["Позовите человека, пожалуйста", topicTexts.human.ru],
  ])("answers %s", (question, expected) => {
    expect(answerHistory([customer(question)])).toBe(expected);
  });

  it("names the order that was asked about", () => {
    expect(answerHistory([customer("Where is my order 48213?")])).toContain("Order 48213");
  });

  it("takes a bare number as the order number that it asked for", () => {
    const history = [
      customer("Where is my order?"),
      shop(topicTexts.orderUnknown.en),
      customer("48213"),
    ];
    expect(answerHistory(history)).toContain("Order 48213");
  });

  it("answers everything since its last answer, once, greeting first", () => {
    const history = [
      customer("what sizes do you have?"),
      shop("…"),
      customer("when are you open?"),
      customer("hello"),
      customer("and on which days are you open?"),
    ];
    expect(answerHistory(history)).toBe(`${topicTexts.greeting.en} ${topicTexts.hours.en}`);
  });

  it("speaks the language of the last message", () => {
    expect(answerHistory([customer("hello"), customer("а какие размеры?")])).toBe(
      `${topicTexts.greeting.ru} ${topicTexts.size.ru}`,
    );
  });
});
