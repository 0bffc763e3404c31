import { configDefaults, defineConfig } from "vitest/config";

const exclude = [...configDefaults.exclude, "tests/e2e/**", ".next/**", ".data/**"];

export default defineConfig({
  test: {
    // Integration tests mostly wait; more than a few at a time would want more of PostgreSQL's connections.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...exclude, "**/*.int.test.ts"],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "int",
          include: ["**/*.int.test.ts"],
          exclude,
          globalSetup: ["tests/support/postgres-global-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
