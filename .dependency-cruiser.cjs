/**
 * Who may import whom, from the top down: app, server and worker; lib/jobs; rooms; lower rooms and
 * edges; db; ground. tests/rules/import-directions.test.ts plants a mistake against every rule.
 *
 * TypeScript 7 has no compiler API, so the parser has to be swc. Without this setting the tool takes
 * types for running code; without @swc/core it reads no TypeScript and stays green.
 */

const ground =
  "^lib/((env|errors|failpoint|log|outbound|stop)\\.ts$|(http|crypto|forms|limits|redis|upstream)/)";
const edge = "^lib/(meta|voice-agent)/";
const lowerRoom = "^lib/(auth|live|pauses|queue)/";
const alerts = "^lib/alerts/";
const room =
  "^lib/(accounts|attention|channels|contacts|conversations|events|gaps|intake|keys|media|privacy|profiles|replies|retention|watch)/";
const jobs = "^lib/jobs/";
const services = "^lib/services\\.ts$";
const serverless = "^lib/serverless\\.ts$";
const wiring = "^lib/(services|start-server|prepare-database)\\.ts$";

const test = "\\.test\\.tsx?$";
const rootFile = "^[^/]+\\.(ts|mjs)$";
const ours = `^(app|bench|db|launch|lib|sandbox|scripts|server|tests|worker)/|${rootFile}`;
const scaffold = `^(bench|launch|sandbox|scripts|tests)/|${test}`;
const product = "^(app|db|lib|server|worker)/|^(instrumentation|middleware)\\.ts$";

/** What only Next calls, on the server. All else in `app` may end up in a browser. */
const serverSide = [
  "^app/(api/|_(server|work-off-soon)\\.ts$)",
  "^app/_i18n/(request|preferences)\\.ts$",
  "/(default|layout|loading|not-found|page|template)\\.tsx$",
  "/(actions|route)\\.ts$",
];

/** Running code only: what is erased before it runs weighs nothing. */
const running = { dependencyTypesNot: ["type-only"] };

/** Two front doors take one thing each from an edge: a kind of error, and Meta's greeting. */
const exchangeCode = "^app/api/facebook/exchange-code/route\\.ts$";

const ban = (name, from, to) => ({ name, severity: "error", from, to });
/** `from` may import of our own code only itself and what is listed. */
const only = (name, from, allowed, to = {}) =>
  ban(name, { path: from, pathNot: test }, { path: ours, pathNot: [from, ...allowed], ...to });

module.exports = {
  forbidden: [
    ban("imports-resolve", {}, { couldNotResolve: true }),
    ban("no-circles", {}, { circular: true }),

    only("ground-knows-ground", ground, []),
    only("db-knows-ground", "^db/", [ground]),
    only("edges-know-ground", edge, [ground]),
    ban("edges-are-strangers", { path: edge }, { path: edge, pathNot: "^lib/$1/" }),
    only("lower-rooms-know-db-and-ground", lowerRoom, ["^db/", ground]),
    ban("lower-rooms-are-strangers", { path: lowerRoom }, { path: lowerRoom, pathNot: "^lib/$1/" }),

    only("alerts-serve-all-rooms", alerts, [lowerRoom, "^db/", ground]),
    only("rooms-stay-below", room, [alerts, lowerRoom, edge, "^db/", ground]),
    ban(
      "channels-and-conversations-apart",
      { path: "^lib/(channels|conversations)/", pathNot: test },
      { path: room, pathNot: "^lib/$1/" },
    ),
    ban(
      "intake-uses-what-follows",
      { path: "^lib/intake/", pathNot: test },
      { path: room, pathNot: "^lib/(intake|conversations|replies)/" },
    ),
    ban(
      "replies-use-channels-and-conversations",
      { path: "^lib/replies/", pathNot: test },
      { path: room, pathNot: "^lib/(replies|channels|conversations)/" },
    ),
    only("media-stands-alone", "^lib/media/", ["^db/", ground]),
    only("jobs-use-rooms", jobs, [room, alerts, lowerRoom, edge, "^db/", ground, services]),
    ban("jobs-name-services", { path: jobs, pathNot: test }, { path: services, ...running }),
    ban(
      "only-starters-know-jobs",
      {
        path: ours,
        pathNot: [jobs, "^lib/start-server\\.ts$", serverless, "^worker/", "^tests/", test],
      },
      { path: jobs },
    ),

    ban(
      "redis-decides-little",
      {
        path: ours,
        pathNot: [
          "^lib/(redis|limits|live|channels|accounts)/",
          services,
          "^(scripts|tests)/",
          test,
        ],
      },
      { path: "^lib/redis/" },
    ),
    only("services-wire", services, [
      "^lib/intake/store-delivery\\.ts$",
      alerts,
      lowerRoom,
      edge,
      "^db/",
      ground,
    ]),
    only("database-is-prepared-alone", "^lib/prepare-database\\.ts$", ["^db/", ground]),
    only("server-start-wires", "^lib/start-server\\.ts$", [services, jobs, ground]),
    only("serverless-wires", serverless, [services, jobs, ground]),
    only("server-hosts", "^server/", [
      wiring,
      "^lib/intake/receive-delivery\\.ts$",
      "^lib/gaps/keep-receiving\\.ts$",
      ground,
    ]),
    only("worker-runs-jobs", "^worker/", [wiring, jobs, ground]),
    only("instrumentation-starts", "^instrumentation\\.ts$", ["^lib/start-server\\.ts$"]),
    only("middleware-stays-light", "^middleware\\.ts$", ["^lib/env\\.ts$"]),

    ban(
      "app-uses-rooms",
      { path: "^app/", pathNot: test },
      {
        path: `^(db|server|worker)/|^lib/|${rootFile}`,
        pathNot: [
          room,
          alerts,
          services,
          serverless,
          "^lib/auth/",
          "^lib/limits/",
          "^lib/((env|errors|log)\\.ts$|(http|forms)/)",
          "^lib/meta/errors\\.ts$",
        ],
      },
    ),
    ban(
      "edges-stay-behind-rooms",
      { path: "^app/", pathNot: [exchangeCode, test] },
      { path: edge },
    ),
    ban(
      "exchange-code-knows-meta-errors",
      { path: exchangeCode },
      {
        path: edge,
        pathNot: "^lib/meta/errors\\.ts$",
      },
    ),
    ban(
      "browser-code-stays-light",
      { path: "^app/", pathNot: [...serverSide, test] },
      {
        path: `^(db|lib)/|^app/(api/|_server\\.ts$|_i18n/request\\.ts$)|/(layout|page)\\.tsx$|/(actions|route)\\.ts$`,
        pathNot: "^lib/forms/",
        ...running,
      },
    ),
    ban(
      "shared-pieces-know-no-screen",
      { path: "^app/_ui/", pathNot: test },
      { path: "^app/", pathNot: "^app/_(ui|i18n)/", ...running },
    ),

    ban("product-never-imports-scaffold", { path: product, pathNot: test }, { path: scaffold }),
    ban("sandbox-is-a-stranger", { path: "^sandbox/" }, { path: ours, pathNot: "^sandbox/" }),
    ban(
      "sandbox-serves-tests-only",
      { path: ours, pathNot: ["^(sandbox|tests|bench)/", test] },
      { path: "^sandbox/" },
    ),
    only("launch-stands-alone", "^launch/", []),
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|\\.data)/|^next-env\\.d\\.ts$" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mjs", ".js", ".cjs", ".json", ".css"],
      conditionNames: ["import", "node", "types", "default"],
      exportsFields: ["exports"],
    },
  },
};
