// Counts the characters of fields as they are typed (Field.Count). Without it, the field's hint says how many it takes.
document.addEventListener("input", (e) => count(e.target));
document.addEventListener("focusin", (e) => count(e.target));

function count(field) {
  const most = Number(field.dataset && field.dataset.count);
  const told = most && document.getElementById(field.id + "-n");
  if (!told) return;
  const left = most - Array.from(field.value).length;
  told.hidden = false;
  told.setAttribute("aria-live", left < 10 ? "polite" : "off");
  told.className = left < 0 ? "ds-validation-message" : "";
  told.textContent = (left < 0 ? told.dataset.over : told.dataset.left) + "\u00a0" + Math.abs(left);
}
