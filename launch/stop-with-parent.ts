// Loaded by --import into programs that know nothing of a launcher: when it dies without a word, they end as well.
const LAST_WORDS_MS = 20_000;

process.once("disconnect", () => {
  setTimeout(() => process.exit(1), LAST_WORDS_MS).unref();
  process.kill(process.pid, "SIGTERM");
});
// Listening alone would keep a program alive that has nothing left to do.
process.channel?.unref();
// And it is about this process only: what it forks lives by its own channel.
process.execArgv = [];
