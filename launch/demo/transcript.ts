import type { DemoChannel } from "./register-channel.ts";

export type Transcript = {
  customer(channel: DemoChannel, personName: string, text: string): void;
  /** `ms` is null when the log does not tell. */
  agent(channel: DemoChannel, personName: string, text: string, ms: number | null): void;
  note(text: string): void;
};

const PLATFORM_NAMES = { facebook: "Messenger", instagram: "Instagram" };

/** Prints one line per message: channel, who, what was said, and for answers how long they took. */
export function createTranscript(
  channels: DemoChannel[],
  personNames: string[],
  print: (line: string) => void,
): Transcript {
  const channelWidth = Math.max(...channels.map(({ name }) => [...name].length));
  const personWidth = Math.max(...personNames.map((name) => [...name].length));
  const where = ({ platform, name }: DemoChannel) =>
    `${PLATFORM_NAMES[platform]}  ${pad(name, channelWidth)}`;
  return {
    customer: (channel, personName, text) =>
      print(`  ${where(channel)}  ${pad(personName, personWidth)} ›  ${oneLine(text)}`),
    agent: (channel, personName, text, ms) =>
      print(
        `  ${where(channel)}  ${pad(personName, personWidth)} ‹  ${oneLine(text)}  [${ms ?? "?"} ms]`,
      ),
    note: (text) => print(`  ! ${text}`),
  };
}

/** By characters, not by UTF-16 units. */
function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - [...text].length));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " / ");
}
