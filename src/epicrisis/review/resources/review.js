/* What the review page does beyond reading: figures on top of each other, and comments that hold on to a value, a
   sentence or a figure. Everything else works without it. Nothing is fetched, and nothing is sent. */
(() => {
  "use strict";
  const pristine = document.documentElement.cloneNode(true);
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (tag, attributes = {}, ...content) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...content);
    return element;
  };

  /* Figures: side by side, under a slider, or one after the other. */

  const BLINK_EVERY = 700; // milliseconds; far below three flashes a second
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  const comparison = (compare) => {
    const [before, after] = ["old", "new"].map((side) => find(`.picture.${side}`, compare));
    if (!before || !after) return;
    const name = compare.dataset.name;
    const buttons = ["Side by side", "Slider", "Blink"].map((label) =>
      make("button", { type: "button", "aria-pressed": "false" }, label),
    );
    const outline = make("button", { type: "button", class: "outline", "aria-pressed": "true" }, "Outlines");
    const bar = make("div", { class: "modes", role: "group", "aria-label": `How to compare ${name}` }, ...buttons, outline);
    const slider = make("input", { type: "range", min: "0", max: "100", value: "50", "aria-label": `${name}: before on the left, after on the right of this point` });
    const shown = make("p", { class: "shown", "aria-live": "polite" });
    compare.prepend(bar);
    compare.append(slider, shown);
    find(".pictures", compare).append(make("div", { class: "cut" }));
    let timer = 0;
    let isAfter = true;

    const say = (side) => {
      isAfter = side === "After";
      compare.classList.toggle("shows-before", !isAfter);
      shown.textContent = side;
    };
    const cut = () => {
      compare.style.setProperty("--at", `${slider.value}%`);
      slider.setAttribute("aria-valuetext", `${slider.value}% before, ${100 - slider.value}% after`);
    };
    const choose = (mode) => {
      clearInterval(timer);
      compare.dataset.mode = mode;
      buttons.forEach((button, number) => button.setAttribute("aria-pressed", String(number === ["side", "slider", "blink"].indexOf(mode))));
      slider.hidden = mode !== "slider";
      shown.hidden = mode !== "blink";
      compare.classList.remove("shows-before");
      if (mode === "blink") {
        shown.setAttribute("aria-live", calm.matches ? "polite" : "off"); // a voice cannot keep up
        say("Before");
        if (!calm.matches) timer = setInterval(() => say(isAfter ? "Before" : "After"), BLINK_EVERY);
      }
    };
    buttons[0].addEventListener("click", () => choose("side"));
    buttons[1].addEventListener("click", () => choose("slider"));
    buttons[2].addEventListener("click", () => {
      if (compare.dataset.mode !== "blink") choose("blink");
      else if (calm.matches) say(isAfter ? "Before" : "After"); // one press, one change: nothing moves by itself
      else choose("side");
    });
    outline.addEventListener("click", () => {
      const isOn = outline.getAttribute("aria-pressed") !== "true";
      outline.setAttribute("aria-pressed", String(isOn));
      compare.classList.toggle("plain", !isOn);
    });
    slider.addEventListener("input", cut);
    cut();
    choose("slider");
  };
  all(".compare").forEach(comparison);

  /* Comments. One is {id, anchor, beneath, about, author, text, written}; `anchor` says what it is about and
     `beneath` how that read when it was written. */

  const KEY = `epicrisis-review:${document.body.dataset.case}`;
  const AUTHOR = "epicrisis-review-author";
  const status = find("#comment-status");
  const tell = (text) => { status.textContent = text; };
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const keep = (key, value) => {
    try { localStorage.setItem(key, value); return true; } catch { return false; }
  };

  const FIELDS = ["id", "anchor", "beneath", "about", "author", "text", "written"];
  const sound = (entry) => entry && typeof entry === "object" && FIELDS.every((name) => typeof entry[name] === "string") && entry.text;
  const tidy = (entry) => Object.fromEntries(FIELDS.map((name) => [name, entry[name]]));
  const parse = (text) => {
    try {
      const content = JSON.parse(text);
      const list = Array.isArray(content) ? content : content && content.comments;
      return Array.isArray(list) ? list.filter(sound).map(tidy) : null;
    } catch { return null; }
  };

  const deleted = new Set();
  const comments = new Map();
  const add = (list) => list.forEach((entry) => deleted.has(entry.id) || comments.set(entry.id, entry));
  add(parse(find("#comment-data").textContent) || []);

  // What this browser keeps is shared: the page may be open in another tab, where comments come and go as well.
  const catchUp = () => {
    const stored = (() => { try { return JSON.parse(recall(KEY)); } catch { return null; } })();
    if (!stored) return;
    deleted.clear();
    (Array.isArray(stored.deleted) ? stored.deleted : []).forEach((id) => deleted.add(id));
    add((Array.isArray(stored.comments) ? stored.comments : []).filter(sound).map(tidy));
    deleted.forEach((id) => comments.delete(id));
  };
  catchUp();
  addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    catchUp();
    show();
  });

  const anchors = new Map();
  all("[data-anchor]").forEach((element) => anchors.set(element.dataset.anchor, element));
  const sentences = new Map();
  all(".sentence[data-beneath]").forEach((element) => sentences.set(element.dataset.beneath, element));

  // A sentence that moved is found by its words; what reads otherwise is outdated, and stays where it was.
  const standing = (entry) => {
    const there = anchors.get(entry.anchor);
    if (there && there.dataset.beneath === entry.beneath) return { element: there, isOutdated: false };
    const moved = entry.anchor.startsWith("text:") ? sentences.get(entry.beneath) : null;
    if (moved) return { element: moved, isOutdated: false };
    return { element: there || null, isOutdated: true };
  };
  const isFigure = (entry) => entry.anchor.startsWith("figure:");

  const card = (entry) => {
    const { element, isOutdated } = standing(entry);
    const item = make("li", { class: "comment", "data-comment": entry.id });
    const head = make("p", { class: "comment-head" }, make("b", {}, entry.author || "Somebody"), " on ");
    head.append(element ? make("a", { href: `#${target(element)}` }, entry.about) : entry.about);
    if (isOutdated) head.append(" ", make("span", { class: "outdated" }, "outdated"));
    item.append(head);
    if (!isFigure(entry)) item.append(make("p", { class: "beneath" }, entry.beneath || "nothing"));
    if (isOutdated) {
      const now = element ? (isFigure(entry) ? "The figure was drawn anew since." : `It now reads: ${element.dataset.beneath || "nothing"}`) : "It is no longer there.";
      item.append(make("p", { class: "now" }, now));
    }
    item.append(make("p", { class: "comment-text" }, entry.text));
    const remove = make("button", { type: "button", class: "plain-button" }, "Delete", make("span", { class: "visually-hidden" }, ` the comment on ${entry.about}`));
    remove.addEventListener("click", () => {
      change(() => { comments.delete(entry.id); deleted.add(entry.id); });
      tell("The comment is deleted.");
      find("#comment-author").focus();
    });
    item.append(remove);
    return item;
  };
  const hostOf = (element) => element.closest(".block, .card, .figure-review, tr") || element;
  const target = (element) => {
    const host = hostOf(element);
    if (!host.id) host.id = `about-${element.dataset.anchor.replace(/[^\w-]/g, "-")}`;
    return host.id;
  };

  const show = () => {
    all(".has-comment").forEach((element) => element.classList.remove("has-comment"));
    const list = find("#comment-list");
    list.replaceChildren(...[...comments.values()].map(card));
    for (const entry of comments.values()) {
      const { element } = standing(entry);
      if (element) (element.matches(".sentence") ? element : hostOf(element)).classList.add("has-comment");
    }
    const link = find('#TOC a[href="#comments"] .count');
    if (link) link.textContent = String(comments.size);
    if (!comments.size) list.append(make("li", { class: "note" }, "No comments yet."));
  };
  const asJson = () => JSON.stringify([...comments.values()], null, 2);
  const change = (alter) => {
    catchUp();
    alter();
    show();
    const isKept = keep(KEY, JSON.stringify({ comments: [...comments.values()], deleted: [...deleted] }));
    if (!isKept) tell("This browser keeps nothing; save a copy of the page before you close it.");
    return isKept;
  };

  /* Writing one. */

  const composer = find("#composer");
  const choice = find("#composer-anchor");
  const beneath = find("#composer-beneath");
  const words = find("#composer-text");
  let opener = null;

  const label = (element) => {
    const text = element.dataset.beneath || element.dataset.about;
    return text.length > 70 ? `${text.slice(0, 67)}…` : text;
  };
  const showBeneath = () => {
    const element = anchors.get(choice.value);
    beneath.textContent = element.matches(".sentence") ? element.dataset.beneath : element.dataset.about;
  };
  const compose = (elements, chosen, button) => {
    opener = button;
    choice.replaceChildren(...elements.map((element) => make("option", { value: element.dataset.anchor }, element.matches(".sentence") ? label(element) : element.dataset.about)));
    choice.value = chosen.dataset.anchor;
    find("#composer-about").hidden = elements.length < 2;
    showBeneath();
    words.value = "";
    composer.showModal();
    words.focus();
  };
  choice.addEventListener("change", showBeneath);
  // Not when it closes: that is told later, and by then the next comment may be under way.
  find("form", composer).addEventListener("submit", (event) => {
    const text = words.value.trim();
    const element = anchors.get(choice.value);
    if (event.submitter && event.submitter.value === "keep" && text && element) {
      const id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
      const about = element.matches(".sentence") ? aboutOf(element) : element.dataset.about;
      const author = find("#comment-author").value.trim();
      const entry = { id, anchor: element.dataset.anchor, beneath: element.dataset.beneath, about, author, text, written: new Date().toISOString() };
      if (change(() => comments.set(id, entry))) tell("The comment is kept in this browser.");
    }
  });
  composer.addEventListener("close", () => {
    if (opener && !composer.open) opener.focus();
  });
  const aboutOf = (sentence) => {
    const section = sentence.closest(".text-section");
    const kind = find(".kind", sentence.closest(".block")).textContent;
    return `${kind}, ${section ? section.getAttribute("aria-label") : ""}`;
  };
  all(".remark").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const parts = button.matches(".remark-text") ? all(".sentence", button.closest(".block")) : [button];
      compose(parts, parts.find((part) => find("ins, del", part)) || parts[0], button);
    });
  });
  all(".block-text").forEach((text) => text.addEventListener("dblclick", (event) => {
    const sentence = event.target.closest(".sentence");
    const block = text.closest(".block");
    if (sentence) compose(all(".sentence", block), sentence, find(".remark", block));
  }));

  /* Keeping, saving, exporting, importing. */

  const download = (name, type, text) => {
    const address = URL.createObjectURL(new Blob([text], { type }));
    const link = make("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  };
  const name = `review-${document.body.dataset.case}`;
  find("#comment-save").addEventListener("click", () => {
    const copy = pristine.cloneNode(true);
    find("#comment-data", copy).textContent = asJson().replace(/</g, "\\u003c"); // no end of the element in it
    find("#comment-list", copy).innerHTML = find("#comment-list").innerHTML; // for readers without scripts
    all("#comment-list button", copy).forEach((button) => button.remove());
    download(`${name}.html`, "text/html", `<!DOCTYPE html>\n${copy.outerHTML}\n`);
    tell("A copy of the page with all comments is saved.");
  });
  find("#comment-export").addEventListener("click", () => {
    download(`${name}-comments.json`, "application/json", `${asJson()}\n`);
    tell("The comments are exported.");
  });
  find("#comment-import").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    const list = parse(await file.text());
    if (!list) return tell(`${file.name} holds no comments of a review page.`);
    change(() => {
      list.forEach((entry) => deleted.delete(entry.id));
      add(list);
    });
    const outdated = list.filter((entry) => standing(entry).isOutdated).length;
    tell(`${list.length} ${list.length === 1 ? "comment" : "comments"} imported${outdated ? `, ${outdated} outdated` : ""}.`);
  });
  const author = find("#comment-author");
  author.value = recall(AUTHOR) || "";
  author.addEventListener("change", () => keep(AUTHOR, author.value.trim()));
  find(".comment-tools").hidden = false;
  show();

  // A link into folded text unfolds it.
  const unfold = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const place = id && document.getElementById(id);
    const fold = place && place.closest("details:not([open])");
    if (fold) { fold.open = true; place.scrollIntoView(); }
  };
  addEventListener("hashchange", unfold);
  unfold();
})();
