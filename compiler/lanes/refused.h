#pragma once

#include "isa/base/error.h"

namespace vtasim::compiler {

/// There is no program of a layer by a mapping on a configuration: the mapping takes other layers, or DRAM, a
/// scratchpad, a field of an instruction or spare lanes do not hold what it needs. An answer about that mapping, with
/// which others are tried; any other Error is a fault, and must not be taken for it.
class Refused : public Error {
 public:
  using Error::Error;
};

/// The mapping is made for other kinds of layers, or configurations: no fault of this layer's sizes.
class OtherKind : public Refused {
 public:
  using Refused::Refused;
};

}  // namespace vtasim::compiler
