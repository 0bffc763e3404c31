import dns, { type LookupAddress } from "node:dns";
import { readFileSync } from "node:fs";

// Loaded with `node --import` into the product's processes, by the fault tests only: a resolver that
// does for the name `localhost` what the file FAULT_NAMES_FILE says at that moment: `fine`, `fail` (no
// such name) or a number of milliseconds by which the answer comes late.
const file = process.env.FAULT_NAMES_FILE ?? "";
if (file !== "") replaceLookup();

type Found = (
  error: NodeJS.ErrnoException | null,
  address?: string | LookupAddress[],
  family?: number,
) => void;

function replaceLookup(): void {
  const usual = dns.lookup as (name: string, options: unknown, found: Found) => void;
  const lookup = (name: string, options: { all?: boolean }, found: Found) => {
    if (name !== "localhost") return usual(name, options, found);
    const says = readFileSync(file, "utf8").trim();
    if (says === "fail") {
      const error = Object.assign(new Error("No such name"), { code: "ENOTFOUND" });
      process.nextTick(found, error);
      return;
    }
    const here: LookupAddress = { address: "127.0.0.1", family: 4 };
    const answer = () => (options.all ? found(null, [here]) : found(null, here.address, 4));
    setTimeout(answer, Number(says) || 0);
  };
  Object.assign(dns, { lookup });
}
