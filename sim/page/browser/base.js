"use strict";

// What all scripts of the page share: making elements, showing figures, saying more where the pointer is.
const vtasim = {
  // The sections of the page, in their order: {id, title, draw(results) -> [element...]}; draw gives none where results
  // have nothing for it. A file that shows something new adds one.
  views: [],
};

// An element with attributes, and children: elements, and texts, which stay texts.
vtasim.element = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
};

vtasim.format = {
  count: (value) => (value === undefined || value === null ? "" : value.toLocaleString("en-US")),
  percent: (share) => (Number.isFinite(share) ? `${(100 * share).toFixed(1)}%` : ""),
  ratio: (value) => (Number.isFinite(value) ? value.toFixed(3) : ""),
  milliseconds: (seconds) => (Number.isFinite(seconds) ? (1000 * seconds).toFixed(3) : ""),
  // For axes: 326,679 is 327k.
  short: (value) => d3.format("~s")(value).replace("G", "B"),
};

// A choice among `options` ({value, text}) that calls change(value); nothing where there is none to make.
vtasim.choice = (label, options, chosen, change) => {
  if (options.length < 2) return null;
  const select = vtasim.element("select");
  for (const option of options) {
    select.append(vtasim.element("option", { value: option.value, selected: option.value === chosen ? "" : null }, option.text));
  }
  select.addEventListener("change", () => change(select.value));
  return vtasim.element("label", {}, label, select);
};

// A figure below `choices` ({name, label, options, initial}), drawn anew with draw(chosen) when one is made, and when
// the width changes if the drawing depends on it: draw(chosen, width) -> [element...]. On paper the choices that were
// made are told.
vtasim.figure = (choices, draw) => {
  const chosen = {};
  const controls = vtasim.element("div", { class: "controls" });
  const told = vtasim.element("p", { class: "chosen note" });
  const drawing = vtasim.element("figure");
  let width = 0;
  const redraw = () => {
    drawing.replaceChildren(...draw(chosen, width));
    told.textContent = choices
      .filter((choice) => choice.options.length > 1)
      .map((choice) => `${choice.label}: ${choice.options.find((option) => option.value === chosen[choice.name]).text}`)
      .join("; ");
  };
  for (const choice of choices) {
    chosen[choice.name] = choice.initial ?? choice.options[0].value;
    const element = vtasim.choice(choice.label, choice.options, chosen[choice.name], (value) => {
      chosen[choice.name] = value;
      redraw();
    });
    if (element) controls.append(element);
  }
  new ResizeObserver((entries) => {
    const now = Math.round(entries[0].contentRect.width);
    if (now === 0 || now === width) return;
    width = now;
    requestAnimationFrame(redraw);  // Not at once: that changes sizes while sizes are told.
  }).observe(drawing);
  return [controls, told, drawing];
};

// A chart's svg, `width` wide: it shrinks with what it lies in, as on paper.
vtasim.chart = (width, height, label) =>
  d3
    .create("svg")
    .attr("class", "chart")
    .attr("viewBox", `0 0 ${width} ${height}`)
    .attr("role", "img")
    .attr("aria-label", label);

// Where a logarithmic axis has numbers: at ones, twos and fives. In between there is no room.
vtasim.logTicks = (scale) => {
  const [low, high] = scale.domain();
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); ++power) {
    for (const digit of [1, 2, 5]) ticks.push(Number(`${digit}e${power}`));
  }
  return ticks.filter((value) => value >= low && value <= high);
};

// Says a text beside the pointer, or nothing any more.
vtasim.tell = (event, text) => {
  let tip = document.querySelector(".tip");
  if (!tip) {
    tip = vtasim.element("div", { class: "tip", hidden: "" });
    document.body.append(tip);
  }
  tip.hidden = text === "";
  if (tip.hidden) return;
  tip.textContent = text;
  const box = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(event.clientX + 14, innerWidth - box.width - 4))}px`;
  tip.style.top = `${event.clientY + 18 + box.height > innerHeight ? Math.max(4, event.clientY - box.height - 10) : event.clientY + 18}px`;
};

// Says text(datum) beside the pointer while it is on an element of the selection.
vtasim.tip = (selection, text) => {
  selection
    .on("pointermove", (datum) => vtasim.tell(d3.event, text(datum)))
    .on("pointerleave", () => vtasim.tell(d3.event, ""))
    .append("title")
    .text(text);
};

// How wide a text is in a chart; and as much of it as `width` has room for.
vtasim.textWidth = (() => {
  const context = document.createElement("canvas").getContext("2d");
  return (text, size = 12) => {
    context.font = `${size}px system-ui, sans-serif`;  // As svg.chart has it.
    return context.measureText(text).width;
  };
})();
vtasim.fitted = (text, width, size = 12) => {
  if (vtasim.textWidth(text, size) <= width) return text;
  let length = text.length;
  while (length > 1 && vtasim.textWidth(`${text.slice(0, length)}\u2026`, size) > width) --length;
  return `${text.slice(0, length)}\u2026`;
};

vtasim.distinct = (list) => [...new Set(list)];
