// Signing out leaves nothing readable in the browser: words of this person that the server does not have are asked
// about, and thrown away only if the person says so. The names of drafts are those of editor/drafts.js.
"use strict";

document.addEventListener("submit", (event) => {
  if (!event.target.matches('form[action$="/sign-out"]')) return;
  const { home, person, unsaved } = document.body.dataset;
  const mine = `draft|${encodeURIComponent(home)}|${encodeURIComponent(person)}|`;
  try {
    const kept = Object.keys(localStorage).filter((name) => name.startsWith(mine));
    if (kept.length === 0) return;
    if (!window.confirm(unsaved)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    for (const name of kept) localStorage.removeItem(name);
  } catch {
    // A browser that keeps nothing has nothing to ask about.
  }
});
