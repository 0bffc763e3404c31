import type { ThreadView } from "./view-model.ts";

/**
 * The page's one script. The functions below run in the browser only: they are sent as their own
 * source text, so they may use nothing but each other and the browser.
 */
export function clientScript(): string {
  const functions = [byId, show, showChannels, showBubble, listen, send, choose, start];
  return `"use strict";\n${functions.map(String).join("\n")}\nstart();`;
}

type Page = { source: EventSource | null };

function byId<Kind extends HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind;
}

function start(): void {
  const page: Page = { source: null };
  byId<HTMLFormElement>("form").addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });
  byId<HTMLTextAreaElement>("message").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void send();
  });
  for (const id of ["channel", "customer"]) {
    byId(id).addEventListener("change", () => choose(page));
  }
  listen(page);
}

function choose(page: Page): void {
  const query = new URLSearchParams({
    account: byId<HTMLSelectElement>("channel").value,
    person: byId<HTMLSelectElement>("customer").value,
  });
  history.replaceState(null, "", `?${query}`);
  listen(page);
}

function listen(page: Page): void {
  page.source?.close();
  const query = new URLSearchParams({
    account: byId<HTMLSelectElement>("channel").value,
    person: byId<HTMLSelectElement>("customer").value,
  });
  page.source = new EventSource(`/customer/events?${query}`);
  page.source.onopen = () => {
    byId("offline").hidden = true;
  };
  page.source.onerror = () => {
    byId("offline").hidden = false;
  };
  page.source.onmessage = (event) => {
    show(page, JSON.parse(event.data));
  };
}

function show(page: Page, view: ThreadView): void {
  showChannels(page, view);
  const box = byId("scroll");
  const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  const lastOwn = view.bubbles.findLast((bubble) => bubble.from === "customer");
  byId("bubbles").replaceChildren(
    ...view.bubbles.map((bubble) =>
      showBubble(bubble, bubble === lastOwn || bubble.mark.startsWith("Not")),
    ),
  );
  byId("empty").hidden = view.bubbles.length > 0 || view.channels.length === 0;
  byId("typing").hidden = !view.isTyping;
  if (isAtEnd || lastOwn === view.bubbles.at(-1)) box.scrollTop = box.scrollHeight;
}

function showChannels(page: Page, view: ThreadView): void {
  const select = byId<HTMLSelectElement>("channel");
  const known = [...select.options].map((option) => option.value).join();
  const isNew = known !== view.channels.map((channel) => channel.id).join();
  byId("none").hidden = view.channels.length > 0;
  byId<HTMLButtonElement>("send").disabled = view.channels.length === 0;
  if (!isNew) return;
  const chosen = select.value;
  select.replaceChildren(...view.channels.map(({ id, label }) => new Option(label, id)));
  if (view.channels.some((channel) => channel.id === chosen)) select.value = chosen;
  else if (select.value !== chosen) choose(page);
}

function showBubble(bubble: ThreadView["bubbles"][number], hasMark: boolean): HTMLElement {
  const item = document.createElement("li");
  item.className = bubble.from;
  const text = document.createElement("p");
  text.textContent = bubble.text;
  const small = document.createElement("small");
  const time = new Date(bubble.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  small.textContent = hasMark && bubble.mark !== "" ? `${time} · ${bubble.mark}` : time;
  item.append(text, small);
  return item;
}

async function send(): Promise<void> {
  const field = byId<HTMLTextAreaElement>("message");
  const text = field.value.trim();
  if (text === "" || byId<HTMLButtonElement>("send").disabled) return;
  field.value = "";
  const body = JSON.stringify({
    account: byId<HTMLSelectElement>("channel").value,
    person: byId<HTMLSelectElement>("customer").value,
    text,
  });
  const response = await fetch("/customer/messages", { method: "POST", body });
  if (!response.ok) field.value = text;
  field.focus();
}
