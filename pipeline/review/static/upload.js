// A file that is too large is told of before it is sent, so that nobody leaves the page and what they typed on it.
"use strict";

for (const field of document.querySelectorAll("input[type=file][data-most]")) {
  const told = document.getElementById(field.dataset.told);
  const look = () => {
    const large = [...field.files].some((file) => file.size > Number(field.dataset.most));
    told.hidden = !large;
    field.setCustomValidity(large ? told.textContent.trim() : "");  // the browser then does not send the form
    field.setAttribute("aria-invalid", String(large));
  };
  field.addEventListener("change", look);
  window.addEventListener("pageshow", look);  // back again, browsers keep the file that was chosen
}
