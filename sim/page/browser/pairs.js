"use strict";

// Pairs of layers: apart and fused.
vtasim.views.push({
  id: "pairs",
  title: "Pairs of layers",
  draw: (results) => {
    if (results.pairs.length === 0) return [];
    const format = vtasim.format;
    const cycles = (row) => (row.cycles >= 0 ? row.cycles : undefined);
    const columns = [
      vtasim.distinct(results.pairs.map((row) => row.file)).length > 1 ? { head: "file", value: results.file_name } : null,
      { head: "pair", value: (row) => row.pair },
      { head: "hardware", value: (row) => row.hardware },
      { head: "how", value: results.pair_way },
      { head: "cycles", value: cycles, kind: "figure", bar: true },
      { head: "cycles / bound", value: (row) => cycles(row) / row.bound, kind: "figure", text: (row) => format.ratio(cycles(row) / row.bound) },
      { head: "DRAM bytes read", value: (row) => row.bytes_read, kind: "figure" },
      { head: "DRAM bytes written", value: (row) => row.bytes_written, kind: "figure" },
      { head: "bytes packed by host", value: (row) => row.packed_bytes, kind: "figure" },
      { head: "converted between", value: (row) => row.converted_bytes, kind: "figure" },
      {
        head: "together, ms",
        value: (row) => row.computing_seconds + row.host_seconds,
        kind: "figure",
        text: (row) => format.milliseconds(row.computing_seconds + row.host_seconds),
      },
      vtasim.verdict,
    ];
    return vtasim.table({ columns: columns.filter((column) => column !== null), rows: results.pairs, label: "Pairs of layers" });
  },
});
