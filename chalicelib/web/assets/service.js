// Requests to the service.

const NOT_READY = "Not ready"; // the page tries again
const TITLES = { 400: "Invalid text", 403: "Refused", 413: "Too long", 429: NOT_READY, 503: NOT_READY };
// The page is at /, or under a stage at both /api/ and /api.
const base = location.origin + location.pathname.replace(/\/*$/, "/");

/** A failed request, in words for the user; `retry` is in seconds, or null. */
class Problem extends Error {
  constructor(title, message, retry = null) {
    super(message);
    Object.assign(this, { title, retry });
  }
}

async function request(route, options) {
  let response;
  try {
    response = await fetch(base + route, options);
  } catch {
    throw new Problem(navigator.onLine ? "Unreachable" : "Offline",
      "The service cannot be reached. Your text is kept. Check your connection.");
  }
  // A gateway may respond with no JSON.
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  throw refusal(response, body);
}

function refusal({ status, headers }, body) {
  const message = body?.Message ?? body?.message ?? `Status ${status} without a reason.`;
  const title = TITLES[status] ?? "No result";
  if (status === 413) return new Problem(title, `Such a long text is not explained: ${message}. The curl command may still label it.`);
  if (title !== NOT_READY) return new Problem(title, message);
  const retry = Math.min(Number(headers.get("Retry-After")) || 5, 60);
  return new Problem(title, `Trying again in ${retry} s: ${message}`, retry);
}
