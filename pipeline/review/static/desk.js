// What every page shares. Nothing here is needed to read or to decide; it saves steps.
"use strict";

// A menu closes when one turns elsewhere.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.person[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details.person[open]")) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

// An answer that refuses is shown in its place as well, not swallowed.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

// Says something to everyone, also to those who listen: announce("saved").
window.announce = (text) => {
  const live = document.getElementById("live");
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
};
