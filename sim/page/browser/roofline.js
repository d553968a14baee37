"use strict";

// Roofline: multiply-adds a cycle over multiply-adds a byte, under what the matrix unit and the bus allow.
vtasim.views.push({
  id: "roofline",
  title: "Roofline",
  draw: (results) => {
    const rows = results.finished.filter((row) => row.useful_macs > 0 && Math.max(row.read_bytes, row.written_bytes) > 0);
    if (rows.length === 0) return [];
    const kAll = "";
    const layers = results.layers.map((name) => ({ value: name, text: name }));
    if (layers.length > 1) layers.unshift({ value: kAll, text: "each layer, by its fastest mapping" });
    const all = (chosen) => chosen.layer === kAll && layers.length > 1;
    return [
      vtasim.element(
        "p",
        { class: "note" },
        "A point is a program. Above it is what its configuration allows: the matrix unit, whatever is read, and the bus, which " +
          "brings so many bytes a cycle. Reading and writing each have a path of their own; bytes are those of the busier one. " +
          "Only multiply-adds of the layer count.",
      ),
      ...vtasim.figure([{ name: "layer", label: "layer", options: layers }], (chosen, width) => {
        let points = rows.filter((row) => all(chosen) || row.layer === chosen.layer);
        if (all(chosen)) {
          points = results.hardware.flatMap((name) => vtasim.fastest(points.filter((row) => row.hardware === name)));
        }
        return drawRoofline(points, all(chosen), width);
      }),
    ];

    function drawRoofline(points, severalLayers, width) {
      if (points.length === 0) return [vtasim.element("p", { class: "note" }, "No program of it finished.")];
      const intensity = (row) => row.useful_macs / Math.max(row.read_bytes, row.written_bytes);
      const speed = (row) => row.useful_macs / row.cycles;
      const names = vtasim.distinct(points.map((row) => row.hardware));
      const colour = (name) => `var(--series-${names.indexOf(name) % 8})`;
      const roofs = names.map((name) => {
        const config = points.find((row) => row.hardware === name).config;
        return { name, peak: config.block ** 2, bus: config.bus_bytes };
      });
      const ridges = roofs.map((roof) => roof.peak / roof.bus);

      const height = Math.min(460, Math.max(300, 0.5 * width));
      const margin = { left: 52, right: 16, top: 14, bottom: 40 };
      const xs = [...points.map(intensity), ...ridges];
      const x = d3
        .scaleLog()
        .domain([d3.min(xs) / 1.6, d3.max(xs) * 1.9])
        .range([margin.left, width - margin.right]);
      const y = d3
        .scaleLog()
        .domain([d3.min(points, speed) / 1.6, d3.max(roofs, (roof) => roof.peak) * 1.5])
        .range([height - margin.bottom, margin.top]);
      const svg = vtasim.chart(width, height, "Roofline");
      const axis = (make, scale) => make(scale).tickValues(vtasim.logTicks(scale)).tickFormat(d3.format("~g")).tickSizeOuter(0);
      svg.append("g").attr("transform", `translate(0,${height - margin.bottom})`).call(axis(d3.axisBottom, x));
      svg.append("g").attr("transform", `translate(${margin.left},0)`).call(axis(d3.axisLeft, y));
      svg
        .append("text")
        .attr("class", "soft")
        .attr("x", (margin.left + width - margin.right) / 2)
        .attr("y", height - 6)
        .attr("text-anchor", "middle")
        .text("multiply-adds a byte");
      svg
        .append("text")
        .attr("class", "soft")
        .attr("transform", `translate(12,${(margin.top + height - margin.bottom) / 2}) rotate(-90)`)
        .attr("text-anchor", "middle")
        .text("multiply-adds a cycle");

      const [low, high] = x.domain();
      for (const roof of roofs) {
        const ridge = roof.peak / roof.bus;
        // Where the bus' line leaves the chart below.
        const begin = Math.max(low, y.domain()[0] / roof.bus);
        const line = begin < ridge ? [[begin, begin * roof.bus], [ridge, roof.peak], [high, roof.peak]] : [[low, roof.peak], [high, roof.peak]];
        const path = svg
          .append("path")
          .datum(roof)
          .attr("class", "roof")
          .attr("d", d3.line()(line.map(([a, b]) => [x(a), y(b)])))
          .style("stroke", colour(roof.name));
        vtasim.tip(path, () => `${roof.name}: ${vtasim.format.count(roof.peak)} multiply-adds a cycle, ${roof.bus} bytes a cycle`);
      }

      const placed = points.map((row) => ({ row, x: x(intensity(row)), y: y(speed(row)) }));
      if (placed.length <= 60) label(svg, placed, width, severalLayers);
      const circles = svg
        .append("g")
        .selectAll("circle")
        .data(placed)
        .enter()
        .append("circle")
        .attr("class", "point")
        .attr("cx", (point) => point.x)
        .attr("cy", (point) => point.y)
        .attr("r", 5)
        .style("fill", (point) => colour(point.row.hardware));
      vtasim.tip(
        circles,
        ({ row }) =>
          `${row.layer}, ${row.label}, ${row.hardware}\n${vtasim.format.count(row.cycles)} cycles, utilization ` +
          `${vtasim.format.percent(row.utilization)}\n${intensity(row).toPrecision(3)} multiply-adds a byte, ` +
          `${speed(row).toPrecision(3)} a cycle`,
      );
      return [vtasim.seriesLegend(names, colour), svg.node()];
    }

    // Names beside the points, pushed apart where they would lie on each other; the same name close by stands once.
    function label(svg, placed, width, severalLayers) {
      const named = (point) => (severalLayers ? point.row.layer : point.row.label);
      const names = [];
      const taken = placed.map((point) => ({ left: point.x - 5, right: point.x + 5, top: point.y - 5, bottom: point.y + 5 }));
      const free = (box) => !taken.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
      for (const point of [...placed].sort((a, b) => a.y - b.y)) {
        const kClose = 40;
        const known = (other) => other.name === named(point) && Math.hypot(other.x - point.x, other.y - point.y) < kClose;
        if (names.some(known)) continue;
        const text = vtasim.fitted(named(point), 150, 11);
        const size = vtasim.textWidth(text, 11);
        const places = [];
        for (const dy of [0, 13, -13, 26, -26, 39, -39, 52, -52]) {
          places.push([point.x + 9, point.y + dy], [point.x - 9 - size, point.y + dy]);
        }
        const place = places.find(([left, middle]) => {
          const box = { left, right: left + size, top: middle - 6, bottom: middle + 6 };
          return box.left > 54 && box.right < width - 2 && box.top > 2 && free(box);
        });
        if (!place) continue;
        const [left, middle] = place;
        names.push({ name: named(point), x: point.x, y: point.y });
        taken.push({ left, right: left + size, top: middle - 6, bottom: middle + 6 });
        if (Math.abs(middle - point.y) > 14) {
          svg
            .append("line")
            .attr("class", "leader")
            .attr("x1", point.x)
            .attr("y1", point.y)
            .attr("x2", left > point.x ? left - 1 : left + size + 1)
            .attr("y2", middle);
        }
        svg.append("text").attr("x", left).attr("y", middle).attr("dy", "0.35em").style("font-size", "11px").text(text);
      }
    }
  },
});

// What the colours of points and lines stand for.
vtasim.seriesLegend = (names, colour) => {
  const list = vtasim.element("ul", { class: "legend" });
  for (const name of names) {
    const mark = d3.create("svg").attr("width", 12).attr("height", 12).attr("aria-hidden", "true");
    mark.append("circle").attr("cx", 6).attr("cy", 6).attr("r", 5).style("fill", colour(name));
    list.append(vtasim.element("li", {}, mark.node(), name));
  }
  return list;
};
