// Talks with the server. Every answer is told by one word, so that callers need not know about HTTP:
// ok, conflict, gone, refused, signed-out, forbidden, offline.

const PATIENCE = 20_000; // milliseconds

export function create(form) {
  const base = form.getAttribute("action");
  const person = form.dataset.person;

  async function ask(address, options = {}) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(address, {
        credentials: "same-origin",
        redirect: "manual",
        signal: stop.signal,
        ...options,
        headers: { Accept: "application/json, text/html;q=0.9", ...options.headers },
      });
      return { said: said(answer), status: answer.status, body: await read(answer) };
    } catch {
      return { said: "offline", status: 0, body: {} };
    } finally {
      clearTimeout(timer);
    }
  }

  function said(answer) {
    if (answer.type === "opaqueredirect" || answer.status === 401) return "signed-out";
    if (answer.ok) return "ok";
    if (answer.status === 409) return "conflict";
    if (answer.status === 410) return "gone";
    if (answer.status === 403 || answer.status === 404) return "forbidden";
    if ([400, 413, 422].includes(answer.status)) return "refused";
    return "offline"; // 5xx, 429: later it may work
  }

  async function read(answer) {
    if (answer.type === "opaqueredirect") return {};
    const text = await answer.text();
    if (!(answer.headers.get("Content-Type") ?? "").includes("json")) return { html: text };
    return JSON.parse(text);
  }

  // `as` names who wrote: should somebody else have signed in meanwhile, the words are not taken for theirs.
  function post(path, fields, options = {}) {
    const body = new URLSearchParams({ ...fields, as: person });
    return ask(`${base}${path}`, { method: "POST", body, ...options });
  }

  return {
    post,
    line: (line, act, fields, options) => post(`/line/${line.key}${act ? `/${act}` : ""}`, fields, options),
    get: (path) => ask(`${base}${path}`),
    page: () => ask(base),
  };
}
