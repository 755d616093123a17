// Steps saved at the door: showing what one types, copying a link. Neither is needed.
"use strict";

for (const box of document.querySelectorAll("[data-shows]")) {
  box.closest("[hidden]").hidden = false;
  box.addEventListener("change", () => {
    for (const id of box.dataset.shows.split(" ")) {
      document.getElementById(id).type = box.checked ? "text" : "password";
    }
  });
}

for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  field.addEventListener("focus", () => field.select());
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      window.announce(button.dataset.done);
    } catch {  // no permission, or no https: select it, so that the keyboard copies it
      field.focus();
    }
  });
}
