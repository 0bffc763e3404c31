/** `from` imports `to`; `how` is the statement when it is not a plain `import`. */
export type PlantedImport = { from: string; to: string; how?: "type" | "dynamic" };

/** At least one mistake against each rule of `.dependency-cruiser.cjs`. */
export const MISTAKES: Readonly<Record<string, readonly PlantedImport[]>> = {
  "imports-resolve": [{ from: "lib/http/lost.ts", to: "#lib/http/nowhere.ts" }],
  "no-circles": [{ from: "lib/replies/circle-a.ts", to: "./circle-b.ts" }],
  "ground-knows-ground": [
    { from: "lib/http/curious.ts", to: "#db/client.ts", how: "type" },
    { from: "lib/errors.ts", to: "#lib/meta/errors.ts" },
  ],
  "db-knows-ground": [{ from: "db/queries/curious.ts", to: "#lib/queue/enqueue.ts", how: "type" }],
  "edges-know-ground": [{ from: "lib/meta/curious.ts", to: "#db/client.ts", how: "type" }],
  "edges-are-strangers": [{ from: "lib/meta/friendly.ts", to: "#lib/voice-agent/errors.ts" }],
  "lower-rooms-know-db-and-ground": [
    { from: "lib/queue/curious.ts", to: "#lib/channels/get-channel.ts" },
    { from: "lib/auth/curious.ts", to: "#lib/meta/oauth.ts" },
  ],
  "lower-rooms-are-strangers": [{ from: "lib/auth/friendly.ts", to: "#lib/queue/enqueue.ts" }],
  "alerts-serve-all-rooms": [{ from: "lib/alerts/curious.ts", to: "#lib/meta/oauth.ts" }],
  "rooms-stay-below": [
    { from: "lib/channels/climber.ts", to: "#app/_server.ts", how: "type" },
    { from: "lib/conversations/climber.ts", to: "#lib/jobs/job.ts", how: "type" },
    { from: "lib/intake/climber.ts", to: "#lib/services.ts", how: "type" },
  ],
  "channels-and-conversations-apart": [
    { from: "lib/channels/friendly.ts", to: "#lib/conversations/cursor.ts" },
    { from: "lib/conversations/friendly.ts", to: "#lib/replies/deliver.ts" },
  ],
  "intake-uses-what-follows": [
    { from: "lib/intake/friendly.ts", to: "#lib/channels/get-channel.ts" },
  ],
  "replies-use-channels-and-conversations": [
    { from: "lib/replies/friendly.ts", to: "#lib/intake/handlers.ts" },
  ],
  "media-stands-alone": [
    { from: "lib/media/friendly.ts", to: "#lib/conversations/cursor.ts" },
    { from: "lib/media/curious.ts", to: "#lib/meta/oauth.ts" },
  ],
  "jobs-use-rooms": [{ from: "lib/jobs/climber.ts", to: "#lib/start-server.ts" }],
  "jobs-name-services": [{ from: "lib/jobs/wiring.ts", to: "#lib/services.ts" }],
  "only-starters-know-jobs": [
    { from: "app/api/jobs/route.ts", to: "#lib/jobs/job.ts", how: "type" },
    { from: "lib/prepare-database.ts", to: "#lib/jobs/job.ts", how: "type" },
    { from: "server/jobs.ts", to: "#lib/jobs/job.ts" },
  ],
  "redis-decides-little": [
    { from: "lib/intake/curious.ts", to: "#lib/redis/redis.ts", how: "type" },
    { from: "lib/queue/curious.ts", to: "#lib/redis/redis.ts" },
  ],
  "services-wire": [{ from: "lib/services.ts", to: "#lib/replies/deliver.ts" }],
  "database-is-prepared-alone": [{ from: "lib/prepare-database.ts", to: "#lib/queue/enqueue.ts" }],
  "server-start-wires": [{ from: "lib/start-server.ts", to: "#lib/replies/deliver.ts" }],
  "serverless-wires": [{ from: "lib/serverless.ts", to: "#lib/replies/deliver.ts" }],
  "server-hosts": [{ from: "server/curious.ts", to: "#lib/channels/get-channel.ts" }],
  "worker-runs-jobs": [{ from: "worker/curious.ts", to: "#lib/replies/deliver.ts" }],
  "instrumentation-starts": [
    { from: "instrumentation.ts", to: "#lib/services.ts", how: "dynamic" },
  ],
  "middleware-stays-light": [{ from: "middleware.ts", to: "#lib/log.ts" }],
  "app-uses-rooms": [
    { from: "app/login/page.tsx", to: "#db/client.ts", how: "type" },
    { from: "app/api/queue/route.ts", to: "#lib/queue/enqueue.ts" },
    { from: "app/api/tokens/route.ts", to: "#lib/crypto/token-box.ts" },
  ],
  "edges-stay-behind-rooms": [{ from: "app/api/meta/route.ts", to: "#lib/meta/errors.ts" }],
  "exchange-code-knows-meta-errors": [
    { from: "app/api/facebook/exchange-code/route.ts", to: "#lib/meta/handshake.ts" },
  ],
  "browser-code-stays-light": [
    { from: "app/login/heavy.client.tsx", to: "#lib/services.ts" },
    { from: "app/login/heavy.ts", to: "#lib/errors.ts" },
    { from: "app/_ui/heavy.tsx", to: "#app/_server.ts" },
    { from: "app/error.tsx", to: "#lib/log.ts" },
  ],
  "shared-pieces-know-no-screen": [{ from: "app/_ui/nosy.client.tsx", to: "#app/login/form.ts" }],
  "product-never-imports-scaffold": [
    { from: "lib/channels/tested.ts", to: "#tests/support/build.ts" },
    { from: "server/launched.ts", to: "#launch/ports.ts" },
    { from: "lib/channels/mixed.ts", to: "./mixed.test.ts" },
  ],
  "sandbox-is-a-stranger": [
    { from: "sandbox/curious.ts", to: "#lib/meta/errors.ts", how: "type" },
    { from: "sandbox/curious.test.ts", to: "#lib/meta/errors.ts" },
  ],
  "sandbox-serves-tests-only": [{ from: "scripts/play.ts", to: "#sandbox/world.ts" }],
  "launch-stands-alone": [{ from: "launch/curious.ts", to: "#lib/env.ts" }],
};

/** Closes the planted circle, by a type alone; the tool reports a circle once. */
export const WAY_BACK: PlantedImport = {
  from: "lib/replies/circle-b.ts",
  to: "./circle-a.ts",
  how: "type",
};

/** What the rules must let through. */
export const LAWFUL: readonly PlantedImport[] = [
  { from: "lib/channels/lawful.ts", to: "#lib/alerts/alerts.ts" },
  { from: "lib/intake/lawful.ts", to: "#lib/conversations/cursor.ts" },
  { from: "lib/replies/lawful.ts", to: "#lib/channels/get-channel.ts" },
  { from: "lib/meta/lawful.ts", to: "#lib/errors.ts" },
  { from: "lib/jobs/lawful.ts", to: "#lib/services.ts", how: "type" },
  { from: "lib/meta/lawful.test.ts", to: "#tests/support/build.ts" },
  { from: "app/login/lawful.client.tsx", to: "#lib/services.ts", how: "type" },
  { from: "app/login/lawful.client.ts", to: "#lib/forms/views.ts" },
  { from: "app/api/lawful/route.ts", to: "#lib/channels/get-channel.ts" },
  { from: "launch/lawful.test.ts", to: "#lib/env.ts" },
  { from: "tests/integration/lawful.int.test.ts", to: "#sandbox/world.ts" },
];
