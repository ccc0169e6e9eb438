/* The preview's part in the page: it hears of builds, exchanges the text without leaving the place where somebody
   reads, marks what has moved, and shows what is to be mended. The server puts it into what it serves; the files of
   the report do not hold it. */
(() => {
  "use strict";
  const facts = { ...document.currentScript.dataset };
  const client = document.currentScript.id;
  const PLACE = "epicrisis-preview-place";
  const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, tr, figcaption, caption, dt, dd, pre"; // as in moves.py
  const ANCHORS = `${BLOCKS}, figure`;
  const NEIGHBOURS = 12;
  const LONGEST_WORD = 60;

  const sheet = (text) => {
    const made = new CSSStyleSheet();
    made.replaceSync(text);
    return made;
  };
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet("marks.css")];

  const make = (tag, className, ...content) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...content);
    return element;
  };
  const button = (text, action) => {
    const made = make("button", "", text);
    made.type = "button";
    made.addEventListener("click", action);
    return made;
  };
  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

  /* The place where somebody reads: the block at the top edge, and its neighbours, should it be gone. */

  const main = () => document.querySelector("main") || document.body;
  const blocks = () => [...main().querySelectorAll(ANCHORS)].filter((block) => block.getClientRects().length);
  const nameOf = (block) => block.id || block.textContent.trim().slice(0, 120);

  const readPlace = () => {
    const all = blocks();
    const first = all.findIndex((block) => block.getBoundingClientRect().bottom > 0);
    const near = all
      .map((block, index) => ({ name: nameOf(block), index, top: block.getBoundingClientRect().top }))
      .slice(Math.max(0, first - NEIGHBOURS), first + NEIGHBOURS)
      .sort((one, other) => rank(one.index - first) - rank(other.index - first));
    const folds = [...document.querySelectorAll("details")].map((fold) => fold.open);
    const sources = document.querySelector("button.sources")?.getAttribute("aria-pressed") === "true";
    return { top: scrollY, near: first < 0 ? [] : near, folds, sources };
  };
  const rank = (distance) => (distance < 0 ? -4 * distance : distance); // what follows is in sight, what precedes is not

  const goTo = (place) => {
    if (place.top < 1) return scrollTo({ top: 0, behavior: "instant" });
    const all = blocks();
    for (const { name, index, top } of place.near) {
      const found = all
        .map((block, position) => [block, Math.abs(position - index)])
        .filter(([block]) => nameOf(block) === name)
        .sort((one, other) => one[1] - other[1])[0];
      if (found) return scrollBy({ top: found[0].getBoundingClientRect().top - top, behavior: "instant" });
    }
    return scrollTo({ top: place.top, behavior: "instant" });
  };

  const restore = (place) => {
    const folds = document.querySelectorAll("details");
    if (folds.length === place.folds.length) folds.forEach((fold, index) => { fold.open = place.folds[index]; });
    const toggle = document.querySelector("button.sources");
    if (toggle && place.sources && toggle.getAttribute("aria-pressed") !== "true") toggle.click();
    goTo(place);
    let at = scrollY;
    for (const image of document.querySelectorAll("main img")) {
      if (image.complete) continue;
      image.addEventListener("load", () => {
        if (Math.abs(scrollY - at) > 2) return; // somebody has scrolled on
        goTo(place);
        at = scrollY;
      });
    }
  };

  /* The text is exchanged in place where the page's head stays as it was; any other page is loaded anew. */

  const loadAnew = () => {
    sessionStorage.setItem(PLACE, JSON.stringify(readPlace()));
    location.reload();
    return new Promise(() => {});
  };

  const exchange = async () => {
    const response = await fetch(location.pathname, { cache: "no-store" });
    if (!response.ok) return;
    const text = await response.text();
    const tag = text.match(new RegExp(`<script id="${client}"[^>]*>`))?.[0] || "";
    const told = Object.fromEntries([...tag.matchAll(/ data-(\w+)="([^"]*)"/g)].map((found) => found.slice(1)));
    if (!facts.frame || told.frame !== facts.frame) await loadAnew();
    const next = new DOMParser().parseFromString(text, "text/html");
    const place = readPlace();
    const focus = document.activeElement?.id;
    const body = document.adoptNode(next.body);
    // A parsed script does not run; its copy does, if the page's policy knows its hash.
    for (const parsed of body.querySelectorAll("script")) {
      const script = document.createElement("script");
      for (const { name, value } of parsed.attributes) script.setAttribute(name, value);
      script.textContent = parsed.textContent;
      parsed.replaceWith(script);
    }
    document.body.replaceWith(body);
    facts.version = told.version;
    restore(place);
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  };

  /* Marks */

  const MARKS = { value: "epicrisis-moved", claim: "epicrisis-moved", figure: "epicrisis-moved-figure", text: "epicrisis-moved-text" };
  const NOUNS = { value: "value", claim: "claim", figure: "figure", text: "passage" };
  let marked = [];
  let at = -1;

  const finders = {
    value: ([source, column]) =>
      [...main().querySelectorAll(".datum")].filter((datum) => datum.dataset.source === source && (datum.dataset.column || "") === column),
    claim: ([name]) => [...main().querySelectorAll(".claim")].filter((claim) => claim.dataset.of === name),
    figure: ([id]) =>
      [...main().querySelectorAll("figure :is(img, svg)")]
        .filter((picture) => picture.closest("figure").id === id)
        .map((picture) => picture.closest("figure")),
    text: () => [...main().querySelectorAll(BLOCKS)],
  };

  const unmark = () => {
    for (const element of document.querySelectorAll(Object.values(MARKS).map((name) => `.${name}`).join())) {
      element.classList.remove(...Object.values(MARKS), "epicrisis-flash");
      element.removeAttribute("data-was");
    }
    marked = [];
    at = -1;
  };

  const mark = (moves, flashes) => {
    unmark();
    for (const { kind, key, position, old } of moves) {
      const element = finders[kind](key)[position];
      if (!element) continue;
      element.classList.add(MARKS[kind]);
      element.classList.toggle("epicrisis-flash", flashes);
      if (old) element.dataset.was = old.length > LONGEST_WORD ? `${old.slice(0, LONGEST_WORD)}…` : old;
      marked.push({ element, kind });
    }
    const order = (one, other) => (one.element.compareDocumentPosition(other.element) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
    marked.sort(order);
  };

  const jump = (by) => {
    at = (at + by + marked.length) % marked.length;
    const { element } = marked[at];
    for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (!element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "center", behavior: "instant" });
  };

  const moved = () => {
    const counts = Object.entries(NOUNS)
      .map(([kind, noun]) => [marked.filter((one) => one.kind === kind).length, noun])
      .filter(([number]) => number)
      .map(([number, noun]) => count(number, noun));
    const last = counts.pop();
    return last ? `${counts.length ? `${counts.join(", ")} and ` : ""}${last} changed` : "";
  };

  /* The panel. It stands outside <body>, so it outlives an exchange. */

  const host = make("div");
  host.id = "epicrisis-preview";
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet("panel.css")];
  const words = make("span", "words");
  const aloud = make("div", "aloud");
  aloud.setAttribute("role", "status");
  const previous = button("Previous", () => jump(-1));
  const following = button("Next", () => jump(1));
  const clear = button("Clear marks", () => { unmark(); show(state); });
  const problems = make("button", "", "Show");
  problems.type = "button";
  const bar = make("div", "bar", make("span", "sign"), words, previous, following, clear, problems);
  const title = make("h2");
  title.id = "title";
  const list = make("ol");
  const note = make("p", "", "Behind this is the last good page. This goes away when the build is good again.");
  const hide = button("Hide", () => { fold(true); problems.focus(); });
  const overlay = make("section", "problems", make("header", "", make("div", "", title, note), hide), list);
  overlay.setAttribute("aria-labelledby", "title");
  overlay.tabIndex = -1;
  root.append(overlay, bar, aloud);
  let isFolded = false;
  let state = { stage: "", faults: [], builds: 0, seconds: 0 };

  const fold = (folds) => {
    isFolded = folds;
    overlay.hidden = isFolded || !state.faults.length;
    problems.hidden = !isFolded || !state.faults.length;
  };
  problems.addEventListener("click", () => { fold(false); overlay.focus(); });
  host.addEventListener("keydown", (event) => event.key === "Escape" && !overlay.hidden && hide.click());

  const part = (className, text) => (text ? [make("p", className, text)] : []);
  const listFaults = (faults) =>
    list.replaceChildren(
      ...faults.map(({ place, message, fix }) =>
        make("li", "", ...part("place", place), ...part("message", message), ...part("fix", fix))),
    );

  const summary = () => {
    if (state.draft) return `${moved() || "Up to date"} · making the other outputs`;
    if (state.stage) return state.stage === "start" ? "Building" : `Building: ${state.stage}`;
    if (state.faults.length) return `Not built: ${count(state.faults.length, "problem")}`;
    const seconds = state.builds ? `Built in ${state.seconds} s` : "Waiting for the first build";
    return [moved(), seconds].filter(Boolean).join(" · ");
  };

  const show = (next) => {
    const isNews = next.faults.length && JSON.stringify(next.faults) !== JSON.stringify(state.faults);
    state = next;
    words.textContent = summary();
    bar.classList.toggle("is-building", Boolean(state.stage));
    bar.classList.toggle("is-wrong", !state.stage && state.faults.length > 0);
    for (const control of [previous, following, clear]) control.hidden = (Boolean(state.stage) && !state.draft) || state.faults.length > 0 || !marked.length;
    if (isNews) {
      title.textContent = `Not built: ${count(state.faults.length, "problem")}`;
      listFaults(state.faults);
      overlay.scrollTop = 0;
    }
    fold(isNews ? false : isFolded);
  };

  /* Only the end of a build is said aloud; stages would talk over the reader. */
  const say = (text) => { if (aloud.textContent !== text) aloud.textContent = text; };
  const announce = () => {
    const faults = state.faults.map((fault) => [fault.place, fault.message].filter(Boolean).join(": "));
    const good = hasChanged ? moved() : "Built; nothing on the page changed";
    say(faults.length ? [`Not built: ${count(faults.length, "problem")}`, ...faults].join(". ") : good);
  };

  /* Events, one after the other */

  let work = Promise.resolve();
  let seenBuilds = -1;
  let hasChanged = false; // since the last build ended
  const take = async (next) => {
    const version = next.pages[facts.name];
    const isOther = Boolean(version) && version !== facts.version;
    const isFirst = seenBuilds < 0;
    const isNews = next.builds !== seenBuilds;
    seenBuilds = next.builds;
    if (isOther) await exchange();
    if (isOther || isFirst) mark(next.moves[facts.name] || [], isOther);
    show(next);
    hasChanged ||= isOther;
    if (isOther && !next.faults.length) say(moved());
    if (isNews && !isFirst) announce();
    if (isNews) hasChanged = false;
    host.dataset.builds = next.builds;
    host.dataset.version = facts.version;
  };

  const start = () => {
    document.documentElement.append(host);
    show(state);
    const kept = sessionStorage.getItem(PLACE);
    sessionStorage.removeItem(PLACE);
    if (kept) restore(JSON.parse(kept));
    const events = new EventSource(facts.events);
    events.addEventListener("message", (event) => {
      const next = JSON.parse(event.data);
      work = work.then(() => take(next)).catch((error) => { words.textContent = `Preview: ${error.message}`; });
    });
    events.addEventListener("error", () => {
      words.textContent = "The preview has ended; the page stays as it is";
      bar.classList.remove("is-building");
      say(words.textContent);
    });
  };
  history.scrollRestoration = "manual";
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
