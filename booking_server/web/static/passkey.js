/* Asks the browser for a passkey and sends its answer with the form. Everything else works without script. */
"use strict";

(() => {
  const form = document.getElementById("passkey");
  const says = document.getElementById("passkey-meldung");
  const button = form.querySelector("button");
  const answer = form.elements.antwort;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const asked = async () => {
    const reply = await fetch(form.dataset.frage, {
      method: "POST",
      body: new URLSearchParams({ csrf_token: form.elements.csrf_token.value }),
    });
    if (!reply.ok) throw new Error("refused");
    const options = await reply.json();
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const one of options.excludeCredentials || []) one.id = bytes(one.id);
    return options;
  };

  const told = (made) => {
    const response = { clientDataJSON: text(made.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (made.response[name]) response[name] = text(made.response[name]);
    }
    return { id: made.id, rawId: made.id, type: made.type, response };
  };

  const why = (error) =>
    error.name === "InvalidStateError" ? "Auf diesem Gerät haben Sie schon einen Passkey."
      : error.name === "SecurityError" ? "Unter dieser Adresse gehen Passkeys nicht. Öffnen Sie die Seite unter ihrem Namen."
        : error.message === "refused" ? "Das ist gerade nicht möglich. Laden Sie die Seite neu und versuchen Sie es noch einmal."
          : "Es wurde kein Passkey benutzt. Versuchen Sie es noch einmal.";

  form.addEventListener("submit", async (event) => {
    if (answer.value) return;
    event.preventDefault();
    if (!window.PublicKeyCredential) {
      says.textContent = "Dieser Browser kennt keine Passkeys.";
      return;
    }
    button.disabled = true;
    says.textContent = "Ihr Gerät fragt jetzt nach Ihrem Passkey.";
    try {
      answer.value = JSON.stringify(told(await navigator.credentials[form.dataset.tun]({ publicKey: await asked() })));
      form.submit();
    } catch (error) {
      says.textContent = why(error);
      button.disabled = false;
    }
  });
})();
