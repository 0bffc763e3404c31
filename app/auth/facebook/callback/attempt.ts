import { failureCode, postJson } from "#app/_ui/get-json.ts";
import type { ConnectNews } from "#lib/forms/views.ts";
import { tellOpener } from "./tell.ts";

type Attempt = { news: ConnectNews; isPopup: boolean };

let attempt: Promise<Attempt> | undefined;

/**
 * Takes the code out of the address, spends it and tells the page that opened this window. Once per
 * page load, however often React runs the effect that asks: a code and its state work a single time.
 */
export function finishAttempt(): Promise<Attempt> {
  attempt ??= spend(takeParameters()).then(async (news) => ({
    news,
    isPopup: await tellOpener(news),
  }));
  return attempt;
}

/** Drops the query, and the `#_=_` that Facebook appends, from the address bar and the history. */
function takeParameters(): URLSearchParams {
  const parameters = new URLSearchParams(window.location.search);
  window.history.replaceState(null, "", window.location.pathname);
  return parameters;
}

async function spend(parameters: URLSearchParams): Promise<ConnectNews> {
  const code = parameters.get("code");
  const state = parameters.get("state");
  if (code === null || state === null) return failure(reasonOf(parameters));
  try {
    const { account_id } = await postJson<{ account_id: string }>("/api/facebook/exchange-code", {
      code,
      state,
    });
    return { type: "FACEBOOK_AUTH_SUCCESS", account_id };
  } catch (error) {
    return failure(failureCode(error));
  }
}

/** Facebook answers `user_denied` also for an app in development mode, so the words stay neutral. */
function reasonOf(parameters: URLSearchParams): string {
  const isDenied =
    parameters.get("error_reason") === "user_denied" || parameters.get("error") === "access_denied";
  if (isDenied) return "denied";
  return parameters.has("error") ? "facebook_error" : "no_answer";
}

function failure(error: string): ConnectNews {
  return { type: "FACEBOOK_AUTH_ERROR", error };
}
