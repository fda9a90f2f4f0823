// Calls of the API. Any network may answer in the server's place (a hotel's log-in page says 200): what is not our JSON is no answer.

const API = "/api/v1/";
const WAIT = 20000;

/** @returns {status, body, headers} or null when nobody of ours answered */
export async function ask(path, { method = "GET", body, csrf, etag } = {}) {
  const headers = { Accept: "application/json" };
  if (csrf) headers["X-CSRFToken"] = csrf;
  if (etag) headers["If-None-Match"] = etag;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), WAIT);
  try {
    const response = await fetch(API + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: abort.signal,
    });
    if (response.status === 304 || response.status === 204) return { status: response.status, body: null, headers: response.headers };
    if (!/json/.test(response.headers.get("Content-Type") || "")) return null;
    return { status: response.status, body: await response.json(), headers: response.headers };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
