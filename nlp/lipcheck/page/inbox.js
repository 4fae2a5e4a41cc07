"use strict";

/* The inbox: filters, sorts and shows the records that stand in the page's two blocks of JSON.
 *
 * What a patient wrote only ever becomes a text node; the page's policy forbids to make markup of text at all.
 * Only the rows near the window are in the document; two spacers stand for the rest (see "the window" below).
 */
(() => {
  const find = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(find(id).textContent);
  const rows = read("rows");
  const known = read("known");

  const RANK = { emergency: 0, doctor: 1, read: 3, self_care: 4 };
  const rank = (row) => RANK[row.urgency] + (row.urgency === "doctor" && row.within !== "today" ? 1 : 0);
  const words = (id) => (id === "bells_palsy" ? "Bell's palsy" : id.replaceAll("_", " "));
  const number = (n) => n.toLocaleString("en");
  const sentences = (places) => places.map((place) => known.strings[place]);
  const label = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");

  // --- elements ------------------------------------------------------------------------------------------------

  /** An element with its attributes and children; strings become text, null and "" nothing. */
  function el(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children.filter((child) => child !== null && child !== ""));
    return node;
  }

  function svg(name, attributes, ...children) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  const icon = (name) => svg("svg", { class: "icon", "aria-hidden": "true" }, svg("use", { href: `#icon-${name}` }));

  const bar = (percent) =>
    svg(
      "svg",
      { class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { class: "rest", width: 100, height: 8 }),
      svg("rect", { class: "part", width: percent, height: 8 }),
    );

  /** Pieces of a message, the words that counted marked. */
  const marked = (pieces, titled) =>
    pieces.map((piece) => {
      if (typeof piece === "string") return piece;
      const [text, mark] = piece;
      const title = document.querySelector(`.legend .m-${mark}`).textContent;
      return el("mark", { class: `m-${mark}`, ...(titled && { title }) }, text);
    });

  // --- columns and order ---------------------------------------------------------------------------------------

  const extras = [...new Set(rows.flatMap((row) => Object.keys(row.extra)))];
  /** What the patient has, by place: "left upper lip: cramp, numbness; slurred speech". */
  function complaint(row) {
    const places = new Map();
    for (const [what, where, said] of row.findings) {
      if (said && said !== "unsure") continue;
      places.set(where, [...(places.get(where) ?? []), what + (said ? "?" : "")]);
    }
    return [...places].map(([where, whats]) => (where ? `${where}: ` : "") + [...new Set(whats)].join(", ")).join("; ");
  }

  const COLUMNS = [
    { key: "urgency", name: "Urgency" },
    { key: "received", name: "Received", value: (row) => row.time ?? row.received },
    { key: "id", name: "ID", value: (row) => row.id },
    ...extras.map((name, n) => ({ key: `extra-${n}`, name: label(name), value: (row) => row.extra[name] ?? "" })),
    { key: "what", name: "Complaint", value: complaint },
    { key: "cause", name: "Likely cause", value: (row) => (row.cause ? words(row.cause) : "") },
    { key: "probability", name: "Probability of the cause", value: (row) => (row.causes.length ? -row.causes[0][1] : "") },
  ];
  const wide = matchMedia("(min-width: 110rem)"); // room for the export's own columns; else they stand below the id
  const roomy = matchMedia("(min-width: 44.01rem)");
  const shownExtras = extras.slice(0, 3);

  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  function compare(a, b) {
    if (a === b) return 0;
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return collator.compare(a, b);
  }

  // Most urgent first, then longest waiting; a time that could not be read comes after those that could.
  const first = rows.map((_, i) => i).sort(
    (a, b) => rank(rows[a]) - rank(rows[b]) || (rows[a].time ?? Infinity) - (rows[b].time ?? Infinity) || a - b,
  );
  const base = new Int32Array(rows.length);
  first.forEach((row, place) => { base[row] = place; });

  /** All rows in the order asked for; empty cells stay last either way. */
  function sorted() {
    const turn = state.down ? -1 : 1;
    const column = COLUMNS.find(({ key }) => key === state.sort);
    if (!column.value) return state.down ? [...first].reverse() : first;
    const values = rows.map(column.value);
    return [...first].sort((a, b) => {
      if ((values[a] === "") !== (values[b] === "")) return values[a] === "" ? 1 : -1;
      return turn * compare(values[a], values[b]) || base[a] - base[b];
    });
  }

  // --- filters -------------------------------------------------------------------------------------------------

  const state = { urgency: new Set(), cause: new Set(), flag: "", side: "", text: [], sort: "urgency", down: false };

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const folded = new Map();
  function searchable(row) {
    if (!folded.has(row)) {
      const text = row.text.map((piece) => (typeof piece === "string" ? piece : piece[0])).join("");
      const parts = [row.id, row.received, ...Object.values(row.extra), text, ...row.findings.flat(), ...row.facts.flat()];
      folded.set(row, fold(parts.join("\n")));
    }
    return folded.get(row);
  }

  const TESTS = {
    urgency: (row) => !state.urgency.size || state.urgency.has(row.urgency),
    cause: (row) => !state.cause.size || state.cause.has(row.cause),
    flag: (row) => !state.flag || row.flags.some(([flag, active]) => active && (state.flag === "*" || flag === state.flag)),
    side: (row) => !state.side || row.sides.includes(state.side),
    text: (row) => state.text.every((word) => searchable(row).includes(word)),
  };

  /** The rows that pass every test but one. */
  const passing = (but) => {
    const tests = Object.entries(TESTS).filter(([name]) => name !== but).map(([, test]) => test);
    return (row) => tests.every((test) => test(row));
  };

  // --- the window: the rows near it are in the document, two spacers stand for the others --------------------

  const list = find("list");
  const above = find("above");
  const below = find("below");
  const BEYOND = 600; // pixels rendered before they come into view
  const opened = new Set(); // rows, by their place in `rows`
  const shown = new Map(); // row -> its <tbody>
  const heights = new Map(); // row -> pixels, once measured
  let guess = {}; // the height of a closed and of an opened row, from the first one measured: were it to change, all would move
  let order = []; // the rows that pass, in order
  let tops = new Float64Array(1); // where each begins, from the top of the list; and the end
  let current = null; // the row that had the focus last
  let printing = false;

  const height = (row) => heights.get(row) ?? (opened.has(row) ? guess.opened ?? 500 : guess.closed ?? 54);

  function layOut() {
    tops = new Float64Array(order.length + 1);
    order.forEach((row, place) => { tops[place + 1] = tops[place] + height(row); });
  }

  /** The last place that begins at or above y. */
  function placeAt(y) {
    let low = 0;
    let high = order.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (tops[middle] <= y) low = middle; else high = middle;
    }
    return low;
  }

  const space = (spacer, pixels) => { spacer.firstElementChild.firstElementChild.style.height = `${pixels}px`; };

  function paint() {
    const top = -above.getBoundingClientRect().top;
    const from = printing ? 0 : placeAt(top - BEYOND);
    const to = printing ? order.length : Math.min(order.length, placeAt(top + innerHeight + BEYOND) + 1);
    const wanted = new Set(order.slice(from, to));
    for (const [row, node] of shown) {
      if (!wanted.has(row)) {
        node.remove();
        shown.delete(row);
      }
    }
    let next = below;
    for (let place = to - 1; place >= from; place -= 1) {
      const row = order[place];
      if (!shown.has(row)) shown.set(row, message(row, place));
      const node = shown.get(row);
      if (node.nextSibling !== next) list.insertBefore(node, next);
      next = node;
    }
    space(above, tops[from]);
    space(below, tops[order.length] - tops[to]);
    return measure();
  }

  /** Takes the true heights of what is shown; says whether any differed from what was thought. */
  function measure() {
    let differs = false;
    for (const [row, node] of shown) {
      const pixels = node.getBoundingClientRect().height;
      if (Math.abs(pixels - height(row)) > 0.5) {
        heights.set(row, pixels);
        guess[opened.has(row) ? "opened" : "closed"] ??= pixels;
        differs = true;
      }
    }
    return differs;
  }

  function forget() {
    heights.clear();
    guess = {};
  }

  function refresh() {
    layOut();
    for (let tries = 0; paint() && tries < 50; tries += 1) layOut(); // until what is shown has the height it was thought to have
  }

  /** After a scroll: what is in view stays where it is, though rows above it turn out taller than thought. */
  function follow() {
    const isLast = innerHeight + scrollY >= document.documentElement.scrollHeight - 1;
    const [row, node] = [...shown].find(([, body]) => body.getBoundingClientRect().bottom > 0) ?? [];
    const top = node?.getBoundingClientRect().top;
    if (!paint()) return;
    refresh();
    if (isLast) scrollTo(0, document.documentElement.scrollHeight);
    else if (shown.get(row) === node && node) scrollBy(0, node.getBoundingClientRect().top - top);
  }

  function rebuild() {
    for (const node of shown.values()) node.remove();
    shown.clear();
    refresh();
  }

  // --- a message -----------------------------------------------------------------------------------------------

  const cell = (name, ...children) => el("td", { class: `c-${name}`, role: "cell" }, ...children);
  const one = (text, also = "") => el("span", { class: `one ${also}`, title: text }, text);

  /** A part of a text in pieces, by characters. */
  function slice(pieces, from, to) {
    const out = [];
    let at = 0;
    for (const piece of pieces) {
      const [text, mark] = typeof piece === "string" ? [piece] : piece;
      const part = text.slice(Math.max(0, from - at), Math.max(0, to - at));
      if (part) out.push(mark ? [part, mark] : part);
      at += text.length;
    }
    return out;
  }

  /** The beginning of the text, or what stands around the first word that counted, if that comes late. */
  function excerpt(row) {
    if (!row.text.length) return el("span", { class: "one small" }, "text left out");
    const TELLING = ["flag", "symptom", "not_sure"];
    const found = row.text.findIndex((piece) => typeof piece !== "string" && TELLING.includes(piece[1]));
    const before = row.text.slice(0, Math.max(0, found)).map((piece) => (typeof piece === "string" ? piece : piece[0])).join("");
    const start = before.length > 60 ? before.lastIndexOf(" ", before.length - 40) + 1 : 0;
    const pieces = slice(row.text, start, start + 240).map((piece) => (typeof piece === "string" || TELLING.includes(piece[1]) ? piece : piece[0]));
    return el("span", { class: "one small excerpt" }, start ? "… " : "", ...marked(pieces));
  }

  function message(row, place) {
    const data = rows[row];
    const isOpen = opened.has(row);
    const urgency = document.querySelector(`[data-group="urgency"][data-value="${data.urgency}"] .label`).textContent.trim();
    const flags = data.flags.filter(([, active]) => active);
    const others = shownExtras.map((name) => data.extra[name]).filter(Boolean).join(" · ");
    const toggle = el(
      "button",
      { type: "button", class: "toggle", "aria-expanded": isOpen, "aria-label": `${urgency} ${data.within}, message ${data.id}` },
      icon("open"),
    );
    const main = el(
      "tr",
      { class: "main", role: "row", "aria-rowindex": place + 2 },
      cell("urgency", toggle, el("div", {}, el("span", { class: "badge" }, icon(data.urgency), urgency), data.within && el("span", { class: "within" }, data.within))),
      cell("received", ...(data.clock.length ? [data.clock[0] && one(data.clock[0]), one(data.clock[1], "small")] : [one(data.received, "small")])),
      el("th", { class: "c-id", role: "rowheader", scope: "row" }, one(data.id), wide.matches ? null : one(others, "small")),
      ...unless(!wide.matches, ...shownExtras.map((name) => cell("extra", one(data.extra[name] ?? "")))),
      cell(
        "what",
        el("span", { class: "one summary" }, ...(flags.length ? [el("span", { class: "flagged" }, icon("flag"), " ", flags.map(([flag]) => words(flag)).join(", ")), complaint(data) && " · "] : []), complaint(data) || (flags.length ? "" : "no complaint found")),
        excerpt(data),
      ),
      cell("cause", ...(data.cause ? [el("span", { class: "line" }, el("span", {}, words(data.cause)), el("span", {}, `${Math.round(data.causes[0][1])}%`)), bar(data.causes[0][1])] : [el("span", { class: "small" }, "–")])),
    );
    const body = el("tbody", { class: `message u-${data.urgency}${isOpen ? " open" : ""}`, role: "rowgroup", "data-row": row }, main);
    if (isOpen) {
      const span = list.tHead.rows[0].cells.length;
      body.append(el("tr", { class: "opened", role: "row" }, el("td", { colspan: span, role: "cell" }, sheet(data))));
    }
    return body;
  }

  const section = (title, ...children) => el("section", {}, el("h3", {}, title), ...children);
  const points = (lines) => el("ul", { class: "list" }, ...lines.map((line) => el("li", {}, line)));
  const unless = (nothing, ...given) => (nothing ? [] : given);

  function sheet(data) {
    const used = [...new Set(data.text.filter((piece) => typeof piece !== "string").map(([, mark]) => mark))];
    const legend = [...document.querySelectorAll(".legend mark")].filter((mark) => used.some((name) => mark.className === `m-${name}`));
    const why = el(
      "ul",
      { class: "list" },
      ...data.flags.filter(([, active]) => active).map(([flag, , why]) => el("li", { class: "hot" }, `Red flag, ${words(flag)}: ${known.strings[why]}`)),
      ...sentences(data.reasons).map((reason) => el("li", {}, reason)),
      ...data.flags.filter(([, active]) => !active).map(([flag, , why]) => el("li", {}, `Flag not acted on, ${words(flag)}: ${known.strings[why]}`)),
    );
    const causes = data.causes.map(([cause, percent, votes]) =>
      el(
        "li",
        {},
        el("span", { class: "line" }, el("span", {}, words(cause)), el("span", {}, `${Math.round(percent)}%`)),
        bar(percent),
        ...votes.map(([rule, quotes]) => el("span", { class: "one small" }, known.strings[rule] + (quotes.length ? `: ${quotes.map((quote) => `“${quote}”`).join(", ")}` : ""))),
      ));
    const findings = data.findings.map(([what, where, said]) =>
      el("li", {}, el("span", said === "denied" ? { class: "is-denied" } : {}, [what, where].filter(Boolean).join(", ")), said && ` (${said})`));
    const facts = [...data.facts, ["Received", data.received], ...Object.entries(data.extra).map(([name, value]) => [label(name), value])];
    return el(
      "div",
      { class: "sheet" },
      el(
        "div",
        {},
        section("Message", data.text.length ? el("p", { class: "words" }, ...marked(data.text, true)) : el("p", { class: "small" }, "The text was left out of this page."),
          ...unless(!legend.length, el("p", { class: "key" }, ...legend.map((mark) => mark.cloneNode(true))))),
        el(
          "div",
          { class: "pair" },
          ...unless(!findings.length, section("Found", el("ul", { class: "list" }, ...findings))),
          section("Known", el("dl", { class: "facts" }, ...facts.filter(([, value]) => value).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]))),
        ),
        ...unless(!data.missing.length, section("Worth asking", points(sentences(data.missing)))),
      ),
      el(
        "div",
        {},
        ...unless(!why.children.length, section("Why", why)),
        ...unless(!causes.length, section("Likely causes", el("ul", { class: "causes" }, ...causes))),
        ...unless(!data.advice.length, section("Advice for the patient", points(sentences(data.advice)))),
        ...unless(!data.next_steps.length, section("Next steps for a clinician", points(sentences(data.next_steps)))),
      ),
    );
  }

  function toggle(row, wanted = !opened.has(row)) {
    if (wanted) opened.add(row); else opened.delete(row);
    heights.delete(row);
    const node = shown.get(row);
    const hadFocus = node?.contains(document.activeElement);
    if (node) {
      node.remove();
      shown.delete(row);
    }
    refresh();
    if (hadFocus) focus(row);
    tell();
  }

  function focus(row) {
    current = row;
    const place = order.indexOf(row);
    if (place < 0) return;
    if (!shown.has(row)) {
      scrollTo(0, scrollY + above.getBoundingClientRect().top + tops[place] - innerHeight / 3);
      refresh();
    }
    const button = shown.get(row).querySelector(".toggle");
    button.focus({ preventScroll: true });
    button.scrollIntoView({ block: "nearest" });
  }

  // --- what stands around the list ----------------------------------------------------------------------------

  function count(group) {
    const passes = passing(group);
    const counts = {};
    let most = 1;
    for (const row of rows) {
      if (row[group] && passes(row)) most = Math.max(most, (counts[row[group]] = (counts[row[group]] ?? 0) + 1));
    }
    for (const button of document.querySelectorAll(`[data-group="${group}"]`)) {
      const n = counts[button.dataset.value] ?? 0;
      button.querySelector(".count").textContent = number(n);
      button.querySelector(".part").setAttribute("width", (100 * n) / most);
      button.setAttribute("aria-pressed", state[group].has(button.dataset.value));
    }
  }

  function tell() {
    const filtered = state.urgency.size || state.cause.size || state.flag || state.side || state.text.length;
    const total = `${number(rows.length)} message${rows.length === 1 ? "" : "s"}`;
    const status = order.length === rows.length ? total : `${number(order.length)} of ${total}`;
    if (find("status").textContent !== status) find("status").textContent = status;
    find("clear").disabled = !filtered;
    find("none").hidden = order.length > 0;
    const all = order.length > 0 && order.every((row) => opened.has(row));
    find("unfold").textContent = all ? "Collapse all" : "Expand all";
    find("unfold").disabled = !order.length;
  }

  function update() {
    const passes = passing();
    order = sorted().filter((row) => passes(rows[row]));
    count("urgency");
    count("cause");
    for (const head of list.tHead.rows[0].cells) {
      if (head.dataset.key === state.sort) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    find("sort").value = state.sort;
    list.setAttribute("aria-rowcount", order.length + 1);
    rebuild();
    tell();
  }

  function sortBy(key) {
    state.down = state.sort === key && !state.down;
    state.sort = key;
    update();
  }

  function introduce() {
    const urgent = rows.filter((row) => row.urgency === "emergency").length;
    const times = rows.map((row) => row.time).filter((time) => time !== null);
    const clocks = rows.filter((row) => row.time !== null).sort((a, b) => a.time - b.time).map((row) => row.clock[1]);
    const unreadable = rows.filter((row) => row.received && row.time === null).length;
    find("headline").textContent = urgent
      ? `${number(urgent)} emergenc${urgent === 1 ? "y" : "ies"}: act now`
      : rows.length ? "No emergency recognised; that does not mean that there is none" : "No messages";
    find("headline").classList.toggle("now", urgent > 0);
    find("about").textContent = [
      `${number(rows.length)} message${rows.length === 1 ? "" : "s"} from ${document.title.slice("Inbox: ".length)}`,
      times.length ? `, received ${[...new Set([clocks[0], clocks.at(-1)])].join(" to ")}` : "",
      known.versions.length ? ` (${known.versions.join("; ")})` : "",
      ".",
      unreadable ? ` ${number(unreadable)} with a time that could not be read, last among their urgency.` : "",
      known.unread ? ` ${number(known.unread)} line${known.unread === 1 ? "" : "s"} could not be read and ${known.unread === 1 ? "is" : "are"} not shown.` : "",
    ].join("");
  }

  function head() {
    const isShown = ({ key }) => key !== "probability" && (!key.startsWith("extra-") || (wide.matches && Number(key.slice(6)) < shownExtras.length));
    const heads = COLUMNS.filter(isShown).map(({ key, name }) => {
      const button = el("button", { type: "button" }, name);
      button.addEventListener("click", () => sortBy(key));
      return el("th", { class: `c-${key.replace(/-\d+$/, "")}`, role: "columnheader", scope: "col", "data-key": key }, button);
    });
    find("columns").replaceChildren(...heads);
    for (const spacer of [above, below]) spacer.rows[0].cells[0].colSpan = heads.length;
  }

  // --- what the reader does -----------------------------------------------------------------------------------

  for (const button of document.querySelectorAll(".choice")) {
    button.addEventListener("click", () => {
      const { group, value } = button.dataset;
      if (!state[group].delete(value)) state[group].add(value);
      update();
    });
  }
  find("flag").addEventListener("change", (event) => { state.flag = event.target.value; update(); });
  find("side").addEventListener("change", (event) => { state.side = event.target.value; update(); });
  find("sort").addEventListener("change", (event) => { state.down = false; state.sort = event.target.value; update(); });
  find("text").addEventListener("input", (event) => {
    state.text = fold(event.target.value).split(/\s+/).filter(Boolean);
    update();
  });
  find("tools").addEventListener("submit", (event) => event.preventDefault());
  find("turn").addEventListener("click", () => { state.down = !state.down; update(); });
  find("clear").addEventListener("click", () => {
    Object.assign(state, { urgency: new Set(), cause: new Set(), flag: "", side: "", text: [] });
    find("tools").reset();
    update();
    find("text").focus();
  });
  find("unfold").addEventListener("click", () => {
    const all = order.every((row) => opened.has(row));
    for (const row of order) {
      if (all) opened.delete(row); else opened.add(row);
      heights.delete(row);
    }
    rebuild();
    tell();
  });
  find("print").addEventListener("click", () => print());

  const rowOf = (node) => {
    const body = node.closest?.(".message");
    return body ? Number(body.dataset.row) : null;
  };

  list.addEventListener("click", (event) => {
    const row = rowOf(event.target);
    if (row === null || event.target.closest(".opened") || String(getSelection())) return;
    toggle(row);
  });
  list.addEventListener("focusin", (event) => { current = rowOf(event.target) ?? current; });

  const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
  document.addEventListener("keydown", (event) => {
    // Keys count in the list; also where the row that had the focus was scrolled out of the document.
    const inList = list.contains(event.target) || (event.target === document.body && current !== null);
    if (!inList || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in STEPS) {
      const place = order.indexOf(current);
      const next = order[place < 0 ? 0 : place + STEPS[event.key]];
      if (next !== undefined) focus(next);
    } else if (event.key === "Escape" && opened.has(current)) {
      toggle(current, false);
    } else if (event.key === "/") {
      find("text").focus();
    } else {
      return;
    }
    event.preventDefault();
  });

  let asked = false;
  const later = (task) => () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; task(); });
  };
  addEventListener("scroll", later(follow), { passive: true });
  let width = innerWidth;
  addEventListener("resize", later(() => {
    if (innerWidth !== width) forget();
    width = innerWidth;
    refresh();
  }));
  addEventListener("beforeprint", () => { printing = true; paint(); });
  addEventListener("afterprint", () => { printing = false; forget(); refresh(); });

  wide.addEventListener("change", () => { head(); update(); });
  const unfoldPanel = () => { find("panel").open = roomy.matches; };
  roomy.addEventListener("change", unfoldPanel);

  unfoldPanel();
  introduce();
  head();
  find("sort").append(...COLUMNS.map(({ key, name }) => el("option", { value: key }, name)));
  update();
})();
