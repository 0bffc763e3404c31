import type { HistoryMessage } from "./schemas.ts";
import { type Language, type Topic, topicTexts } from "./texts.ts";

/** Answers everything the customer wrote since the last answer, in the language of their last message. */
export function answerHistory(history: HistoryMessage[]): string {
  const lastAnswer = history.findLastIndex((message) => message.direction === "outbound");
  const open = history.slice(lastAnswer + 1).map((message) => message.message_text);
  const texts = open.length > 0 ? open : history.slice(-1).map((message) => message.message_text);
  const language: Language = /\p{Script=Cyrillic}/u.test(texts.at(-1) ?? "") ? "ru" : "en";
  const found = new Map<Topic, string>();
  for (const text of texts) {
    for (const topic of topicsOf(text)) if (!found.has(topic)) found.set(topic, text);
  }
  const topics = meaningful([...found.keys()]);
  return topics.map((topic) => say(topic, found.get(topic) ?? "", language)).join(" ");
}

const patterns: [Topic, RegExp][] = [
  [
    "human",
    /\b(human|real person|someone|operator|manager|colleague)\b|человек|оператор|менеджер|сотрудник/i,
  ],
  [
    "hours",
    /\b(open|opening|close[sd]?|hours|when are you)\b|открыт|работаете|график|до скольки|часы/i,
  ],
  ["order", /\b(order|parcel|package|tracking|shipped)\b|заказ|посылк|трек|отправ/i],
  ["size", /\b(sizes?|fit|eu ?\d{2}|uk ?\d{1,2})\b|размер/i],
  ["return", /\b(return|refund|exchange|send back)\b|верн|возврат|обмен/i],
  ["delivery", /\b(deliver(y|ed)?|shipping|postage|how much is it to send)\b|доставк/i],
  ["thanks", /\b(thanks?|thank you|cheers|great)\b|спасибо|благодарю/i],
  [
    "greeting",
    /\b(hi|hello|hey|good (morning|afternoon|evening))\b|привет|здравствуй|добр(ый|ое|ого)/i,
  ],
];

function topicsOf(text: string): Topic[] {
  if (text === "[attachment]") return ["attachment"];
  // Who sends nothing but a number answers the question for the order's number.
  if (/^\s*[#№]?\s*\d{4,8}\s*$/.test(text)) return ["order"];
  const topics = patterns.filter(([, pattern]) => pattern.test(text)).map(([topic]) => topic);
  return topics.length > 0 ? topics : ["fallback"];
}

// A question outweighs politeness, and "I did not understand" is said only when nothing was understood.
function meaningful(topics: Topic[]): Topic[] {
  if (topics.includes("human")) return ["human"];
  const questions = topics.filter((topic) => !["fallback", "thanks"].includes(topic));
  const kept = questions.length > 0 ? questions : topics.filter((topic) => topic !== "fallback");
  if (kept.length === 0) return ["fallback"];
  return kept.toSorted((a, b) => Number(b === "greeting") - Number(a === "greeting"));
}

function say(topic: Topic, text: string, language: Language): string {
  const order = /\b\d{4,8}\b/.exec(text)?.[0];
  if (topic === "order" && order === undefined) return topicTexts.orderUnknown[language];
  return topicTexts[topic][language].replace("{order}", order ?? "");
}
