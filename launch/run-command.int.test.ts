import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

const slowUndo = "await new Promise((go) => setTimeout(go, 300))";

/** Runs the body of a command as a launcher does, as the leader of its own process group. */
async function launch(body: string, options = "{}") {
  const url = new URL("./run-command.ts", import.meta.url).href;
  const program = `const { runCommand } = await import("${url}"); await runCommand(async (command) => { ${body} }, ${options});`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    output += String(chunk);
  });
  const ended = once(child, "close").then(([code]) => ({ code, output }));
  const untilPrinted = async (text: string) => {
    while (!output.includes(text)) await sleep(10);
  };
  return { child, ended, untilPrinted };
}

it("ends with the command's exit code after undoing, the last thing first", async () => {
  const { ended } = await launch(`
    command.onStop(async () => console.log("first"));
    command.onStop(async () => { ${slowUndo}; console.log("second"); });
    return 4;`);
  expect(await ended).toEqual({ code: 4, output: "second\nfirst\n" });
});

it("prints the message of an error, undoes, and ends with 1", async () => {
  const { ended } = await launch(`
    command.onStop(async () => console.log("undone"));
    throw new Error("No database.");`);
  expect(await ended).toEqual({ code: 1, output: "No database.\nundone\n" });
});

it("takes Ctrl-C once although the terminal and npm both send it", async () => {
  const { child, ended, untilPrinted } = await launch(`
    command.onStop(async () => { ${slowUndo}; console.log(command.hurry.aborted ? "hurried" : "calm"); });
    console.log("up");
    await new Promise(() => setInterval(() => {}, 1_000));`);
  await untilPrinted("up");
  process.kill(-(child.pid ?? 0), "SIGINT");
  process.kill(child.pid ?? 0, "SIGINT");
  child.kill("SIGTERM");
  // The command itself never ends here; a second keypress later ends the wait for it.
  await untilPrinted("calm");
  await sleep(1_100);
  child.kill("SIGINT");
  expect(await ended).toEqual({ code: 0, output: "up\ncalm\n" });
});

it("undoes what was still being opened when the signal came", async () => {
  const { child, ended, untilPrinted } = await launch(`
    console.log("opening");
    await new Promise((go) => setTimeout(go, 500));
    command.onStop(async () => console.log("closed"));
    return 0;`);
  await untilPrinted("opening");
  child.kill("SIGTERM");
  expect(await ended).toEqual({ code: 0, output: "opening\nclosed\n" });
});

it("ends with another code, if the command wants one, when it was stopped before its verdict", async () => {
  const { child, ended, untilPrinted } = await launch(
    `
    console.log("testing");
    await new Promise((go) => { setTimeout(go, 10_000); command.signal.addEventListener("abort", go); });
    return 0;`,
    "{ stoppedCode: 7 }",
  );
  await untilPrinted("testing");
  child.kill("SIGINT");
  expect(await ended).toEqual({ code: 7, output: "testing\n" });
});

it("stops when npm's shell is ended without a word to it", async () => {
  const url = new URL("./run-command.ts", import.meta.url).href;
  const program = `const { runCommand } = await import("${url}");
    await runCommand(async (command) => {
      command.onStop(async () => console.log("undone"));
      console.log("up");
      const alive = setInterval(() => {}, 1_000);
      await new Promise((go) => command.signal.addEventListener("abort", go));
      clearInterval(alive);
      return 0;
    });`;
  const shell = spawn(
    "sh",
    ["-c", `"$0" --input-type=module -e "$1"; true`, process.execPath, program],
    {
      env: { ...process.env, npm_lifecycle_event: "demo" },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  started.push(shell);
  let output = "";
  shell.stdout.on("data", (chunk) => {
    output += String(chunk);
    if (output === "up\n") shell.kill("SIGKILL");
  });
  await once(shell.stdout, "close");
  expect(output).toBe("up\nundone\n");
});
