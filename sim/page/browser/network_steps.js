"use strict";

// The steps of a planned network: what each takes, and where its cycles go. A second run beside it shows what differs.
vtasim.views.push({
  id: "network-steps",
  title: "Steps of networks",
  draw: (results) => {
    const runs = results.planned;
    if (runs.length === 0) return [];
    const format = vtasim.format;
    const kNone = "";
    const options = runs.map((row, i) => ({ value: String(i), text: row.label }));
    const twin = runs.findIndex((row, i) => i > 0 && row.network === runs[0].network && row.hardware === runs[0].hardware);
    const cycles = (step) => (step && step.cycles >= 0 ? step.cycles : undefined);
    const milliseconds = (step) => (step && step.host_seconds > 0 ? step.host_seconds : undefined);
    const nameOf = (step) => (step.operation === "layout" && step.on === "host" ? `${step.name}: layout` : step.name);
    return [
      vtasim.element(
        "p",
        { class: "note" },
        "In the order in which they run: an operation, two in one program, or a change of layout. Bars are what compute did, or " +
          "all modules; the host's are as long as the accelerator's cycles in that time. The mark is the lower bound of the program. Point at a part " +
          "for its cycles.",
      ),
      ...vtasim.figure(
        [
          { name: "run", label: "network", options },
          {
            name: "beside",
            label: "beside it",
            options: runs.length > 1 ? [{ value: kNone, text: "nothing" }, ...options] : [],
            initial: twin > 0 ? String(twin) : kNone,
          },
          { name: "modules", label: "modules", options: [{ value: "compute", text: "compute" }, { value: "all", text: "all" }] },
          { name: "scale", label: "scale", options: [{ value: "cycles", text: "cycles" }, { value: "share", text: "share of the step" }] },
        ],
        (chosen, width) => {
          const shown = vtasim.distinct([chosen.run, chosen.beside]).filter((index) => index !== kNone).map((index) => runs[Number(index)]);
          return [...(shown.length === 1 ? tableOf(shown[0]) : tableOfBoth(shown)), ...bars(shown, chosen, width)];
        },
      ),
    ];

    function tableOf(run) {
      const figure = (head, value, text) => ({ head, value, kind: "figure", text: text ? (step) => text(value(step)) : undefined });
      return vtasim.table({
        label: `Steps of ${run.label}`,
        columns: [
          { head: "step", value: (step) => step.name },
          { head: "operation", value: (step) => step.operation },
          { head: "how", value: (step) => step.how },
          { ...figure("cycles", cycles), bar: true },
          figure("share", (step) => cycles(step) / run.cycles, format.percent),
          figure("utilization", (step) => step.utilization, format.percent),
          figure("cycles / bound", (step) => cycles(step) / step.bound, format.ratio),
          figure("DRAM bytes read", (step) => step.read_bytes),
          figure("DRAM bytes written", (step) => step.written_bytes),
          figure("host, ms", milliseconds, format.milliseconds),
          vtasim.verdict,
        ],
        rows: run.steps,
      });
    }

    // Steps of one name in a row, in the order of the first run. Those that only the second has come before what both
    // have next, or behind the step of the first run that leaves the same tensor.
    function merged(first, second) {
      const keysOf = (run) => {
        const seen = new Map();
        return run.steps.map((step) => {
          const key = JSON.stringify([step.operation === "layout", run.dram.arrays[step.writes].tensor]);
          seen.set(key, (seen.get(key) ?? 0) + 1);
          return `${key}${seen.get(key)}`;
        });
      };
      const [of_first, of_second] = [keysOf(first), keysOf(second)];
      const place = new Map(of_second.map((key, i) => [key, i]));
      const both = new Set(of_first.filter((key, i) => place.has(key) && first.steps[i].name === second.steps[place.get(key)].name));
      const rows = [];
      let told = 0;  // Of the second run's steps.
      const tellOthers = (end) => {
        for (; told < end; ++told) {
          if (!both.has(of_second[told])) rows.push([undefined, second.steps[told]]);
        }
      };
      of_first.forEach((key, i) => {
        const at = place.get(key);
        if (both.has(key)) {
          tellOthers(at);
          rows.push([first.steps[i], second.steps[at]]);
        } else {
          rows.push([first.steps[i], undefined]);
          if (at !== undefined) tellOthers(at + 1);
        }
      });
      tellOthers(of_second.length);
      return rows;
    }

    function tableOfBoth(shown) {
      const rows = merged(...shown);
      const how = (i) => (pair) => pair[i]?.how ?? "not there";
      const same = ([a, b]) => a && b && a.how === b.how;
      const columns = (head, value, text) =>
        shown.map((run, i) => ({
          head: `${head} ${i + 1}`,
          value: (pair) => value(pair[i]),
          kind: "figure",
          text: text ? (pair) => text(value(pair[i])) : undefined,
        }));
      return [
        vtasim.element("p", { class: "note" }, shown.map((run, i) => `${i + 1}: ${run.label}`).join("; ")),
        ...vtasim.table({
          label: `Steps of ${shown.map((run) => run.label).join(" and ")}`,
          columns: [
            { head: "step", value: ([a, b]) => (a ?? b).name },
            { head: "operation", value: ([a, b]) => (a ?? b).operation },
            { head: "how 1", value: how(0), class: (pair) => (pair[0] ? "" : "note") },
            {
              head: "how 2",
              value: how(1),
              text: (pair) => (same(pair) ? "the same" : how(1)(pair)),
              class: (pair) => (same(pair) || !pair[1] ? "note" : "differs"),
            },
            ...columns("cycles", cycles),
            vtasim.change(([a, b]) => cycles(b) / cycles(a) - 1),
            ...columns("DRAM bytes read", (step) => step?.read_bytes),
            ...columns("DRAM bytes written", (step) => step?.written_bytes),
            ...columns("host, ms", milliseconds, format.milliseconds),
          ],
          rows,
        }),
      ];
    }

    function bars(shown, chosen, width) {
      const programs = [];
      const pairs = shown.length === 1 ? shown[0].steps.map((step) => [step]) : merged(...shown);
      for (const pair of pairs) {
        let joined = false;
        pair.forEach((step, i) => {
          const number = shown.length > 1 ? ` ${i + 1}` : "";
          const bar = step && barOf(step, shown[i], number, chosen);
          if (!bar) return;
          programs.push({ ...bar, name: joined ? "" : nameOf(step), joined });
          joined = true;
        });
      }
      return vtasim.cycleBars(programs, chosen.scale === "share", width);
    }

    // Nothing for a program that did not finish.
    function barOf(step, run, number, chosen) {
      const title = `${step.name} (${step.operation}), ${run.label}\n${step.how}`;
      if (step.on === "host") {
        const told = `${format.milliseconds(step.host_seconds)} ms`;
        const length = step.host_seconds * run.accelerator_hz;
        return { title, told, cycles: length, modules: [{ name: `host${number}`, parts: [{ colour: "host", text: "the host's work", cycles: length, waits: false, detail: step.how }] }] };
      }
      if (!(step.cycles > 0)) return null;
      const modules = vtasim.partsByCause(step).filter((module) => chosen.modules === "all" || module.name === "compute");
      return { title, cycles: step.cycles, bound: step.bound, modules: modules.map((module) => ({ ...module, name: module.name + number })) };
    }
  },
});
