import { LANES, type Lane, type UpstreamName } from "#lib/errors.ts";
import { type Breaker, type BreakerOptions, createBreaker } from "./breaker.ts";

export type Upstream<Name extends UpstreamName = UpstreamName> = ReturnType<
  typeof createUpstream<Name>
>;
/** What is known of the other sides. */
export type Upstreams = { [Name in UpstreamName]: Pick<Upstream, "hasAnsweredWithin"> };

type Options<Name extends UpstreamName> = Omit<BreakerOptions, "name" | "onChange"> & {
  name: Name;
  onChange?(lane: Lane<Name>, isAway: boolean): void;
};

/** One other side: a circuit for each of its lanes. */
export function createUpstream<Name extends UpstreamName>({
  name,
  onChange,
  ...options
}: Options<Name>) {
  const lanes: readonly Lane<Name>[] = LANES[name];
  const circuits = lanes.map((lane) => {
    const tell = (isAway: boolean) => onChange?.(lane, isAway);
    return [lane, createBreaker({ ...options, name, onChange: tell })] as const;
  });
  const breakers = Object.fromEntries(circuits) as { [Own in Lane<Name>]: Breaker };

  return {
    /** @throws {UpstreamAwayError} and whatever `run` throws. */
    call: <Result>(lane: Lane<Name>, run: () => Promise<Result>) => breakers[lane].call(run),

    /** Whether it has answered anything in the last `ms`: a call of that lane, or any at all. */
    hasAnsweredWithin: (ms: number, lane: Lane | null = null) =>
      circuits.some(
        ([own, breaker]) => (lane === null || own === lane) && breaker.hasAnsweredWithin(ms),
      ),
  };
}
