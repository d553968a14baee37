"use strict";

// A table whose rows are sorted by the column that is clicked.
//
// columns: {head, value(row) -> what is sorted and, without text(row), shown; kind: "name" or "figure"; text(row);
//           class(row); bar: true draws how much of the largest value of the column a value is}
// sort: {column: its head, descending}; without it rows stay as they are.
vtasim.table = ({ columns, rows, sort, label }) => {
  const kMostRows = 60;
  const kShort = 12;  // Characters that stay on one line,
  const kLong = 32;   // and those that go over several on a screen too, where a table may be wider than it.
  const shown = columns.filter((column) => rows.some((row) => !["", undefined, null].includes(column.value(row))));
  let by = sort ? { column: shown.find((column) => column.head === sort.column), descending: !!sort.descending } : {};
  let all = rows.length <= 1.5 * kMostRows;
  let filter = "";

  const text = (column, row) => {
    const value = column.value(row);
    if (column.text) return column.text(row);
    return column.kind === "figure" ? vtasim.format.count(value) : String(value ?? "");
  };
  const compare = (a, b) => {
    const [x, y] = [by.column.value(a), by.column.value(b)];
    const missing = (value) => value === undefined || value === null || value === "" || Number.isNaN(value);
    if (missing(x) || missing(y)) return missing(x) - missing(y);  // Last in both directions.
    const order = typeof x === "number" ? x - y : String(x).localeCompare(String(y), "en", { numeric: true });
    return by.descending ? -order : order;
  };

  const body = vtasim.element("tbody");
  const more = vtasim.element("button", { class: "more", type: "button" });
  const rowOf = (row, largest) => {
    const texts = shown.map((column) => text(column, row));
    // Where a row has no figures, why it has none takes their room.
    let room = 1;
    while (texts[texts.length - 1].length > kShort && room < texts.length && texts[texts.length - 1 - room] === "") ++room;
    const cells = shown.map((column, i) => {
      if (i < shown.length - 1 && i >= shown.length - room) return null;
      const style = column.bar ? `--share: ${((100 * (column.value(row) || 0)) / largest.get(column)).toFixed(2)}%` : null;
      const classes = [column.kind ?? "name", column.bar ? "bar" : "", column.class ? column.class(row) : ""];
      if (texts[i].length <= kShort) classes.push("short");
      else if (texts[i].length > kLong) classes.push("long");
      const span = i === shown.length - 1 && room > 1 ? room : null;
      return vtasim.element("td", { class: classes.filter((name) => name).join(" "), style, colspan: span }, texts[i]);
    });
    return vtasim.element("tr", {}, ...cells);
  };
  const fill = () => {
    let list = rows;
    if (filter) list = list.filter((row) => shown.some((column) => text(column, row).toLowerCase().includes(filter)));
    if (by.column) list = [...list].sort(compare);
    const most = all ? list.length : kMostRows;
    const largest = new Map(shown.filter((column) => column.bar).map((column) => [column, d3.max(rows, column.value) || 1]));
    body.replaceChildren(...list.slice(0, most).map((row) => rowOf(row, largest)));
    more.hidden = list.length <= most;
    more.textContent = `Show all ${vtasim.format.count(list.length)} rows`;
  };

  const heads = shown.map((column) => {
    const head = vtasim.element("th", { scope: "col", class: column.kind ?? "name" });
    // No <button>: where a table goes on over a page of paper, browsers leave those out of the repeated heading.
    const button = vtasim.element("span", { role: "button", tabindex: 0 }, column.head);
    const sortBy = () => {
      // Figures are asked for from the least on, which is the best of most of them.
      by = { column, descending: by.column === column ? !by.descending : false };
      mark();
      fill();
    };
    button.addEventListener("click", sortBy);
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      sortBy();
    });
    head.append(button);
    return head;
  });
  const mark = () => {
    shown.forEach((column, i) => {
      if (by.column === column) heads[i].setAttribute("aria-sort", by.descending ? "descending" : "ascending");
      else heads[i].removeAttribute("aria-sort");
    });
  };
  const showAll = (whether) => {
    all = whether;
    fill();
  };
  more.addEventListener("click", () => showAll(true));
  if (!all) {
    // Paper has nothing to click.
    addEventListener("beforeprint", () => showAll(true));
    addEventListener("afterprint", () => showAll(false));
  }

  const parts = [];
  if (rows.length > 12) {
    const input = vtasim.element("input", { type: "search", placeholder: "text in a row" });
    input.addEventListener("input", () => {
      filter = input.value.trim().toLowerCase();
      fill();
    });
    parts.push(vtasim.element("div", { class: "controls" }, vtasim.element("label", {}, "only rows with", input)));
  }
  mark();
  fill();
  const table = vtasim.element("table", { "aria-label": label }, vtasim.element("thead", {}, vtasim.element("tr", {}, ...heads)), body);
  parts.push(vtasim.element("div", { class: "scroll" }, table), more);
  return parts;
};

// The column that says whether a row is right, or what is wrong with it.
vtasim.verdict = {
  head: "verified",
  value: (row) => row.error ?? row.problem ?? (row.verified === undefined ? "" : row.verified ? "yes" : "no"),
  class: (row) => (row.verified && !row.problem ? "right" : row.error ? "note" : row.verified === undefined ? "" : "wrong"),
};

// A column of what cycles changed by: value(row), 0 where they are the same.
vtasim.change = (value) => ({
  head: "change",
  value,
  kind: "figure",
  text: (row) => (Number.isFinite(value(row)) ? `${value(row) > 0 ? "+" : ""}${(100 * value(row)).toFixed(2)}%` : ""),
  class: (row) => (value(row) > 0 ? "wrong" : value(row) < 0 ? "right" : ""),
});
