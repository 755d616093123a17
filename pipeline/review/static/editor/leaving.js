// Leaving the page: nothing is sent off half, and the browser asks only where words would really be lost.

export function create(editor) {
  const { form, lines, drafts, word } = editor;
  let going = false;

  window.addEventListener("beforeunload", (event) => {
    if (!going && !drafts.safe && lines.all.some((line) => line.dirty)) event.preventDefault();
  });

  // Approve, keep, reject: first everything typed must have reached the server.
  form.addEventListener("submit", async (event) => {
    if (going) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    const complete = await editor.saving.flush();
    const reached = complete && (await editor.saving.reachable());
    delete form.dataset.busy;
    if (!reached) return stay();
    going = true;
    form.requestSubmit(event.submitter);
    setTimeout(() => { going = false; }, 10_000); // the answer did not come: it may be tried again
    return undefined;
  });

  function stay() {
    const line = lines.all.find((one) => one.conflict) ?? lines.all.find((one) => one.dirty);
    if (line) lines.go(line);
    editor.say(word(line?.conflict ? "settle_first" : "not_sent"));
  }

  // Signing out waits for what is on its way; what cannot be saved is asked about by unsaved.js.
  document.addEventListener("submit", async (event) => {
    const leaving = event.target;
    if (!leaving.matches('form[action$="/sign-out"]') || leaving.dataset.flushed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await editor.saving.flush();
    await new Promise((done) => { setTimeout(done); }); // a form cannot be sent from within its own sending
    leaving.dataset.flushed = "1";
    leaving.requestSubmit(event.submitter);
    delete leaving.dataset.flushed;
  }, true);

  return {};
}
