"use strict";

// What a program's units did over time, down to single cycles.
vtasim.views.push({
  id: "timeline",
  title: "Timeline",
  draw: (results) => {
    if (results.profiles.length === 0) return [];
    const chart = vtasim.timelineChart;
    const count = vtasim.format.count;
    const kMostZoom = 24;  // Pixels of a cycle.
    // What is looked at of each program stays, whatever is chosen in between.
    const seen = results.profiles.map((row) => ({ row, profile: null, from: 0, to: 0, chosen: -1, hovered: -1 }));
    const looked = (i) => {
      const state = seen[i];
      if (!state.profile) {
        state.profile = vtasim.profile(state.row);
        state.to = state.profile.window;
      }
      return state;
    };
    return [
      vtasim.element(
        "p",
        { class: "note" },
        "Each unit's cycles by what they went to, striped where it waits; where a pixel is several cycles, it has each one's share. " +
          "Below is how much of the time something was busy. Turn the wheel or press + and \u2212 to zoom, drag or press \u2190 and \u2192 to " +
          "move, point at an instruction for all that is known of it, and click to keep that. Arrows are its tokens, from whoever " +
          "pushes them to whoever takes them, the dotted line is its dispatch. Keys n and p step through a unit's instructions, \u2191 and " +
          "\u2193 change the unit, Enter zooms to the instruction and Home to the whole program.",
      ),
      ...vtasim.figure(
        [
          { name: "program", label: "program", options: seen.map(({ row }, i) => ({ value: String(i), text: results.profile_name(row) })) },
          {
            name: "path",
            label: "critical path",
            options: results.profiles.some((row) => row.path.length > 0) ? [{ value: "shown", text: "underlined" }, { value: "hidden", text: "not shown" }] : [{ value: "hidden", text: "not shown" }],
          },
        ],
        (chosen, width) => drawProgram(looked(Number(chosen.program)), chosen.path === "shown", width),
      ),
    ];

    function drawProgram(state, path, width) {
      const { profile, row } = state;
      const right = width - chart.right;
      const columns = right - chart.left;
      if (columns < 40) return [];
      const canvas = vtasim.element("canvas", {
        class: "timeline",
        tabindex: 0,
        role: "img",
        "aria-label": `Timeline of ${row.program}`,
        style: `height: ${chart.height}px`,
      });
      canvas.dataset.width = width;
      const told = vtasim.element("p", { class: "range", "aria-live": "polite" });
      const panel = vtasim.element("pre", { class: "pointed", "aria-live": "polite" });
      const whole = d3.scaleLinear().domain([0, profile.window]).range([chart.left, right]);

      let due = false;
      const drawNow = (paper = false) => {
        due = false;
        const pointed = state.hovered >= 0 ? state.hovered : state.chosen;
        chart.draw(canvas, profile, { from: state.from, to: state.to, path, pointed, paper });
      };
      const redraw = () => {
        const bin = Math.max(1, (4 * (state.to - state.from)) / columns);
        told.textContent =
          `Cycles ${count(Math.floor(state.from))} to ${count(Math.ceil(state.to - 1e-6))} of ${count(profile.window)}; shares of ` +
          `${bin < 10 ? bin.toFixed(1) : count(Math.round(bin))} cycles each`;
        panel.textContent = state.chosen < 0 ? "" : profile.tell(state.chosen);
        panel.hidden = state.chosen < 0;
        if (due) return;
        due = true;
        requestAnimationFrame(() => drawNow());
      };

      const zoom = d3
        .zoom()
        .extent([[chart.left, 0], [right, chart.height]])
        .translateExtent([[chart.left, 0], [right, chart.height]])
        .scaleExtent([1, Math.max(1, (profile.window * kMostZoom) / columns)])
        .on("zoom", () => {
          const [from, to] = d3.event.transform.rescaleX(whole).domain();
          [state.from, state.to] = [Math.max(0, from), Math.min(profile.window, to)];
          sight.look(state.from, state.to, view);
          redraw();
        });
      const selection = d3.select(canvas).call(zoom);
      const show = (from, to) => {
        const scale = Math.min(profile.window / (to - from), zoom.scaleExtent()[1]);
        const middle = whole((from + to) / 2);
        selection.call(zoom.transform, d3.zoomIdentity.translate((chart.left + right) / 2 - scale * middle, 0).scale(scale));
      };
      const sight = vtasim.sight(row, profile.window);
      const view = { element: canvas, show };
      sight.join(view);

      const choose = (i) => {
        if (i === state.chosen) return;
        state.chosen = i;
        redraw();
      };
      const hover = (i) => {
        if (i === state.hovered) return;
        state.hovered = i;
        redraw();
      };
      const found = (event) => {
        const box = canvas.getBoundingClientRect();
        const [x, y] = [event.clientX - box.left, event.clientY - box.top];
        if (x < chart.left || x >= right) return null;
        return chart.at(profile, x, y, state.from + ((x - chart.left) / columns) * (state.to - state.from));
      };
      const away = (event) => {
        vtasim.tell(event, "");
        hover(-1);
      };
      canvas.addEventListener("pointermove", (event) => {
        const place = event.buttons === 0 ? found(event) : null;
        if (!place) return away(event);
        const unit = profile.units[place.unit];
        const i = unit.instruction[place.stretch];
        hover(place.unit === "fetch" ? -1 : i);
        const kind = unit.kinds[unit.kind[place.stretch]];
        const [from, to] = [unit.begin[place.stretch], unit.begin[place.stretch + 1]];
        const here = `${place.unit}, cycles ${count(from)} to ${count(to)}: ${kind.text}`;
        vtasim.tell(event, i < 0 ? here : `${here}\n\n${place.unit === "fetch" ? `at ${profile.name(i)}` : profile.tell(i)}`);
      });
      canvas.addEventListener("pointerleave", away);
      canvas.addEventListener("click", () => choose(state.hovered));

      // The instruction of a unit that runs in a cycle, or the next one.
      const of = (unit) => {
        const list = [];
        for (let i = 0; i < profile.size; ++i) if (profile.unitOf(i) === unit && profile.start[i] >= 0) list.push(i);
        return list.sort((a, b) => profile.start[a] - profile.start[b]);
      };
      const near = (unit, cycle) => {
        const list = of(unit);
        return list.find((i) => profile.end[i] < 0 || profile.end[i] > cycle) ?? list[list.length - 1] ?? -1;
      };
      const reveal = (i) => {
        if (i < 0) return;
        choose(i);
        const end = profile.end[i] < 0 ? profile.window : profile.end[i];
        if (profile.start[i] >= state.from && end <= state.to) return;
        const span = state.to - state.from;
        const from = Math.max(0, Math.min(profile.window - span, (profile.start[i] + end - span) / 2));
        show(from, from + span);
      };
      const step = (by) => {
        if (state.chosen < 0) return reveal(near("compute", state.from));
        const list = of(profile.unitOf(state.chosen));
        reveal(list[list.indexOf(state.chosen) + by] ?? state.chosen);
      };
      const change = (by) => {
        const units = ["load", "compute", "store"];
        if (state.chosen < 0) return reveal(near("compute", state.from));
        const unit = units[units.indexOf(profile.unitOf(state.chosen)) + by];
        if (unit) reveal(near(unit, profile.start[state.chosen]));
      };
      const span = () => state.to - state.from;
      const keys = {
        "+": () => selection.call(zoom.scaleBy, 1.5),
        "=": () => selection.call(zoom.scaleBy, 1.5),
        "-": () => selection.call(zoom.scaleBy, 1 / 1.5),
        ArrowLeft: () => selection.call(zoom.translateBy, (0.2 * span() * columns) / span() / d3.zoomTransform(canvas).k, 0),
        ArrowRight: () => selection.call(zoom.translateBy, (-0.2 * span() * columns) / span() / d3.zoomTransform(canvas).k, 0),
        ArrowUp: () => change(-1),
        ArrowDown: () => change(1),
        n: () => step(1),
        p: () => step(-1),
        Home: () => show(0, profile.window),
        Enter: () => {
          if (state.chosen < 0 || profile.start[state.chosen] < 0) return;
          const from = profile.start[state.chosen];
          const to = profile.end[state.chosen] < 0 ? profile.window : profile.end[state.chosen];
          const margin = Math.max(2, 0.1 * (to - from));
          show(Math.max(0, from - margin), Math.min(profile.window, to + margin));
        },
      };
      canvas.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
        event.preventDefault();
        keys[event.key]();
      });

      watch(canvas, drawNow);
      redraw();
      const parts = vtasim.units.flatMap((unit) => profile.units[unit].kinds);
      const verdict = row.finished ? `${count(row.cycles)} cycles. ${row.verdict}` : `It does not finish: ${row.problem ?? "it was stopped"}.`;
      return [
        vtasim.element("p", { class: row.finished ? null : "wrong" }, verdict),
        vtasim.partsLegend(parts.sort((a, b) => a.place - b.place)),
        canvas,
        told,
        panel,
      ];
    }

    // Colours change with what the reader prefers, and on paper; a canvas does not by itself. Only the one that is on the
    // page listens.
    function watch(canvas, drawNow) {
      const dark = matchMedia("(prefers-color-scheme: dark)");
      const heard = [
        [dark, "change", () => drawNow()],
        [window, "beforeprint", () => drawNow(true)],
        [window, "afterprint", () => drawNow()],
      ];
      for (const [target, event, draw] of heard) {
        const listen = () => (canvas.isConnected ? draw() : target.removeEventListener(event, listen));
        target.addEventListener(event, listen);
      }
    }
  },
});
