#pragma once

#include <cstdint>
#include <vector>

#include "compiler/program/build_program.h"

namespace vtasim::compiler {

/// Where a node's program lies in the one DRAM of a network.
struct NodePlacement {
  std::vector<std::uint64_t> inputs;  ///< Where the tensors that the node reads lie.
  std::uint64_t output = 0;
  std::uint64_t begin = kFirstPage;  ///< What the program has for itself begins there.
};

/// A node of a graph lowered, its schedule decided: a program with its weights that can be put anywhere.
class NodeProgram {
 public:
  NodeProgram() = default;
  NodeProgram(const NodeProgram&) = delete;
  NodeProgram& operator=(const NodeProgram&) = delete;
  virtual ~NodeProgram() = default;

  /// The program, all that its DRAM holds but the inputs. Throws Error where DRAM does not reach that far.
  virtual BuiltProgram place(const NodePlacement& placement) const = 0;
};

}  // namespace vtasim::compiler
