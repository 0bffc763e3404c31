import {
  acornPage,
  atelierPage,
  bakeryPage,
  bikesPage,
  cafePage,
  ceramicsPage,
  floristPage,
  kidsPage,
  outletPage,
  papierwerkPage,
  pressPage,
  repairsPage,
  shoesPage,
} from "./world-pages.ts";

/** Someone who logs in to the app with Facebook. */
export type FacebookUser = {
  key: string;
  id: string;
  name: string;
  /** page id → what they may do there, in Meta's words */
  tasks: Readonly<Record<string, readonly string[]>>;
};

const everything = ["ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE"];

export const users: readonly FacebookUser[] = [
  {
    key: "mira",
    id: "10161482093847561",
    name: "Mira Halvorsen",
    tasks: {
      [shoesPage]: everything,
      [outletPage]: everything,
      [cafePage]: everything,
      [atelierPage]: ["CREATE_CONTENT", "MESSAGING", "MODERATE"],
      [bikesPage]: everything,
      [papierwerkPage]: [
        "PROFILE_PLUS_MODERATE",
        "MODERATE",
        "MESSAGING",
        "VIEW_MONETIZATION_INSIGHTS",
      ],
      [ceramicsPage]: ["ADVERTISE", "ANALYZE"],
      [acornPage]: everything,
    },
  },
  {
    key: "noor",
    id: "10172935518204476",
    name: "Noor Castellane",
    tasks: {
      [shoesPage]: everything,
      [cafePage]: everything,
      [bikesPage]: ["ANALYZE"],
      [bakeryPage]: everything,
      [acornPage]: everything,
      [kidsPage]: everything,
      [repairsPage]: ["PROFILE_PLUS_MESSAGING", "PROFILE_PLUS_MODERATE", "PROFILE_PLUS_ANALYZE"],
      [pressPage]: ["CREATE_CONTENT", "MODERATE"],
      [floristPage]: ["MESSAGING", "MODERATE", "CREATE_CONTENT"],
    },
  },
];

/** By key or id. */
export function findUser(name: string): FacebookUser | null {
  return users.find(({ key, id }) => name === key || name === id) ?? null;
}

/** New-style pages spell some tasks with a prefix; full control there is every task. */
export function hasTask(tasks: readonly string[], task: string): boolean {
  return [task, `PROFILE_PLUS_${task}`, "PROFILE_PLUS_FULL_CONTROL"].some((name) =>
    tasks.includes(name),
  );
}

/** Meta hands out page tokens to people who may do more at a page than look at numbers. */
export function holdsToken(tasks: readonly string[]): boolean {
  return ["MESSAGING", "MODERATE", "CREATE_CONTENT", "MANAGE"].some((task) => hasTask(tasks, task));
}

/** Whether the person may work with the page's inbox. */
export function mayUseInbox(tasks: readonly string[]): boolean {
  return hasTask(tasks, "MESSAGING") && hasTask(tasks, "MODERATE");
}
