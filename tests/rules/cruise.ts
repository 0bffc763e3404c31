import { execFile } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";

const reportSchema = z.object({
  modules: z.array(
    z.object({
      source: z.string(),
      dependencies: z.array(z.object({ module: z.string() })),
    }),
  ),
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

type Cruise = {
  modules: { source: string; imports: string[] }[];
  violations: { rule: string; from: string }[];
};

const PROJECT = process.cwd();

/** Runs dependency-cruiser with the project's rules over a folder. */
export async function cruise(folder: string): Promise<Cruise> {
  const { modules, summary } = reportSchema.parse(JSON.parse(await readReport(folder)));
  return {
    modules: modules.map(({ source, dependencies }) => ({
      source,
      imports: dependencies.map(({ module }) => module),
    })),
    violations: summary.violations.map(({ rule, from }) => ({ rule: rule.name, from })),
  };
}

/** It ends with the number of violations, so a code above 0 is not a failure here. */
function readReport(folder: string): Promise<string> {
  const program = join(PROJECT, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const config = join(PROJECT, ".dependency-cruiser.cjs");
  const args = [program, ".", "--config", config, "--output-type", "json"];
  const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (stdout === "") reject(new Error(stderr, { cause: error }));
      else resolve(stdout);
    });
  });
}
