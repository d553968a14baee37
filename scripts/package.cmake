# Packages of an installation, made by `cpack` in the build tree: Debian packages of the program (vtasim) and of the
# libraries (libvtasim-dev).
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_PACKAGE_VENDOR vtasim)
# A .deb must name one, with an address: as Debian's own tools take it, DEBFULLNAME and DEBEMAIL of whoever builds it, or
# else that it is nobody's.
if("$ENV{DEBEMAIL}" STREQUAL "")
  set(MAINTAINER "local build <nobody@localhost>")
else()
  set(MAINTAINER "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
  string(STRIP "${MAINTAINER}" MAINTAINER)
endif()
set(CPACK_PACKAGE_CONTACT "${MAINTAINER}" CACHE STRING "Whom packages name as their maintainer")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program development)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME vtasim)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION electronics)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "The program, with the configurations, layers and networks that it is shipped with.")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libvtasim-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "Headers and static libraries, for find_package(vtasim CONFIG) of CMake.")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
    "vtasim (= ${PROJECT_VERSION}), pkg-config, libsystemc-dev, libfmt-dev, libhwy-dev, nlohmann-json3-dev, libxxhash-dev, libutf8proc-dev")

# What the program is linked with. Without dpkg-dev nothing says which packages that is in.
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
mark_as_advanced(DPKG_SHLIBDEPS)
if(DPKG_SHLIBDEPS)
  set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
else()
  message(STATUS "no dpkg-shlibdeps (package dpkg-dev): a .deb of this build will not name the libraries it needs")
endif()
include(CPack)
