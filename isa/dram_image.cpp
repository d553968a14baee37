#include "isa/dram_image.h"

#include <algorithm>
#include <new>
#include <utility>

namespace vtasim::isa {

DramImage::DramImage(std::size_t size) : size_(size) {
  if (size == 0) return;
  bytes_.reset(static_cast<std::uint8_t*>(std::calloc(size, 1)));
  if (bytes_ == nullptr) throw std::bad_alloc();
}

DramImage::DramImage(const std::vector<std::uint8_t>& bytes) : DramImage(bytes.size()) {
  std::copy(bytes.begin(), bytes.end(), begin());
}

DramImage::DramImage(std::initializer_list<std::uint8_t> bytes) : DramImage(bytes.size()) {
  std::copy(bytes.begin(), bytes.end(), begin());
}

DramImage::DramImage(const DramImage& other) : DramImage(other.size()) {
  std::copy(other.begin(), other.end(), begin());
}

DramImage::DramImage(DramImage&& other) noexcept
    : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

DramImage& DramImage::operator=(const DramImage& other) { return *this = DramImage(other); }

DramImage& DramImage::operator=(DramImage&& other) noexcept {
  bytes_ = std::move(other.bytes_);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

void DramImage::resize(std::size_t size) {
  DramImage resized(size);
  std::copy_n(begin(), std::min(size_, size), resized.begin());
  *this = std::move(resized);
}

bool operator==(const DramImage& a, const DramImage& b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

}  // namespace vtasim::isa
