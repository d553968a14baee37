#pragma once

#include "compiler/program/build_program.h"

namespace vtasim::compiler {

/// A node of a graph lowered, its schedule decided: a program with its weights that can be put anywhere.
class NodeProgram {
 public:
  NodeProgram() = default;
  NodeProgram(const NodeProgram&) = delete;
  NodeProgram& operator=(const NodeProgram&) = delete;
  virtual ~NodeProgram() = default;

  /// The program, all that its DRAM holds but the inputs: the node's first is its activation, a second its residual,
  /// and there may be others. Throws Error where DRAM does not reach that far.
  virtual BuiltProgram place(const Placement& placement) const = 0;
};

}  // namespace vtasim::compiler
