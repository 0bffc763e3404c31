import type { ThreadView } from "./view-model.ts";

type BubbleView = ThreadView["bubbles"][number];

/** What a bubble's menu and buttons do; every act is one call of `/customer/events`. */
export type Doing = {
  play: (event: Record<string, string>) => void;
  compose: (kind: "reply" | "edit", bubble: BubbleView) => void;
  canUnsend: boolean;
};

/** The functions that draw a bubble, for the page's one script. */
export function bubbleFunctions() {
  return [showBubble, showFile, showButtons, showMenu, newButton];
}

function showBubble(bubble: BubbleView, hasMark: boolean, doing: Doing): HTMLElement {
  const item = document.createElement("li");
  item.className = bubble.from;
  if (bubble.quote !== "") {
    const quote = document.createElement("q");
    quote.textContent = bubble.quote;
    item.append(quote);
  }
  if (bubble.text !== "" || bubble.files.length === 0) {
    const text = document.createElement("p");
    text.textContent = bubble.text === "" ? "Cannot be shown here" : bubble.text;
    item.append(text);
  }
  item.append(...bubble.files.map(showFile));
  if (bubble.reactions !== "") {
    const reactions = document.createElement("span");
    reactions.className = "reactions";
    reactions.textContent = bubble.reactions;
    item.append(reactions);
  }
  if (bubble.buttons.length > 0) item.append(showButtons(bubble, doing));
  const small = document.createElement("small");
  const time = new Date(bubble.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  small.textContent = hasMark && bubble.mark !== "" ? `${time} · ${bubble.mark}` : time;
  const foot = document.createElement("div");
  foot.className = "foot";
  foot.append(small, showMenu(bubble, doing));
  item.append(foot);
  return item;
}

function showFile(file: BubbleView["files"][number]): HTMLElement {
  if (file.kind === "image") {
    const image = new Image();
    image.src = file.url;
    image.alt = file.title;
    return image;
  }
  if (file.kind === "audio" || file.kind === "video") {
    const media = document.createElement(file.kind);
    media.src = file.url;
    media.controls = true;
    media.preload = "metadata";
    media.setAttribute("aria-label", file.title);
    return media;
  }
  const card = document.createElement("p");
  card.className = "card";
  if (file.kind === "card" || !/^https?:/.test(file.url)) {
    card.textContent = file.title;
    return card;
  }
  const link = document.createElement("a");
  link.href = file.url;
  link.target = "_blank";
  link.rel = "noreferrer";
  link.textContent = file.title;
  card.append(link);
  return card;
}

function showButtons(bubble: BubbleView, doing: Doing): HTMLElement {
  const row = document.createElement("div");
  row.className = "taps";
  row.append(
    ...bubble.buttons.map(({ kind, title }) => newButton(title, () => doing.play({ kind, title }))),
  );
  return row;
}

function showMenu(bubble: BubbleView, doing: Doing): HTMLElement {
  const { mid } = bubble;
  const menu = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = "⋯";
  summary.setAttribute("aria-label", "What to do with this message");
  const list = document.createElement("div");
  for (const [reaction, emoji] of [
    ["love", "❤️"],
    ["like", "👍"],
    ["wow", "😮"],
  ] as const) {
    const button = newButton(emoji, () => doing.play({ kind: "reaction", mid, reaction }));
    button.setAttribute("aria-label", `React: ${reaction}`);
    list.append(button);
  }
  if (bubble.hasOwnReaction) {
    list.append(newButton("Take back reaction", () => doing.play({ kind: "unreact", mid })));
  }
  list.append(newButton("Reply", () => doing.compose("reply", bubble)));
  if (bubble.from === "customer" && bubble.text !== "") {
    list.append(newButton("Edit", () => doing.compose("edit", bubble)));
  }
  if (bubble.from === "customer" && doing.canUnsend) {
    list.append(newButton("Unsend", () => doing.play({ kind: "unsend", mid })));
  }
  list.addEventListener("click", () => {
    menu.open = false;
  });
  menu.append(summary, list);
  return menu;
}

function newButton(label: string, onClick: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.addEventListener("click", onClick);
  return button;
}
