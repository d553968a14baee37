#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace vtasim {

enum class Scheme { light, dark };

/// What a browser makes of a page, as HTML, once its scripts have run. The test fails where the browser does, or where
/// a script does. A browser that nobody looks at draws frames when it likes, if at all: here they come as timers do,
/// which it waits for.
std::string shown(const std::filesystem::path& page, Scheme preferred = Scheme::light);

/// The same after a script that runs behind the page's own.
std::string shown_after(const std::filesystem::path& page, const std::string& script, Scheme preferred = Scheme::light);

/// A text that a script left in the page's title.
std::string told(const std::string& page);

/// How often `part` stands in a text.
std::size_t count(const std::string& text, const std::string& part);

/// The page's section `id`, with its heading; "" without one.
std::string section(const std::string& page, const std::string& id);

/// The rows of the first table in a part of a page, without its heading's.
std::size_t table_rows(const std::string& part);

}  // namespace vtasim
