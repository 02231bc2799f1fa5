// Two things about a form that is saved while it is typed (autosave.Place): a saving that fails is told, whatever the reason; and whoever sends the
// form during a saving sends it after that, with the version that it answers. Without it, the form's own button tells both.
document.addEventListener("htmx:responseError", (e) => lost(e));
document.addEventListener("htmx:sendError", (e) => lost(e));
document.addEventListener("htmx:timeout", (e) => lost(e));

function lost(e) {
  const told = e.detail.elt.matches("[data-autosave]") && e.detail.elt.querySelector("[data-autosave-lost]");
  if (told) told.hidden = false;
}

document.addEventListener("submit", (e) => {
  const form = e.target;
  if (!form.querySelector("[data-autosave].htmx-request")) return;
  e.preventDefault();
  const button = e.submitter;
  document.addEventListener("htmx:afterRequest", () => form.requestSubmit(button), { once: true });
});

// Whoever leaves a page with something in a form that is not sent by that (ui.Form's Unsent) is asked first.
let sending;
document.addEventListener("submit", (e) => { sending = e.target; });
addEventListener("beforeunload", (e) => {
  const left = Array.from(document.querySelectorAll("form[data-unsent] textarea"));
  if (left.some((t) => t.form !== sending && t.value.trim())) e.preventDefault();
});
