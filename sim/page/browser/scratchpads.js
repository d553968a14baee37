"use strict";

// What a program's scratchpads hold over time: entries that are still to be read.
vtasim.views.push({
  id: "scratchpads",
  title: "Scratchpads over time",
  draw: (results) => {
    const rows = results.profiles.filter((row) => row.scratchpads);
    if (rows.length === 0) return [];
    const count = vtasim.format.count;
    const kNames = ["inp", "wgt", "uop", "acc", "out"];
    const kColours = { inp: "inp", wgt: "wgt", uop: "uop", acc: "acc", out: "busy" };
    const kLeft = 106;
    const kRight = 50;
    const kTop = 24;
    const kHeight = 58;
    const kGap = 20;
    const kMostZoom = 24;  // Pixels of a cycle.
    const height = kTop + kNames.length * (kHeight + kGap);
    const topOf = (i) => kTop + i * (kHeight + kGap) + kGap;

    const known = new Map();
    const looked = (row) => {
      if (!known.has(row)) known.set(row, { from: 0, to: windowOf(row), steps: kNames.map((name) => stepsOf(row, name)) });
      return known.get(row);
    };
    return [
      vtasim.element(
        "p",
        { class: "note" },
        "Entries that are live: written, and still to be read. The dashed line is the scratchpad's depth; where a pixel is several " +
          "cycles, the lighter part is between the fewest and the most. Turn the wheel or press + and \u2212 to zoom, drag or press " +
          "\u2190 and \u2192 to move, Home for the whole program; the timeline goes along.",
      ),
      ...vtasim.figure(
        [{ name: "program", label: "program", options: rows.map((row, i) => ({ value: String(i), text: results.profile_name(row) })) }],
        (chosen, width) => drawProgram(rows[Number(chosen.program)], width),
      ),
    ];

    function windowOf(row) {
      return Math.max(1, ...Object.values(row.timeline).map((unit) => d3.sum(unit.cycles)));
    }

    // From cycle[i] on value[i] entries are live.
    function stepsOf(row, name) {
      const { instruction, begun, ended } = row.scratchpads[name];
      const { start, end } = row.instructions;
      const changes = [];
      instruction.forEach((at, i) => {
        if (start[at] >= 0 && begun[i] > 0) changes.push([start[at], begun[i]]);
        if (start[at] >= 0 && end[at] >= 0 && ended[i] > 0) changes.push([end[at], -ended[i]]);
      });
      changes.sort((a, b) => a[0] - b[0]);
      const steps = { cycle: [0], value: [0], mean: 0 };
      let live = 0;
      changes.forEach(([cycle, by], i) => {
        live += by;
        if (i + 1 < changes.length && changes[i + 1][0] === cycle) return;
        steps.cycle.push(cycle);
        steps.value.push(Math.max(0, live));
      });
      const window = windowOf(row);
      steps.cycle.forEach((cycle, i) => {
        const until = Math.min(window, i + 1 < steps.cycle.length ? steps.cycle[i + 1] : window);
        steps.mean += (steps.value[i] * Math.max(0, until - cycle)) / window;
      });
      return steps;
    }

    function at(steps, cycle) {
      return steps.value[d3.bisectRight(steps.cycle, cycle) - 1];
    }

    // The fewest and the most of each column of pixels.
    function columnsOf(steps, from, to, columns) {
      const least = new Float64Array(columns);
      const most = new Float64Array(columns);
      let i = d3.bisectRight(steps.cycle, from) - 1;
      for (let column = 0; column < columns; ++column) {
        const end = from + ((to - from) * (column + 1)) / columns;
        least[column] = most[column] = steps.value[i];
        for (; i + 1 < steps.cycle.length && steps.cycle[i + 1] < end; ++i) {
          least[column] = Math.min(least[column], steps.value[i + 1]);
          most[column] = Math.max(most[column], steps.value[i + 1]);
        }
      }
      return { least, most };
    }

    // What lies below values, a column each, as a path.
    function below(values, y) {
      let path = `M${kLeft},${y(0)}`;
      values.forEach((value, column) => {
        if (column === 0 || value !== values[column - 1]) path += `V${y(value).toFixed(1)}`;
        path += `H${kLeft + column + 1}`;
      });
      return `${path}V${y(0)}Z`;
    }

    function drawProgram(row, width) {
      const state = looked(row);
      const window = windowOf(row);
      const right = width - kRight;
      const columns = Math.floor(right - kLeft);
      if (columns < 40) return [];
      const svg = vtasim.chart(width, height, `Live entries of the scratchpads of ${row.program}`).attr("tabindex", 0);
      const whole = d3.scaleLinear().domain([0, window]).range([kLeft, right]);
      const axis = svg.append("g").attr("transform", `translate(0,${kTop - 2})`);
      const parts = kNames.map((name, i) => {
        const { depth, most_live } = row.scratchpads[name];
        const y = d3.scaleLinear().domain([0, depth]).range([topOf(i) + kHeight, topOf(i)]);
        const group = svg.append("g");
        const label = (text, dy, soft) => group.append("text").attr("class", soft ? "soft small" : null).attr("x", 0).attr("y", topOf(i) + dy).text(text);
        label(name, 12, false);
        label(`depth ${count(depth)}`, 28, true);
        label(`most ${count(most_live)}`, 42, true);
        const colour = `var(--${kColours[name]})`;
        const most = group.append("path").style("fill", colour).style("opacity", 0.4);
        const least = group.append("path").style("fill", colour);
        for (const value of [0, depth]) {
          group
            .append("line")
            .attr("class", value === 0 ? "domain" : "roof")
            .attr("x1", kLeft)
            .attr("x2", right)
            .attr("y1", y(value))
            .attr("y2", y(value))
            .style("stroke", value === 0 ? null : "var(--ink)");
        }
        group
          .append("text")
          .attr("class", "soft small")
          .attr("x", right + 5)
          .attr("y", y(depth))
          .attr("dy", "0.35em")
          .text(count(depth));
        return { name, y, most, least };
      });
      const redraw = () => {
        const x = d3.scaleLinear().domain([state.from, state.to]).range([kLeft, right]);
        const ticks = x.ticks(Math.max(2, Math.floor(columns / 110))).filter(Number.isInteger);
        axis.call(d3.axisTop(x).tickValues(ticks).tickFormat(count).tickSizeInner(3).tickSizeOuter(0));
        parts.forEach(({ y, most, least }, i) => {
          const drawn = columnsOf(state.steps[i], state.from, state.to, columns);
          most.attr("d", below(drawn.most, y));
          least.attr("d", below(drawn.least, y));
        });
      };
      let due = false;
      const zoom = d3
        .zoom()
        .extent([[kLeft, 0], [right, height]])
        .translateExtent([[kLeft, 0], [right, height]])
        .scaleExtent([1, Math.max(1, (window * kMostZoom) / columns)])
        .on("zoom", () => {
          const [from, to] = d3.event.transform.rescaleX(whole).domain();
          [state.from, state.to] = [Math.max(0, from), Math.min(window, to)];
          sight.look(state.from, state.to, view);
          if (due) return;
          due = true;
          requestAnimationFrame(() => {
            due = false;
            redraw();
          });
        });
      svg.call(zoom);
      const show = (from, to) => {
        const scale = Math.min(window / (to - from), zoom.scaleExtent()[1]);
        svg.call(zoom.transform, d3.zoomIdentity.translate((kLeft + right) / 2 - scale * whole((from + to) / 2), 0).scale(scale));
      };
      const sight = vtasim.sight(row, window);
      const view = { element: svg.node(), show };
      sight.join(view);
      const move = (share) => svg.call(zoom.translateBy, (share * columns) / d3.zoomTransform(svg.node()).k, 0);
      const keys = {
        "+": () => svg.call(zoom.scaleBy, 1.5),
        "=": () => svg.call(zoom.scaleBy, 1.5),
        "-": () => svg.call(zoom.scaleBy, 1 / 1.5),
        ArrowLeft: () => move(0.2),
        ArrowRight: () => move(-0.2),
        Home: () => show(0, window),
      };
      svg
        .on("keydown", () => {
          const event = d3.event;
          if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
          event.preventDefault();
          keys[event.key]();
        })
        .on("pointermove", () => {
          const box = svg.node().getBoundingClientRect();
          const x = ((d3.event.clientX - box.left) * width) / box.width;
          if (x < kLeft || x >= right || d3.event.buttons !== 0) return vtasim.tell(d3.event, "");
          const cycle = Math.floor(state.from + ((x - kLeft) / (right - kLeft)) * (state.to - state.from));
          const live = kNames.map((name, i) => {
            const value = at(state.steps[i], cycle);
            const { depth } = row.scratchpads[name];
            return `${name} ${count(value)} of ${count(depth)}, ${vtasim.format.percent(value / depth)}`;
          });
          vtasim.tell(d3.event, `cycle ${count(cycle)}\n${live.join("\n")}`);
        })
        .on("pointerleave", () => vtasim.tell(d3.event, ""));
      redraw();
      return [svg.node(), numbers(row, state)];
    }

    function numbers(row, state) {
      const table = vtasim.table({
        label: "Live entries of each scratchpad",
        columns: [
          { head: "scratchpad", value: (name) => name },
          { head: "depth", value: (name) => row.scratchpads[name].depth, kind: "figure" },
          { head: "most live", value: (name) => row.scratchpads[name].most_live, kind: "figure" },
          { head: "of the depth", value: (name) => row.scratchpads[name].most_live / row.scratchpads[name].depth, kind: "figure", text: (name) => vtasim.format.percent(row.scratchpads[name].most_live / row.scratchpads[name].depth) },
          { head: "on average", value: (name) => state.steps[kNames.indexOf(name)].mean, kind: "figure", text: (name) => count(Math.round(state.steps[kNames.indexOf(name)].mean)) },
        ],
        rows: kNames,
      });
      return vtasim.element("details", {}, vtasim.element("summary", {}, "As numbers"), ...table);
    }
  },
});
