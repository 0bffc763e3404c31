import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";

/**
 * A registry that carries one platform's binaries only makes `npm install` leave the others out of
 * package-lock.json, and `npm ci` then refuses the file. This puts them back, without integrity,
 * which only such a registry's absence can excuse: `node scripts/complete-lockfile.ts`.
 */
const lockSchema = z.looseObject({
  packages: z.record(
    z.string(),
    z.looseObject({
      optionalDependencies: z.record(z.string(), z.string()).optional(),
      dev: z.boolean().optional(),
    }),
  ),
});

const OS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const CPU = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64"];
const FILE = "package-lock.json";

const text = await readFile(FILE, "utf8");
lockSchema.parse(JSON.parse(text));
// Not the parsed copy: its keys would come in another order than npm writes them.
const lock = JSON.parse(text) as z.infer<typeof lockSchema>;
const added: string[] = [];
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(optionalDependencies)) {
    if (isLocked(path, name)) continue;
    lock.packages[placeFor(path, name)] = {
      version: range.replace(/^[~^]/, ""),
      ...platformOf(name),
      ...(dev ? { dev: true } : {}),
      optional: true,
    };
    added.push(name);
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([one], [other]) => one.localeCompare(other, "en")),
);
await writeFile(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? "Nothing was missing." : `Added ${added.join(", ")}`);

/** Where Node would find it from `path`: in its own folder or in one above. */
function isLocked(path: string, name: string): boolean {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1))) {
    if (`${at}${at === "" ? "" : "/"}node_modules/${name}` in lock.packages) return true;
    if (at === "") return false;
  }
}

/** At the top unless another version stands there. */
function placeFor(path: string, name: string): string {
  const top = `node_modules/${name}`;
  return top in lock.packages ? `${path}/${top}` : top;
}

function platformOf(name: string) {
  const words = name.split(/[/-]/);
  const os = OS.filter(
    (word) => words.includes(word) || (word === "win32" && words.includes("windows")),
  );
  const cpu = CPU.filter((word) =>
    words.some((given) => given === word || (word === "arm" && /^arm(eabi|v\d)/.test(given))),
  );
  const libc = words.some((word) => word.startsWith("musl"))
    ? ["musl"]
    : words.some((word) => word.startsWith("gnu")) && os.includes("linux")
      ? ["glibc"]
      : [];
  return {
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(libc.length > 0 ? { libc } : {}),
    ...(os.length > 0 ? { os } : {}),
  };
}
