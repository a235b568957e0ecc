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

  // What stands on the page follows what happens, while somebody looks at it: the server says that something has changed,
  // and whatever follows asks for itself anew.
  const follows = () => document.querySelector("[data-follows]");
  let told = null;
  const listen = () => {
    const wanted = !document.hidden && follows() && "EventSource" in window;
    if (wanted && !told) {
      told = new EventSource("/live");
      told.addEventListener("changed", () => {
        if (navigator.onLine) document.body.dispatchEvent(new Event("changed"));
      });
    } else if (!wanted && told) {
      told.close();
      told = null;
    }
  };
  listen();
  document.addEventListener("visibilitychange", () => {
    listen();
    if (!document.hidden && follows()) document.body.dispatchEvent(new Event("changed"));
  });
  // What could not be asked for while the network was away is asked for now.
  addEventListener("online", () => {
    if (!document.hidden && follows()) document.body.dispatchEvent(new Event("changed"));
  });
  addEventListener("pagehide", () => told?.close());
  // What a new account pays, beside what one pays oneself: the margin follows while one types.
  for (const form of document.querySelectorAll("form[data-margins]")) {
    const digits = Number(form.dataset.margins);
    const figures = new Intl.NumberFormat(root.lang || undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    const parts = new Intl.NumberFormat(root.lang || undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    form.addEventListener("input", event => {
      const row = event.target.closest("tr[data-cost]");
      const told = row?.querySelector("output");
      if (!told || !event.target.matches(".wholesale-price")) return;
      const typed = event.target.value.trim() || row.dataset.usual;
      const price = /^\d+([.]\d+)?$/.test(typed) ? Number(typed) : NaN;
      const margin = price - Number(row.dataset.cost || NaN);
      told.textContent = Number.isNaN(margin) ? "–" : figures.format(margin).replace("-", "\u2212");
      told.classList.toggle("loss", margin < 0);
      row.querySelector("[data-part]").textContent = margin < 0 ? form.dataset.loss : price > 0 && !Number.isNaN(margin) ? `${parts.format(margin / price * 100)} %` : "";
    });
  }

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

  // A photo that was chosen is shown before it is sent, cut as it will be.
  for (const preview of document.querySelectorAll("[data-preview]")) {
    preview.closest("form")?.querySelector("input[type=file]")?.addEventListener("change", event => {
      const file = event.target.files?.[0];
      if (!file?.type.startsWith("image/")) return;
      const reader = new FileReader();
      reader.addEventListener("load", () => {
        const image = document.createElement("img");
        image.alt = "";
        image.src = reader.result;
        preview.querySelector(".face")?.replaceChildren(image);
      });
      reader.readAsDataURL(file);
    });
  }
})();
