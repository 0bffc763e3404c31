import type { Random } from "./random.ts";
import type { Load, Shape } from "./shape.ts";
import type { System } from "./system.ts";
import type { Verdict } from "./verdict.ts";

export type Injection = {
  system: System;
  random: Random;
  load: Load;
  isLong: boolean;
  /** Mids that somebody else wrote in a page's name. */
  foreign: Set<string>;
  /** Another one was done to the system. */
  count(times?: number): void;
  /** Waits; wakes up when the last message has been written. */
  pause(ms: number): Promise<void>;
  /** Whether customers still write. */
  isLoaded(): boolean;
};

export type Fault = {
  /** Its number in the list of faults where it has one, and a word. */
  name: string;
  title: string;
  shape?: Partial<Shape>;
  load?: Partial<Load>;
  /** For faults that take their time: over how long the messages are spread in the long run. */
  longSeconds?: number;
  /** Before the first message. */
  prepare?(injection: Injection): Promise<void>;
  /** While customers write; when it is over, so is the fault. */
  inject(injection: Injection): Promise<void>;
  /** What this fault may cost and no other one: answers that Meta refused, by our code. */
  mayFail?: RegExp;
  mayHold?: boolean;
  /** Messages come in another order than they were written. */
  mayBeLate?: boolean;
  /** Meta gives up deliveries; what was in them is fetched from its lists. */
  isRepaired?: boolean;
  /** Our database loses what it knew: what it says of answers is not compared. */
  forgets?: boolean;
  /** Events may be given up with this code: nobody can prove what became of them, so a person is asked. */
  mayBeUnproven?: string;
  /** What else must be true afterwards; answers what is wrong, in words. */
  check?(injection: Injection, verdict: Verdict): Promise<string[]>;
  /** Why it cannot be done here, or null. */
  whyNot?(): Promise<string | null>;
  /** Part of the short run. */
  isShort?: boolean;
};
