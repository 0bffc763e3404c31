import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Fault } from "#tests/faults/fault.ts";
import { inTurns } from "./spoil.ts";

const run = promisify(execFile);
const hasProgram = (name: string) =>
  run(name, ["--version"]).then(
    () => true,
    () => false,
  );

/** A web process that lives and does not do its work. */
export const WEBS: Fault[] = [
  {
    name: "F45 paused-web",
    title: "SIGSTOP of the web process for 10 s",
    inject: (injection) => {
      const [web] = injection.system.webs;
      return inTurns(injection, {
        times: 1,
        forMs: 10_000,
        begin: async () => web?.signal("SIGSTOP"),
        end: async () => web?.signal("SIGCONT"),
      });
    },
  },
  {
    name: "F46 busy-web",
    title: "one of two web processes busy for 8 s in one piece",
    shape: { webs: 2 },
    inject: async ({ system, pause, count }) => {
      const [web] = system.webs;
      system.tweaks.web.FAILPOINT = "webhook.before-store:busy=8000:20";
      await pause(1_000);
      await web?.deploy();
      await web?.up();
      delete system.tweaks.web.FAILPOINT;
      count();
      await pause(12_000);
    },
  },
  {
    name: "F48 descriptors",
    title: "no more files or connections for the web process for 8 s",
    whyNot: async () => ((await hasProgram("prlimit")) ? null : "there is no prlimit"),
    inject: (injection) => {
      const [web] = injection.system.webs;
      const limit = (files: string) =>
        run("prlimit", ["--pid", String(web?.pid()), `--nofile=${files}:`]);
      return inTurns(injection, {
        times: 1,
        forMs: 8_000,
        begin: () => limit("30"),
        end: () => limit("1024"),
      });
    },
  },
];
