"use strict";

// Cycles over the width of the bus, a line a mapping: where lines cross, another mapping becomes the fastest.
vtasim.views.push({
  id: "bus-width",
  title: "Cycles by bus width",
  draw: (results) => {
    // Lines are of configurations that differ in their bus alone.
    const families = new Map();
    for (const row of results.finished) {
      const key = results.apart_from_bus(row);
      families.set(key, [...(families.get(key) ?? []), row]);
    }
    const wide = [...families.values()].filter((rows) => vtasim.distinct(rows.map((row) => row.config.bus_bits)).length > 1);
    if (wide.length === 0) return [];
    const named = (rows) => vtasim.distinct(rows.map((row) => row.hardware)).join(", ");
    const layers = results.layers.map((name) => ({ value: name, text: name }));
    return [
      vtasim.element("p", { class: "note" }, "A line is a mapping. Where two cross, the faster one changes."),
      ...vtasim.figure(
        [
          { name: "layer", label: "layer", options: layers },
          { name: "family", label: "configurations", options: wide.map((rows, i) => ({ value: String(i), text: named(rows) })) },
          { name: "scale", label: "scale", options: [{ value: "linear", text: "linear" }, { value: "logarithmic", text: "logarithmic" }] },
        ],
        (chosen, width) => {
          const rows = wide[Number(chosen.family)].filter((row) => row.layer === chosen.layer);
          return drawLines(rows, chosen.scale === "logarithmic", width);
        },
      ),
    ];

    function drawLines(rows, logarithmic, width) {
      if (rows.length === 0) return [vtasim.element("p", { class: "note" }, "No program of it finished.")];
      const widths = vtasim.distinct(rows.map((row) => row.config.bus_bits)).sort((a, b) => a - b);
      // A search may find another mapping for each bus: what was asked for makes the line.
      const lines = vtasim.distinct(rows.map((row) => row.asked_label)).map((name, i) => ({
        name,
        colour: `var(--series-${i % 8})`,
        dash: i < 8 ? null : "4 3",
        points: rows.filter((row) => row.asked_label === name).sort((a, b) => a.config.bus_bits - b.config.bus_bits),
      }));
      const height = Math.min(440, Math.max(300, 0.45 * width));
      const longest = Math.min(0.3 * width, d3.max(lines, (line) => vtasim.textWidth(line.name)));
      const margin = { left: 56, right: longest + 24, top: 12, bottom: 40 };
      const x = d3.scalePoint().domain(widths).range([margin.left, width - margin.right]).padding(0.2);
      const [least, most] = d3.extent(rows, (row) => row.cycles);
      const y = (logarithmic ? d3.scaleLog().domain([least / 1.2, most * 1.2]) : d3.scaleLinear().domain([0, most * 1.04])).range([
        height - margin.bottom,
        margin.top,
      ]);
      const svg = vtasim.chart(width, height, "Cycles by bus width");
      svg
        .append("g")
        .attr("transform", `translate(0,${height - margin.bottom})`)
        .call(d3.axisBottom(x).tickFormat((bits) => `${bits} bits`).tickSizeOuter(0));
      svg
        .append("g")
        .attr("transform", `translate(${margin.left},0)`)
        .call(d3.axisLeft(y).tickValues(logarithmic ? vtasim.logTicks(y) : y.ticks(6)).tickFormat(vtasim.format.short).tickSizeOuter(0));
      svg
        .append("text")
        .attr("class", "soft")
        .attr("transform", `translate(12,${(margin.top + height - margin.bottom) / 2}) rotate(-90)`)
        .attr("text-anchor", "middle")
        .text("cycles");
      svg
        .append("text")
        .attr("class", "soft")
        .attr("x", (margin.left + width - margin.right) / 2)
        .attr("y", height - 6)
        .attr("text-anchor", "middle")
        .text("width of the DRAM bus");
      for (const line of lines) {
        svg
          .append("path")
          .attr("class", "line")
          .attr("stroke-dasharray", line.dash)
          .attr("d", d3.line()(line.points.map((row) => [x(row.config.bus_bits), y(row.cycles)])))
          .style("stroke", line.colour);
        const points = svg
          .append("g")
          .selectAll("circle")
          .data(line.points)
          .enter()
          .append("circle")
          .attr("class", "point")
          .attr("cx", (row) => x(row.config.bus_bits))
          .attr("cy", (row) => y(row.cycles))
          .attr("r", 4.5)
          .style("fill", line.colour);
        vtasim.tip(points, (row) => `${row.label}\n${row.hardware}: ${vtasim.format.count(row.cycles)} cycles`);
      }
      nameLines(svg, lines, x, y, longest, height - margin.bottom);
      return [svg.node()];
    }

    // Names at the lines' ends, in the order of these, as far apart as texts have to be.
    function nameLines(svg, lines, x, y, room, bottom) {
      const kLine = 14;
      const ends = lines
        .map((line) => ({ line, last: line.points[line.points.length - 1] }))
        .map(({ line, last }) => ({ line, x: x(last.config.bus_bits), y: y(last.cycles), at: y(last.cycles) }))
        .sort((a, b) => a.y - b.y);
      ends.forEach((end, i) => {
        if (i > 0) end.at = Math.max(end.at, ends[i - 1].at + kLine);
      });
      for (let i = ends.length - 1, most = bottom; i >= 0; --i, most -= kLine) {
        ends[i].at = Math.min(ends[i].at, i + 1 < ends.length ? ends[i + 1].at - kLine : most);
      }
      const left = Math.max(...ends.map((end) => end.x)) + 18;
      for (const end of ends) {
        svg.append("line").attr("class", "leader").attr("x1", end.x + 5).attr("y1", end.y).attr("x2", left - 3).attr("y2", end.at);
        svg
          .append("text")
          .attr("x", left)
          .attr("y", end.at)
          .attr("dy", "0.35em")
          .style("fill", end.line.colour)
          .text(vtasim.fitted(end.line.name, room))
          .append("title")
          .text(end.line.name);
      }
    }
  },
});
