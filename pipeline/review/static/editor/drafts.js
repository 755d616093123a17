// What a person wrote and the server does not have yet, kept in the browser. Each draft belongs to a newsroom, a person,
// a text, a sentence and one opening of the page, so that two tabs do not overwrite each other; what another person
// left in the same browser is neither read nor removed.

const NAME = "draft";

// The beginning of the names of everything that a person has in this browser.
export function owned(home, person) {
  return `${NAME}|${encodeURIComponent(home)}|${encodeURIComponent(person)}|`;
}

export function create({ home, person, uri }) {
  const prefix = `${owned(home, person)}${encodeURIComponent(uri)}|`;
  const opening = Math.random().toString(36).slice(2);
  const unkept = new Set(); // keys of lines this browser could not keep

  const name = (key) => `${prefix}${key}|${opening}`;

  // Keeps a line's words with the revision they were based on; tells whether that worked.
  function keep(key, text, revision) {
    try {
      localStorage.setItem(name(key), JSON.stringify({ text, revision, at: Date.now() }));
      unkept.delete(key);
      return true;
    } catch {
      unkept.add(key);
      return false;
    }
  }

  function drop(key) {
    unkept.delete(key);
    try {
      localStorage.removeItem(name(key));
    } catch {
      // Without a store there is nothing to drop.
    }
  }

  // Takes over what earlier openings left: {key: [{text, revision}, …]}, newest first.
  function adopt() {
    const found = new Map();
    try {
      for (const stored of Object.keys(localStorage).filter((one) => one.startsWith(prefix))) {
        const [key, owner] = stored.slice(prefix.length).split("|");
        if (owner === opening) continue;
        try {
          const draft = JSON.parse(localStorage.getItem(stored));
          if (typeof draft.text !== "string" || !Number.isInteger(draft.revision)) throw new TypeError(stored);
          if (!found.has(key)) found.set(key, []);
          found.get(key).push({ ...draft, stored });
        } catch {
          localStorage.removeItem(stored); // not a draft
        }
      }
    } catch {
      return found;
    }
    for (const drafts of found.values()) drafts.sort((one, other) => other.at - one.at);
    return found;
  }

  // Forgets what an earlier opening left, once it is in good hands.
  function forget(draft) {
    localStorage.removeItem(draft.stored);
  }

  return { keep, drop, adopt, forget, get safe() { return unkept.size === 0; } };
}
