/* Turns keeping pages for later on and off, only when somebody presses the button. */
"use strict";

(() => {
  const OWN = "eigene-buchungen";
  const form = document.getElementById("ohne-netz");
  const says = document.getElementById("ohne-netz-meldung");
  const box = document.getElementById("buchung");

  const tell = (words) => {
    says.textContent = words;
  };
  const possible = "serviceWorker" in navigator && "caches" in window;

  const state = async () => {
    const on = await navigator.serviceWorker.getRegistration("/");
    box.checked = await caches.has(OWN);
    tell(on ? "Auf diesem Gerät ist es eingeschaltet." : "Auf diesem Gerät ist es ausgeschaltet.");
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!possible) return tell("Dieser Browser kann das nicht. Drucken Sie die Seite Ihrer Buchung aus.");
    try {
      if (box.checked) await caches.open(OWN);
      else await caches.delete(OWN);
      await navigator.serviceWorker.register("/sw.js", { scope: "/" });
      await navigator.serviceWorker.ready;
      await state();
    } catch {
      tell("Das ging nicht. Vielleicht verbietet es Ihr Browser, zum Beispiel in einem privaten Fenster.");
    }
  });

  document.getElementById("ausschalten").addEventListener("click", async () => {
    if (!possible) return tell("Auf diesem Gerät ist nichts gespeichert.");
    for (const name of await caches.keys()) await caches.delete(name);
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
    await state();
  });

  if (possible) state();
})();
