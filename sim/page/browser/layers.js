"use strict";

// What a network costs: by mapping, and layer by layer with the fastest one.
vtasim.views.push({
  id: "layers",
  title: "Layers",
  draw: (results) => {
    if (results.layers.length < 2 || results.finished.length === 0) return [];
    const format = vtasim.format;
    const totals = vtasim.table({
      label: "Networks by mapping",
      columns: [
        vtasim.distinct(results.totals.map((row) => row.file)).length > 1 ? { head: "file", value: results.file_name } : null,
        results.hardware.length > 1 ? { head: "hardware", value: (row) => row.hardware } : null,
        { head: "mapping", value: (row) => row.mapping },
        { head: "requantized", value: (row) => row.requantization },
        { head: "layers", value: (row) => row.layers, kind: "figure", text: (row) => `${row.layers} of ${row.of_layers}` },
        { head: "cycles", value: (row) => row.cycles, kind: "figure", bar: true },
        { head: "cycles / bound", value: (row) => row.cycles / row.bound, kind: "figure", text: (row) => format.ratio(row.cycles / row.bound) },
        { head: "DRAM bytes read", value: (row) => row.read_bytes, kind: "figure" },
        { head: "DRAM bytes written", value: (row) => row.written_bytes, kind: "figure" },
        { head: "bytes packed by host", value: (row) => row.packed_bytes, kind: "figure" },
        { head: "together, ms", value: (row) => row.seconds, kind: "figure", text: (row) => format.milliseconds(row.seconds) },
      ].filter((column) => column !== null),
      rows: results.totals,
    });
    const layers = vtasim.figure(
      [{ name: "hardware", label: "hardware", options: results.hardware.map((name) => ({ value: name, text: name })) }],
      (chosen) => {
        const rows = vtasim.fastest(results.finished.filter((row) => row.hardware === chosen.hardware));
        const sum = d3.sum(rows, (row) => row.cycles);
        return vtasim.table({
          label: "Layers with their fastest mapping",
          columns: [
            { head: "layer", value: (row) => row.layer },
            { head: "fastest mapping", value: (row) => row.label },
            { head: "cycles", value: (row) => row.cycles, kind: "figure", bar: true },
            { head: "of all", value: (row) => row.cycles / sum, kind: "figure", text: (row) => format.percent(row.cycles / sum) },
            { head: "utilization", value: (row) => row.utilization, kind: "figure", text: (row) => format.percent(row.utilization) },
            { head: "cycles / bound", value: (row) => row.over_bound, kind: "figure", text: (row) => format.ratio(row.over_bound) },
            { head: "cycles / layer's bound", value: (row) => row.over_layer_bound, kind: "figure", text: (row) => format.ratio(row.over_layer_bound) },
            { head: "DRAM bytes", value: (row) => row.read_bytes + row.written_bytes, kind: "figure" },
            { head: "together, ms", value: (row) => row.seconds, kind: "figure", text: (row) => format.milliseconds(row.seconds) },
          ],
          rows,
        });
      },
    );
    return [
      vtasim.element("p", { class: "note" }, "Sums over the layers that a mapping takes; fastest takes of each layer the mapping with the fewest cycles."),
      ...totals,
      vtasim.element("p", { class: "note" }, "Each layer by its fastest mapping:"),
      ...layers,
    ];
  },
});
