import { services } from "#lib/services.ts";
import { startReceiver } from "./receiver.ts";

// The receiver as a process of its own: what ends it must not end the test.
const { url } = await startReceiver(services);
console.log(`receiver ready ${url}`);
