// Calls of the API. Any network may answer in the server's place (a hotel's log-in page says 200): what is not our JSON is no answer.

const API = "/api/v1/";
const WAIT = 20000;
// The slowest network worth waiting for: 2 KB a second.
const MS_A_BYTE = 0.5;

/** @returns {status, body, headers} or null when nobody of ours answered */
export async function ask(path, { method = "GET", body, csrf, etag, wait = WAIT } = {}) {
  const headers = { Accept: "application/json" };
  if (csrf) headers["X-CSRFToken"] = csrf;
  if (etag) headers["If-None-Match"] = etag;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const text = body === undefined ? undefined : JSON.stringify(body);
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), wait + (text ? text.length * MS_A_BYTE : 0));
  try {
    const response = await fetch(API + path, {
      method,
      headers,
      body: text,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: abort.signal,
    });
    // A proxy may say "too large" in the server's place, and in its own words.
    if ([204, 304, 413].includes(response.status)) return { status: response.status, body: null, headers: response.headers };
    if (!/json/.test(response.headers.get("Content-Type") || "")) return null;
    return { status: response.status, body: await response.json(), headers: response.headers };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
