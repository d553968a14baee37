#include "compiler/mappings/registry.h"
#include "compiler/operations/mapped_operation.h"
#include "compiler/tiling/maximum_form.h"
#include "isa/rules/field_limits.h"

namespace vtasim::compiler {
namespace {

/// A depthwise layer with the shapes of a pooling.
Layer layer_of(const PoolWindow& window, const std::string& name, const Shape& shape) {
  Layer layer = depthwise_layer_on(shape);
  layer.name = name;
  layer.kernel_h = window.kernel_h;
  layer.kernel_w = window.kernel_w;
  layer.stride_h = window.stride_h;
  layer.stride_w = window.stride_w;
  layer.pad_top = window.pad_top;
  layer.pad_bottom = window.pad_bottom;
  layer.pad_left = window.pad_left;
  layer.pad_right = window.pad_right;
  return layer;
}

}  // namespace

MappedOperation map_max_pool(const MaxPool& pool, const std::string& name, const Shape& shape,
                             const isa::HardwareConfig& config) {
  MappedOperation operation;
  operation.layer = layer_of(pool.window, name, shape);
  Mapping& mapping = operation.mapping;
  mapping = make_mapping("diagonal", operation.layer, config);
  mapping.name = "max-pool";
  LoopNest& nest = mapping.nest;
  if (mapping.host_padding) {
    // LOAD cannot write so much padding; maxima take in none.
    nest.plane_rows = shape.h;
    nest.plane_cols = shape.w;
    nest.pad_rows = pool.window.pad_top;
    nest.pad_cols = pool.window.pad_left;
    mapping.host_padding = mapping.host_packed = false;
  }
  nest.maximum = choose_maximum_form(nest, isa::addressable_depth(isa::Buffer::acc, config),
                                     isa::addressable_depth(isa::Buffer::inp, config));
  return operation;
}

}  // namespace vtasim::compiler
