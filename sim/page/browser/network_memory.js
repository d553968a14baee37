"use strict";

// Which tensors lie where in DRAM while a network runs: from the step that writes an array to the last that reads it.
vtasim.views.push({
  id: "network-memory",
  title: "Networks in DRAM",
  draw: (results) => {
    const runs = results.planned.filter((row) => row.dram.arrays.length > 0);
    if (runs.length === 0) return [];
    const count = vtasim.format.count;
    const chosenOf = new Map();  // The array of each run that keys or a click chose.
    return [
      vtasim.element(
        "p",
        { class: "note" },
        "A box is a tensor in a layout, from the step that leaves it to the last that reads it; what lives at different times lies in the same " +
          "bytes. The step in which most bytes live is marked. Point at a box for more, or press \u2190 and \u2192 to go through them.",
      ),
      ...vtasim.figure(
        [{ name: "run", label: "network", options: runs.map((row, i) => ({ value: String(i), text: row.label })) }],
        (chosen, width) => drawRun(runs[Number(chosen.run)], width),
      ),
    ];

    function drawRun(run, width) {
      const { dram, steps } = run;
      // Outputs live on behind the last step.
      const columns = Math.max(steps.length, 1 + d3.max(dram.arrays, (array) => array.last_step));
      const stepName = (step) => (step < steps.length ? steps[step].name : step === steps.length ? "end" : "");
      const alive = new Map();
      for (const { first_step } of dram.arrays) {
        // Most live where some array begins to.
        alive.set(first_step, d3.sum(dram.arrays.filter((array) => array.first_step <= first_step && first_step <= array.last_step), (array) => array.bytes));
      }
      const peak = [...alive].reduce((most, now) => (now[1] > most[1] ? now : most))[0];
      const layouts = vtasim.distinct(dram.arrays.map((array) => array.layout));
      const colourOf = (array) => `var(--series-${layouts.indexOf(array.layout) % 8})`;
      const tell = (array) =>
        `${array.tensor}\n${array.layout}\n${count(array.bytes)} bytes at ${count(array.address)} to ${count(array.address + array.bytes)}\n` +
        `from step ${array.first_step + 1} (${stepName(array.first_step)}) to ${array.last_step < steps.length ? `step ${array.last_step + 1} (${stepName(array.last_step)})` : "the end"}`;

      const names = steps.map((step) => vtasim.fitted(step.name, 90, 10));
      const margin = { left: 62, right: 14, top: 24, bottom: 16 + d3.max([...names, "end"], (name) => vtasim.textWidth(name, 10)) };
      const height = margin.top + margin.bottom + Math.min(380, Math.max(240, 0.3 * width));
      const begin = d3.min(dram.arrays, (array) => array.address);
      const end = d3.max(dram.arrays, (array) => array.address + array.bytes);
      const x = d3.scaleLinear().domain([0, columns]).range([margin.left, width - margin.right]);
      const y = d3.scaleLinear().domain([begin, Math.max(end, begin + 1)]).range([height - margin.bottom, margin.top]);
      const svg = vtasim.chart(width, height, `Tensors of ${run.label} in DRAM, by step and address`).attr("tabindex", 0);
      svg
        .append("g")
        .attr("transform", `translate(${margin.left},0)`)
        .call(d3.axisLeft(y).ticks(6).tickFormat(vtasim.format.short).tickSizeOuter(0));
      svg
        .append("text")
        .attr("class", "soft")
        .attr("transform", `translate(12,${(margin.top + height - margin.bottom) / 2}) rotate(-90)`)
        .attr("text-anchor", "middle")
        .text("address, bytes");

      // Names of as many steps as there is room for.
      const every = Math.ceil(11 / (x(1) - x(0)));
      const labels = d3.range(0, Math.min(columns, steps.length + 1), every);
      svg
        .append("g")
        .selectAll("text")
        .data(labels)
        .enter()
        .append("text")
        .attr("class", (step) => (step === peak ? "small" : "soft small"))
        .attr("transform", (step) => `translate(${x(step + 0.5)},${height - margin.bottom + 8}) rotate(-90)`)
        .attr("text-anchor", "end")
        .attr("dy", "0.35em")
        .text((step) => names[step] ?? "end");

      const boxes = svg
        .append("g")
        .selectAll("rect")
        .data(dram.arrays)
        .enter()
        .append("rect")
        .attr("class", "array")
        .attr("x", (array) => x(array.first_step))
        .attr("y", (array) => y(array.address + array.bytes))
        .attr("width", (array) => x(array.last_step + 1) - x(array.first_step))
        .attr("height", (array) => Math.max(1, y(array.address) - y(array.address + array.bytes)))
        .style("fill", colourOf);
      vtasim.tip(boxes, tell);
      svg
        .append("g")
        .selectAll("text")
        .data(dram.arrays.filter((array) => y(array.address) - y(array.address + array.bytes) >= 12 && x(array.last_step + 1) - x(array.first_step) >= 24))
        .enter()
        .append("text")
        .attr("class", "small inside")
        .attr("x", (array) => x(array.first_step) + 4)
        .attr("y", (array) => (y(array.address) + y(array.address + array.bytes)) / 2)
        .attr("dy", "0.35em")
        .text((array) => vtasim.fitted(array.tensor, x(array.last_step + 1) - x(array.first_step) - 8, 10));
      svg
        .append("rect")
        .attr("class", "peak")
        .attr("x", x(peak))
        .attr("y", margin.top)
        .attr("width", x(peak + 1) - x(peak))
        .attr("height", height - margin.bottom - margin.top);
      const text = `most live: ${count(alive.get(peak))} bytes, in ${stepName(peak)}`;
      const middle = x(peak + 0.5);
      const half = vtasim.textWidth(text, 10) / 2;
      svg
        .append("text")
        .attr("class", "small")
        .attr("x", Math.min(Math.max(middle, margin.left + half), width - half))
        .attr("y", margin.top - 6)
        .attr("text-anchor", "middle")
        .text(text);

      const panel = vtasim.element("pre", { class: "pointed", "aria-live": "polite", hidden: "" });
      const choose = (array) => {
        const i = Math.max(0, Math.min(dram.arrays.length - 1, array));
        chosenOf.set(run, i);
        boxes.classed("chosen", (_, box) => box === i);
        panel.textContent = tell(dram.arrays[i]);
        panel.hidden = false;
      };
      if (chosenOf.has(run)) choose(chosenOf.get(run));
      const next = (by) => choose((chosenOf.get(run) ?? -1) + by);
      const keys = {
        ArrowRight: () => next(1),
        ArrowLeft: () => next(-1),
        Home: () => choose(0),
        End: () => choose(dram.arrays.length - 1),
      };
      svg.on("keydown", () => {
        const event = d3.event;
        if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
        event.preventDefault();
        keys[event.key]();
      });
      boxes.on("click", (_, i) => choose(i));
      const sizes =
        `DRAM: ${count(dram.bytes)} bytes. Tensors: ${count(dram.tensor_bytes_without_reuse)} in ${count(dram.arrays.length)} arrays that share ` +
        `${count(dram.tensor_bytes)}; at least ${count(dram.tensor_bytes_alive)} live at the same time. Programs, weights and biases: ${count(dram.program_bytes)}.`;
      const kinds = layouts.map((layout, i) => ({ colour: `series-${i % 8}`, text: layout, waits: false }));
      return [vtasim.element("p", {}, sizes), vtasim.partsLegend(kinds), svg.node(), panel, numbers(run, stepName)];
    }

    function numbers(run, stepName) {
      const figure = (head, value, text) => ({ head, value, kind: "figure", text });
      const table = vtasim.table({
        label: `Arrays of ${run.label} in DRAM`,
        columns: [
          { head: "tensor", value: (array) => array.tensor },
          { head: "layout", value: (array) => array.layout },
          figure("bytes", (array) => array.bytes),
          figure("address", (array) => array.address),
          { head: "from step", value: (array) => array.first_step, text: (array) => stepName(array.first_step) },
          { head: "to step", value: (array) => array.last_step, text: (array) => stepName(array.last_step) },
        ],
        rows: run.dram.arrays,
      });
      return vtasim.element("details", {}, vtasim.element("summary", {}, "As numbers"), ...table);
    }
  },
});
