// Has the browser make or use a passkey when a form with a ceremony is sent, and sends what it answered. Without it, the form says that
// passkeys need JavaScript.
(() => {
  const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (b) => b && btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function asked(data) {
    const o = JSON.parse(data.options).publicKey;
    o.challenge = bytes(o.challenge);
    if (o.user) o.user.id = bytes(o.user.id);
    for (const list of [o.excludeCredentials, o.allowCredentials]) for (const c of list || []) c.id = bytes(c.id);
    return { publicKey: o };
  }

  function told(c) {
    const r = c.response;
    const transports = r.getTransports ? r.getTransports() : undefined;
    return JSON.stringify({
      id: c.id, rawId: text(c.rawId), type: c.type, clientExtensionResults: {},
      response: {
        clientDataJSON: text(r.clientDataJSON), attestationObject: text(r.attestationObject), authenticatorData: text(r.authenticatorData),
        signature: text(r.signature), userHandle: text(r.userHandle) || undefined, transports,
      },
    });
  }

  for (const part of document.querySelectorAll("[data-passkey]")) {
    const form = part.closest("form");
    if (!window.PublicKeyCredential) continue;
    part.hidden = false;
    form.querySelector("[data-plain]").hidden = true;
    let busy = false; // a second click must not ask the browser again
    form.addEventListener("submit", async (e) => {
      e.preventDefault();
      if (busy) return;
      busy = true;
      try {
        const o = asked(part.dataset);
        form.elements.reponse.value = told(await (part.dataset.passkey === "create" ? navigator.credentials.create(o) : navigator.credentials.get(o)));
      } catch (err) {
        form.elements.reponse.value = "!" + err.name;
      }
      HTMLFormElement.prototype.submit.call(form);
    });
  }
})();
