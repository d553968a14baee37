#include "compiler/layout/packing_work.h"

#include "compiler/layout/layout_pieces.h"
#include "compiler/packing/packing.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

/// Of pieces of which each byte that is read becomes `widening` bytes.
PackingWork work_of(const TensorLayout& from, const std::vector<ByteSource>& to, int widening, int line_bytes) {
  PackingWork work;
  std::int64_t line = -1;  // That was read last.
  for_each_piece(from, to, [&](const LayoutPiece& piece) {
    ++work.pieces;
    if (!piece.source.is_element()) return;
    const std::int64_t first = piece.source.index() / line_bytes;
    const std::int64_t last = (std::int64_t{piece.source.index()} + piece.bytes - 1) / line_bytes;
    work.lines += last - first + (first == line ? 0 : 1);
    line = last;
  });
  work.bytes = static_cast<std::int64_t>(to.size()) * widening;
  work.lines += ceil_div(work.bytes, line_bytes);
  return work;
}

}  // namespace

PackingWork& PackingWork::operator+=(const PackingWork& other) {
  bytes += other.bytes;
  pieces += other.pieces;
  lines += other.lines;
  return *this;
}

PackingWork work_of_change(const TensorLayout& from, const TensorLayout& to, int line_bytes) {
  return work_of(from, to.sources(), 1, line_bytes);
}

PackingWork work_of_packing(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config,
                            int line_bytes) {
  if (!mapping.host_packed) return {};
  const TensorLayout from = host_layout({layer.batch, layer.channels, layer.height, layer.width}, HostOrder::nchw);
  const int widening = mapping.nest.in_acc() ? static_cast<int>(sizeof(std::int32_t)) : 1;
  return work_of(from, activation_lanes(layer, mapping, config), widening, line_bytes);
}

}  // namespace vtasim::compiler
