import createNextIntlPlugin from "next-intl/plugin";

const everyPath = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "X-Frame-Options", value: "DENY" },
  {
    key: "Content-Security-Policy",
    value: "frame-ancestors 'none'; base-uri 'self'; object-src 'none'",
  },
  {
    key: "Permissions-Policy",
    value: "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
  },
  // The settings page opens Facebook's dialog; plain same-origin would cut that popup off.
  { key: "Cross-Origin-Opener-Policy", value: "same-origin-allow-popups" },
];

// Its address carries the OAuth code, and it has to reach the page that opened it.
const oauthCallback = [
  { key: "Cache-Control", value: "no-store" },
  { key: "Cross-Origin-Opener-Policy", value: "unsafe-none" },
];

// Files of strangers, under our own name. What a route sets does not win over `everyPath`.
const media = [{ key: "Content-Security-Policy", value: "sandbox; default-src 'none'" }];

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // `next dev` prints addresses, and this one carries the OAuth code.
  logging: { incomingRequests: { ignore: [/^\/auth\/facebook\/callback/] } },
  serverExternalPackages: ["pg", "pg-boss", "pino", "@node-rs/argon2"],
  images: { unoptimized: true },
  turbopack: { root: import.meta.dirname },
  experimental: {
    optimizePackageImports: ["@mantine/core", "@mantine/hooks", "@mantine/notifications"],
  },
  headers: async () => [
    { source: "/:path*", headers: everyPath },
    { source: "/auth/facebook/callback", headers: oauthCallback },
    { source: "/api/media/:path*", headers: media },
    { source: "/api/conversations/:id/picture", headers: media },
  ],
};

export default createNextIntlPlugin("./app/_i18n/request.ts")(config);
