#pragma once

#include <string_view>

namespace vtasim::page {

// The files of browser/, and the chart library, as they were when this was built (scripts/embed.cmake).

extern const std::string_view kTemplate;        ///< page.html, with what goes into it between braces.
extern const std::string_view kStyle;           ///< page.css.
extern const std::string_view kScript;          ///< The scripts, one behind the other.
extern const std::string_view kLibrary;         ///< D3.
extern const std::string_view kLibraryLicense;  ///< That of D3.

}  // namespace vtasim::page
