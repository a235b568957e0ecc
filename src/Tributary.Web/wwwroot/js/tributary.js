// Small comforts. Every page works without this file: it only saves a page load here and there.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");

  // A question opens as a dialog over the page it was asked from.
  const dialog = document.getElementById("dialog");
  document.addEventListener("htmx:after:swap", () => {
    if (!dialog || dialog.open || !dialog.querySelector("#confirm")) return;
    for (const open of document.querySelectorAll("details.more[open]")) open.open = false;
    dialog.showModal();
  });
  dialog?.addEventListener("close", () => dialog.replaceChildren());
  dialog?.addEventListener("click", event => {
    const outside = event.target === dialog;
    const no = event.target.closest("[data-close]");
    if (no) event.preventDefault();
    if (outside || no) dialog.close();
  });

  // A list or question that could not be fetched is loaded as a page, which then says why.
  document.addEventListener("htmx:response:error", event => {
    const context = event.detail?.ctx;
    if (context?.request?.method === "GET" && context.request.action && !context.sourceElement?.closest("[data-live]")) {
      location.assign(context.request.action);
    }
  });

  // The theme changes at once; the cookie tells the server for the next page.
  document.addEventListener("submit", event => {
    const button = event.submitter;
    if (button?.name !== "theme") return;
    event.preventDefault();
    root.dataset.bsTheme = button.value;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `theme=${button.value}; path=/; max-age=31536000; samesite=lax${secure}`;
    for (const other of button.parentElement.querySelectorAll("button[name=theme]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  });

  // Escape shuts the person's menu, also when only the pointer holds it open; open row menus close when one looks elsewhere.
  const person = document.querySelector(".person");
  document.addEventListener("keydown", event => {
    if (event.key !== "Escape") return;
    if (person?.matches(":hover, :focus-within")) {
      person.classList.add("shut");
      if (person.contains(document.activeElement)) person.querySelector(".person-button")?.focus();
    }
    for (const open of document.querySelectorAll("details.more[open]")) {
      open.open = false;
      open.querySelector("summary")?.focus();
    }
  });
  person?.addEventListener("mouseleave", () => person.classList.remove("shut"));
  person?.addEventListener("focusout", event => {
    if (!person.contains(event.relatedTarget)) person.classList.remove("shut");
  });
  document.addEventListener("click", event => {
    for (const open of document.querySelectorAll("details.more[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });

  // The search of the top bar: "/" goes there, the arrows walk through what was found, Escape leaves it.
  const search = document.querySelector("[data-search]");
  const box = search?.querySelector("input[type=search]");
  const found = search?.querySelector("#found");
  document.addEventListener("keydown", event => {
    if (event.key !== "/" || !box || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  search?.addEventListener("keydown", event => {
    const things = [...found.querySelectorAll("a")];
    const at = things.indexOf(document.activeElement);
    if (event.key === "Escape" && things.length) {
      event.preventDefault();
      found.replaceChildren();
      box.focus();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp" || !things.length) return;
    event.preventDefault();
    const next = event.key === "ArrowDown" ? at + 1 : at - 1;
    if (next < 0) box.focus();
    else things[Math.min(next, things.length - 1)].focus();
  });
  document.addEventListener("click", event => {
    if (found && !search.contains(event.target)) found.replaceChildren();
  });

  // A table that fits its card lets its heading stay in sight while the page scrolls.
  const fit = () => {
    for (const frame of document.querySelectorAll(".list-card > .table-scroll")) {
      frame.classList.remove("fits");
      frame.classList.toggle("fits", frame.scrollWidth <= frame.clientWidth);
    }
  };
  fit();
  document.fonts?.ready.then(fit);
  addEventListener("resize", fit);
  document.addEventListener("htmx:after:swap", fit);

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", event => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  });
})();
