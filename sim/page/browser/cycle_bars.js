"use strict";

// Bars of where cycles went: for each program one for each module, whose parts are what it did or waited for.
//
// programs: [{name, title, cycles, bound, modules, told, joined}], modules as in cycle_parts.js; told: what stands behind
// the bars and beside the pointer in place of cycles; joined: it belongs to the program above. share: each program is as
// long as the chart, whatever it takes. Gives a legend, the chart, and the same as numbers.
vtasim.cycleBars = (programs, share, width) => {
  if (programs.length === 0) return [vtasim.element("p", { class: "note" }, "No program of it finished.")];
  const kBar = 10;
  const kGap = 10;
  const kJoined = 1;
  const format = vtasim.format;
  const modules = programs.flatMap((program) => program.modules.map((module) => module.name));
  const moduleWidth = Math.max(48, 10 + d3.max(modules, (name) => vtasim.textWidth(name, 10)));
  const longest = d3.max(programs, (program) => vtasim.textWidth(program.name));
  const left = Math.min(longest + 8, 0.3 * width) + moduleWidth;
  const right = 66;
  const top = 24;
  const gapOf = (program) => (program.joined ? kJoined : kGap);
  const heightOf = (program) => program.modules.length * kBar;
  const height = top + d3.sum(programs, (program) => gapOf(program) + heightOf(program)) + kGap / 2;
  const most = share ? 1 : d3.max(programs, (program) => program.cycles);
  const scale = d3.scaleLinear().domain([0, most]).range([left, width - right]);
  const svg = vtasim.chart(width, height, "Cycles of each module by what they went to");
  const ticks = Math.max(2, Math.floor((width - left - right) / 90));
  const axis = d3.axisTop(scale).ticks(ticks).tickFormat(share ? d3.format(".0%") : format.short);
  svg.append("g").attr("transform", `translate(0,${top - 2})`).call(axis.tickSizeInner(3).tickSizeOuter(0));

  let y = top - kGap / 2;
  for (const program of programs) {
    y += gapOf(program);
    const x = (cycles) => scale(share ? cycles / program.cycles : cycles);
    const middle = y + heightOf(program) / 2;
    svg
      .append("text")
      .attr("x", 0)
      .attr("y", middle)
      .attr("dy", "0.35em")
      .text(vtasim.fitted(program.name, left - moduleWidth - 4))
      .append("title")
      .text(program.title);
    program.modules.forEach((module, m) => {
      svg
        .append("text")
        .attr("class", "soft small")
        .attr("x", left - 4)
        .attr("y", y + m * kBar + kBar / 2)
        .attr("dy", "0.35em")
        .attr("text-anchor", "end")
        .text(module.name);
      let from = 0;
      const drawn = [];
      for (const part of module.parts) {
        if (part.cycles > 0) drawn.push({ ...part, from, module: module.name });
        from += part.cycles;
      }
      const bars = (name, parts) =>
        svg
          .append("g")
          .selectAll("rect")
          .data(parts)
          .enter()
          .append("rect")
          .attr("class", name)
          .attr("x", (part) => x(part.from))
          .attr("y", y + m * kBar)
          .attr("width", (part) => Math.max(0, x(part.from + part.cycles) - x(part.from)))
          .attr("height", kBar - 1);
      const parts = bars("part", drawn).style("fill", (part) => `var(--${part.colour})`);
      vtasim.tip(
        parts,
        (part) =>
          `${part.module}: ${part.text}\n` +
          (program.told ?? `${format.count(part.cycles)} cycles, ${format.percent(part.cycles / program.cycles)} of ${format.count(program.cycles)}`) +
          (part.detail ? `\n${part.detail}` : ""),
      );
      bars("stripes", drawn.filter((part) => part.waits));
    });
    if (program.bound) {
      svg
        .append("line")
        .attr("class", "bound")
        .attr("x1", x(program.bound))
        .attr("x2", x(program.bound))
        .attr("y1", y - 2)
        .attr("y2", y + heightOf(program) + 1);
    }
    svg
      .append("text")
      .attr("class", "soft small")
      .attr("x", x(program.cycles) + 5)
      .attr("y", middle)
      .attr("dy", "0.35em")
      .text(program.told ?? format.count(program.cycles));
    y += heightOf(program);
  }
  return [legend(), svg.node(), numbers()];

  function legend() {
    const parts = programs.flatMap((program) => program.modules.flatMap((module) => module.parts)).filter((part) => part.cycles > 0);
    if (!programs.some((program) => program.bound)) return vtasim.partsLegend(parts);
    const mark = d3.create("svg").attr("width", 6).attr("height", 14).attr("aria-hidden", "true");
    mark.append("line").attr("class", "bound").attr("x1", 3).attr("x2", 3).attr("y1", 0).attr("y2", 14);
    return vtasim.partsLegend(parts, [vtasim.element("li", {}, mark.node(), "lower bound")]);
  }

  function numbers() {
    const rows = programs.flatMap((program) =>
      program.modules.flatMap((module) =>
        module.parts.map((part) => ({ program: program.name, module: module.name, told: program.told, ...part, share: part.cycles / program.cycles })),
      ),
    );
    const table = vtasim.table({
      label: "Cycles of each module by what they went to",
      columns: [
        { head: "program", value: (row) => row.program },
        { head: "module", value: (row) => row.module },
        { head: "what", value: (row) => row.text },
        { head: "cycles", value: (row) => row.cycles, kind: "figure", text: (row) => row.told ?? format.count(row.cycles) },
        { head: "of all", value: (row) => row.share, kind: "figure", text: (row) => format.percent(row.share) },
      ],
      rows,
    });
    return vtasim.element("details", {}, vtasim.element("summary", {}, "As numbers"), ...table);
  }
};

// The choices of a figure with such bars: what parts are, where rows tell causes, and the scale. modules(row, chosen)
// gives a row's bars accordingly.
vtasim.cycleChoices = (results, rows) => {
  const ways = [];
  if (rows.some((row) => row.causes)) ways.push({ value: "cause", text: "cause of each cycle" });
  if (rows.some((row) => row.used)) ways.push({ value: "use", text: "what modules did" });
  return {
    choices: [
      { name: "parts", label: "parts", options: ways },
      { name: "scale", label: "scale", options: [{ value: "cycles", text: "cycles" }, { value: "share", text: "share of the program" }] },
    ],
    has: (row, chosen) => (chosen.parts === "cause" ? row.causes : row.used) !== undefined,
    modules: (row, chosen) => (chosen.parts === "cause" ? vtasim.partsByCause(row) : vtasim.partsByUse(row, results.uses)),
  };
};
