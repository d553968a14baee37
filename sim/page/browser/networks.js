"use strict";

// Networks that were planned as one: what their plans come to, and what other rules would.
vtasim.views.push({
  id: "networks",
  title: "Planned networks",
  draw: (results) => {
    if (results.networks.length === 0) return [];
    const format = vtasim.format;
    const kScales = {
      time: { text: "time", of: (row) => row.seconds, axis: "milliseconds", tick: (seconds) => format.count(1000 * seconds), told: (row) => `${format.milliseconds(row.seconds)} ms` },
      cycles: { text: "cycles", of: (row) => row.cycles, axis: "cycles", tick: format.short, told: (row) => format.count(row.cycles) },
    };
    const frames = (value) => (Number.isFinite(value) ? value.toFixed(2) : "");
    const costOf = (row, name, cost) => ({
      ...cost,
      row,
      name,
      planned: cost === row,
      seconds: cost.accelerator_seconds + cost.host_seconds,
      over_planned: cost.cycles / row.cycles,
    });
    const costsOf = (row) => [costOf(row, "planned", row), ...row.strategies.map((strategy) => costOf(row, strategy.name, strategy))];
    const rows = results.networks.flatMap((row) => (row.error === undefined ? costsOf(row) : [{ row, name: "planned", planned: true }]));
    const several = (value) => vtasim.distinct(results.networks.map(value)).length > 1;
    const figure = (head, value, text) => ({ head, value, kind: "figure", text: text ? (cost) => text(value(cost)) : undefined });
    const columns = [
      several((row) => row.file) ? { head: "file", value: (cost) => results.file_name(cost.row) } : null,
      several((row) => row.network) ? { head: "network", value: (cost) => cost.row.network } : null,
      { head: "hardware", value: (cost) => cost.row.hardware },
      several((row) => row.objective) ? { head: "objective", value: (cost) => cost.row.objective } : null,
      several((row) => row.host_between) ? { head: "host between", value: (cost) => cost.row.host_between } : null,
      { head: "strategy", value: (cost) => cost.name },
      { ...figure("cycles", (cost) => cost.cycles), bar: true },
      figure("/ planned", (cost) => cost.over_planned, format.ratio),
      figure("accelerator, ms", (cost) => cost.accelerator_seconds, format.milliseconds),
      figure("host, ms", (cost) => cost.host_seconds, format.milliseconds),
      figure("together, ms", (cost) => cost.seconds, format.milliseconds),
      figure("frames/s", (cost) => cost.frames_per_second, frames),
      {
        ...vtasim.verdict,
        value: (cost) => (cost.planned ? vtasim.verdict.value(cost.row) : ""),
        class: (cost) => (cost.planned ? vtasim.verdict.class(cost.row) : ""),
      },
    ].filter((column) => column !== null);
    const told = (what, value) => (several(value) ? "" : `${what} ${value(results.networks[0])}`);
    const common = [
      told("objective", (row) => row.objective),
      told("host between", (row) => row.host_between),
      told("host model", (row) => row.host),
    ].filter((text) => text);
    const note =
      "Of each network the best plan, which was run, and what other rules for the whole network would come to, each at its best. Host is what " +
      `it takes by its model; frames a second are those of accelerator and host one after the other.${common.length > 0 ? ` Here: ${common.join(", ")}.` : ""}`;
    const parts = [vtasim.element("p", { class: "note" }, note), ...vtasim.table({ columns, rows, label: "Planned networks" })];
    if (results.planned.length === 0) return parts;
    return [
      ...parts,
      ...vtasim.figure(
        [{ name: "scale", label: "scale", options: Object.entries(kScales).map(([value, { text }]) => ({ value, text })) }],
        (chosen, width) => drawBars(kScales[chosen.scale], chosen.scale === "time", width),
      ),
    ];

    // A bar for each strategy below the name of its network and configuration. The line is what is planned.
    function drawBars(scale, parted, width) {
      const kBar = 13;
      const kGap = 5;
      const kHead = 24;
      const groups = results.planned.map((row) => ({ row, costs: costsOf(row) }));
      const costs = groups.flatMap((group) => group.costs);
      const left = Math.min(0.36 * width, 10 + d3.max(costs, (cost) => vtasim.textWidth(cost.name)));
      const right = 10 + d3.max(costs, (cost) => vtasim.textWidth(scale.told(cost), 10));
      const top = 40;
      const heightOf = (group) => kHead + group.costs.length * (kBar + kGap);
      const height = top + d3.sum(groups, heightOf);
      const x = d3.scaleLinear().domain([0, d3.max(costs, scale.of) || 1]).range([left, Math.max(left + 20, width - right)]);
      const svg = vtasim.chart(width, height, `Strategies by configuration, in ${scale.axis}`);
      const axis = d3.axisTop(x).ticks(Math.max(2, Math.floor((width - left - right) / 90))).tickFormat(scale.tick);
      svg.append("g").attr("transform", `translate(0,${top - 2})`).call(axis.tickSizeInner(3).tickSizeOuter(0));
      svg.append("text").attr("class", "soft").attr("x", left).attr("y", 12).text(scale.axis);
      let y = top;
      for (const { row, costs } of groups) {
        svg
          .append("text")
          .attr("class", "group")
          .attr("x", 0)
          .attr("y", y + kHead - 8)
          .text(vtasim.fitted(row.label, width))
          .append("title")
          .text(row.label);
        y += kHead;
        const behind = svg.append("g");
        const planned = x(scale.of(costs[0]));
        svg
          .append("line")
          .attr("class", "roof")
          .attr("x1", planned)
          .attr("x2", planned)
          .attr("y1", y - 2)
          .attr("y2", y + costs.length * (kBar + kGap) - kGap + 2)
          .style("stroke", "var(--ink)");
        for (const cost of costs) {
          const middle = y + kBar / 2;
          svg
            .append("text")
            .attr("x", 0)
            .attr("y", middle)
            .attr("dy", "0.35em")
            .text(vtasim.fitted(cost.name, left - 6))
            .append("title")
            .text(cost.name);
          const bars = [{ colour: "series-0", from: 0, to: parted ? cost.accelerator_seconds : scale.of(cost) }];
          if (parted) bars.push({ colour: "host", from: cost.accelerator_seconds, to: cost.seconds });
          const drawn = behind
            .append("g")
            .selectAll("rect")
            .data(bars)
            .enter()
            .append("rect")
            .attr("class", "part")
            .attr("x", (bar) => x(bar.from))
            .attr("y", y)
            .attr("width", (bar) => Math.max(0, x(bar.to) - x(bar.from)))
            .attr("height", kBar)
            .style("fill", (bar) => `var(--${bar.colour})`);
          vtasim.tip(
            drawn,
            () =>
              `${row.label}\n${cost.name}\n${format.count(cost.cycles)} cycles${Number.isFinite(cost.over_planned) ? `, ${format.ratio(cost.over_planned)} of those planned` : ""}\n` +
              `accelerator ${format.milliseconds(cost.accelerator_seconds)} ms, host ${format.milliseconds(cost.host_seconds)} ms, ${frames(cost.frames_per_second)} frames/s`,
          );
          svg
            .append("text")
            .attr("class", "soft small over")
            .attr("x", x(scale.of(cost)) + 5)
            .attr("y", middle)
            .attr("dy", "0.35em")
            .text(scale.told(cost));
          y += kBar + kGap;
        }
      }
      if (!parted) return [svg.node()];
      const kinds = [
        { colour: "series-0", text: "accelerator", waits: false },
        { colour: "host", text: "host", waits: false },
      ];
      return [vtasim.partsLegend(kinds), svg.node()];
    }
  },
});
