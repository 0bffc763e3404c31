import { describe, expect, test } from "vitest";
import type { LoginView } from "#lib/forms/views.ts";
import { loginState } from "./login-state.ts";

const at = "2026-11-26T00:00:00.000Z";
const login: LoginView = {
  id: "1",
  name: "Mira",
  status: "active",
  last_error: null,
  connected_at: at,
  checked_at: at,
  works_until: { at, days: 59 },
  profiles_until: { at, days: 89 },
  pages: 3,
  channels: 2,
  missing_permissions: [],
};
const of = (change: Partial<LoginView>) => loginState({ ...login, ...change });

describe("a login", () => {
  test("that lives works, also without an end", () => {
    expect(of({})).toBe("works");
    expect(of({ works_until: null, profiles_until: null })).toBe("works");
  });

  test("says two weeks ahead that it ends, and before that what ends sooner or is missing", () => {
    expect(of({ works_until: { at, days: 14 } })).toBe("works");
    expect(of({ works_until: { at, days: 13 } })).toBe("ending");
    expect(of({ profiles_until: { at, days: 0 } })).toBe("profilesEnding");
    const both = { works_until: { at, days: 3 }, profiles_until: { at, days: 1 } };
    expect(of(both)).toBe("ending");
    expect(of({ ...both, missing_permissions: ["pages_messaging"] })).toBe("part");
  });

  test("that is dead matters while channels work by it", () => {
    expect(of({ status: "reauthorization_required" })).toBe("dead");
    expect(of({ status: "revoked", missing_permissions: ["pages_messaging"] })).toBe("dead");
    expect(of({ status: "revoked", channels: 0 })).toBe("unused");
  });
});
