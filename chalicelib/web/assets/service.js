// Requests to the service, and the API key that it may ask for.

const NOT_READY = "Not ready"; // the page tries again
const LATE = "TimeoutError"; // why a request was aborted
const TITLES = { 400: "Invalid text", 403: "Refused", 413: "Too long", 429: NOT_READY, 503: NOT_READY };
// The page is at /, or under a stage at both /api/ and /api.
const base = location.origin + location.pathname.replace(/\/*$/, "/");
const lock = $("lock");

let unlocked = null; // what to do with the key

/** A failed request, in words for the user; `retry` is in seconds, or null. */
class Problem extends Error {
  constructor(title, message, status = 0, retry = null) {
    super(message);
    Object.assign(this, { title, status, retry });
  }
}

// A browser may forbid storage; then the key lasts as long as the page.
const tab = (() => {
  try {
    return sessionStorage;
  } catch {
    return {};
  }
})();

function failed({ name }) {
  if (name === LATE) throw new Problem("No response", "The service did not respond in time. Your text is kept.");
  return null;
}

async function request(route, type, body, signal) {
  const headers = { "Content-Type": type };
  if (tab.apiKey) headers["x-api-key"] = tab.apiKey;
  const response = await fetch(base + route, type ? { method: "POST", headers, body, signal } : {}).catch(failed);
  if (!response) {
    throw new Problem(navigator.onLine ? "Unreachable" : "Offline",
      "The service cannot be reached. Your text is kept. Check your connection.");
  }
  // A gateway may respond with no JSON.
  const result = await response.json().catch(failed);
  if (response.ok && result) return result;
  throw refusal(response, result);
}

function refusal({ status, headers }, body) {
  let message = body?.Message ?? body?.message ?? `The service responded with status ${status} and no reason.`;
  const title = TITLES[status] ?? "No result";
  if (status === 403) {
    message += `. The API key may be ${tab.apiKey ? "wrong" : "missing"}.`;
    delete tab.apiKey;
  }
  const retry = title === NOT_READY ? Math.min(Number(headers.get("Retry-After")) || 5, 60) : null;
  return new Problem(title, message, status, retry);
}

function askForKey(after, then) {
  after.after(lock);
  lock.hidden = false;
  unlocked = then;
}

lock.addEventListener("submit", (event) => {
  event.preventDefault();
  tab.apiKey = $("key").value;
  lock.reset();
  lock.hidden = true;
  unlocked();
});
