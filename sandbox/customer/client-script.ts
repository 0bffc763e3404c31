import { bubbleFunctions, type Doing } from "./client-bubble.ts";
import type { ThreadView } from "./view-model.ts";

/**
 * The page's one script. The functions below run in the browser only: they are sent as their own
 * source text, so they may use nothing but each other and the browser.
 */
export function clientScript(): string {
  const own = [byId, chosen, show, showBubbles, showChannels, showExtras, listen];
  const functions = [...own, send, play, post, compose, doingOf, choose, start];
  const texts = [...bubbleFunctions(), ...functions].map(String);
  return `"use strict";\n${texts.join("\n")}\nstart();`;
}

type BubbleView = ThreadView["bubbles"][number];

type Page = {
  source: EventSource | null;
  /** Drawn bubbles by mid, so that what has not changed keeps its place, its sound and its menu. */
  drawn: Map<string, { looks: string; item: HTMLElement }>;
  /** The message that the next text answers or replaces. */
  composing: { kind: "reply" | "edit"; mid: string } | null;
};

declare const showBubble: (bubble: BubbleView, hasMark: boolean, doing: Doing) => HTMLElement;

function byId<Kind extends HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind;
}

function chosen(): { account: string; person: string } {
  return {
    account: byId<HTMLSelectElement>("channel").value,
    person: byId<HTMLSelectElement>("customer").value,
  };
}

function start(): void {
  const page: Page = { source: null, drawn: new Map(), composing: null };
  byId<HTMLFormElement>("form").addEventListener("submit", (event) => {
    event.preventDefault();
    void send(page);
  });
  byId<HTMLTextAreaElement>("message").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void send(page);
  });
  for (const id of ["channel", "customer"]) {
    byId(id).addEventListener("change", () => choose(page));
  }
  byId("extras").addEventListener("click", (event) => {
    const button = event.target;
    if (!(button instanceof HTMLButtonElement)) return;
    byId<HTMLDetailsElement>("more").open = false;
    void play(JSON.parse(button.dataset.event ?? "{}"));
  });
  byId("stop-composing").addEventListener("click", () => compose(page, null));
  listen(page);
}

function choose(page: Page): void {
  history.replaceState(null, "", `?${new URLSearchParams(chosen())}`);
  compose(page, null);
  listen(page);
}

function listen(page: Page): void {
  page.source?.close();
  page.drawn.clear();
  showExtras();
  page.source = new EventSource(`/customer/events?${new URLSearchParams(chosen())}`);
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
  showExtras();
  const box = byId("scroll");
  const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  const lastOwn = view.bubbles.findLast((bubble) => bubble.from === "customer");
  showBubbles(page, view);
  byId("empty").hidden = view.bubbles.length > 0 || view.channels.length === 0;
  byId("typing").hidden = !view.isTyping;
  if (isAtEnd || lastOwn === view.bubbles.at(-1)) box.scrollTop = box.scrollHeight;
}

function showBubbles(page: Page, view: ThreadView): void {
  const doing = doingOf(page);
  const lastOwn = view.bubbles.findLast((bubble) => bubble.from === "customer");
  const items = view.bubbles.map((bubble) => {
    const hasMark = bubble === lastOwn || /^(Not|Edited)/.test(bubble.mark);
    const looks = JSON.stringify(hasMark ? bubble : { ...bubble, mark: "" });
    const known = page.drawn.get(bubble.mid);
    if (known?.looks === looks) return known.item;
    const item = showBubble(bubble, hasMark, doing);
    const wasOpen = known?.item.querySelector("details")?.open ?? false;
    for (const menu of item.querySelectorAll("details")) menu.open = wasOpen;
    page.drawn.set(bubble.mid, { looks, item });
    return item;
  });
  const list = byId("bubbles");
  for (const gone of [...list.children].filter((child) => !items.some((item) => item === child))) {
    gone.remove();
  }
  for (const [at, item] of items.entries()) {
    if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
  }
}

function showChannels(page: Page, view: ThreadView): void {
  const select = byId<HTMLSelectElement>("channel");
  const known = [...select.options].map((option) => option.value).join();
  const isNew = known !== view.channels.map((channel) => channel.id).join();
  byId("none").hidden = view.channels.length > 0;
  byId<HTMLButtonElement>("send").disabled = view.channels.length === 0;
  if (!isNew) return;
  const before = select.value;
  const options = view.channels.map(({ id, label, platform }) => {
    const option = new Option(label, id);
    option.dataset.platform = platform;
    return option;
  });
  select.replaceChildren(...options);
  if (view.channels.some((channel) => channel.id === before)) select.value = before;
  else if (select.value !== before) choose(page);
}

/** Of the other things to send only those that the platform has. */
function showExtras(): void {
  const platform = byId<HTMLSelectElement>("channel").selectedOptions[0]?.dataset.platform;
  byId("more").hidden = platform === undefined;
  for (const button of byId("extras").querySelectorAll("button")) {
    const { on } = button.dataset;
    button.hidden = on !== "both" && on !== platform;
  }
}

function doingOf(page: Page): Doing {
  const platform = byId<HTMLSelectElement>("channel").selectedOptions[0]?.dataset.platform;
  return {
    play: (event) => void play(event),
    compose: (kind, bubble) => compose(page, { kind, bubble }),
    canUnsend: platform === "instagram",
  };
}

function compose(page: Page, to: { kind: "reply" | "edit"; bubble: BubbleView } | null): void {
  page.composing = to && { kind: to.kind, mid: to.bubble.mid };
  byId("composing").hidden = to === null;
  if (to === null) return;
  const shown = to.bubble.text === "" ? "an attachment" : to.bubble.text;
  byId("composing-text").textContent = `${to.kind === "edit" ? "Editing" : "Answering"}: ${shown}`;
  const field = byId<HTMLTextAreaElement>("message");
  if (to.kind === "edit") field.value = to.bubble.text;
  field.focus();
}

async function send(page: Page): Promise<void> {
  const field = byId<HTMLTextAreaElement>("message");
  const text = field.value.trim();
  if (text === "" || byId<HTMLButtonElement>("send").disabled) return;
  field.value = "";
  const { composing } = page;
  compose(page, null);
  const isSent =
    composing === null
      ? await post("/customer/messages", { text })
      : await play(
          composing.kind === "edit"
            ? { kind: "edit", mid: composing.mid, text }
            : { kind: "text", reply_to: composing.mid, text },
        );
  if (!isSent) field.value = text;
  field.focus();
}

function play(event: Record<string, string>): Promise<boolean> {
  return post("/customer/events", event);
}

async function post(path: string, what: Record<string, string>): Promise<boolean> {
  const body = JSON.stringify({ ...chosen(), ...what });
  const response = await fetch(path, { method: "POST", body });
  const problem = byId("problem");
  problem.hidden = response.ok;
  problem.textContent = response.ok ? "" : await response.text();
  return response.ok;
}
