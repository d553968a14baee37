"use strict";

// The rows of compare, as it shows them, sortable.
vtasim.views.push({
  id: "programs",
  title: "Mappings compared",
  draw: (results) => {
    if (results.programs.length === 0) return [];
    const format = vtasim.format;
    const figure = (head, value, text) => ({ head, value, kind: "figure", text: text ? (row) => text(value(row)) : undefined });
    const columns = [
      results.layers.length > 1 ? { head: "layer", value: (row) => row.layer } : null,
      results.hardware.length > 1 ? { head: "hardware", value: (row) => row.hardware } : null,
      { head: "mapping", value: (row) => row.label },
      { ...figure("cycles", (row) => row.cycles), bar: true },
      figure("utilization", (row) => row.utilization, format.percent),
      figure("GEMM issue", (row) => row.gemm_issue, format.percent),
      figure("ALU cycles", (row) => row.alu_cycles),
      figure("DRAM bytes read", (row) => row.read_bytes),
      figure("DRAM bytes written", (row) => row.written_bytes),
      figure("bytes packed by host", (row) => row.packed_bytes),
      figure("lower bound", (row) => row.bound),
      figure("cycles / bound", (row) => row.over_bound, format.ratio),
      figure("cycles / layer's bound", (row) => row.over_layer_bound, format.ratio),
      figure("together, ms", (row) => row.seconds, format.milliseconds),
      vtasim.verdict,
    ].filter((column) => column !== null);
    const hosts = vtasim.distinct(results.files.filter((file) => file.host).map((file) => file.host));
    const note = `Together are the time of the accelerator and of packing on the host, by host model ${hosts.join(", ")}. ` +
      "Click a heading to sort.";
    return [
      vtasim.element("p", { class: "note" }, note),
      ...vtasim.table({ columns, rows: results.programs, label: "Mappings compared" }),
    ];
  },
});
