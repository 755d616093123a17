// The desk's grid: tells how many stories a filter left and how many texts are chosen. Works without.
"use strict";

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "results") {
    window.announce(document.getElementById("results").dataset.said);
    count();
  }
});

document.addEventListener("change", (event) => {
  if (event.target.name === "uri") count();
});

function count() {
  const told = document.getElementById("chosen-count");
  if (!told) return;
  const chosen = document.querySelectorAll(".batch input[name=uri]:checked").length;
  told.textContent = chosen ? told.dataset.some.replace("{n}", chosen) : told.dataset.none;
}

// Coming back by the browser's button, the ticks it remembers are counted again.
window.addEventListener("pageshow", count);
