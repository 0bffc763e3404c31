import { readCallTimes } from "./call-times.ts";
import { cast } from "./cast.ts";
import { converse } from "./converse.ts";
import { judge, type Verdict } from "./judge.ts";
import type { DemoChannel } from "./register-channel.ts";
import type { SandboxClient } from "./sandbox-client.ts";
import { createTranscript } from "./transcript.ts";
import { waitUntilQuiet } from "./wait-until-quiet.ts";

/** Lets all customers write at once, prints what is said, and judges the whole by the sandbox's records. */
export async function play(sandbox: SandboxClient, channels: DemoChannel[]): Promise<Verdict> {
  const names = new Map((await sandbox.listPeople()).map(({ key, name }) => [key, name]));
  const nameOf = (person: string) => names.get(person) ?? person;
  const personNames = cast.map(({ person }) => nameOf(person));
  const transcript = createTranscript(channels, personNames, console.log);
  const conversations = await Promise.all(
    cast.map(async ({ person, channel: index, lines }) => {
      const channel = channels[index];
      if (channel === undefined) throw new Error(`There is no channel ${index}.`);
      const personName = nameOf(person);
      return {
        person,
        channel,
        conversation: await converse({ sandbox, transcript, channel, person, personName, lines }),
      };
    }),
  );
  await waitUntilQuiet(sandbox);
  const settled = await Promise.all(
    conversations.map(async ({ person, channel, conversation }) => ({
      ...conversation,
      bubbles: await sandbox.listBubbles(channel.accountId, person),
    })),
  );
  return judge(settled, await sandbox.listStored(), readCallTimes(await sandbox.listCalls()));
}
