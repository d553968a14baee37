# What an installation has, in two components: `program`, the program with the configurations that it is shipped with,
# and `development`, the rooms up to vtasim_experiment with all of the compiler's, as the package vtasim of
# find_package(): libraries vtasim::ROOM, with headers in include/vtasim by the same paths as here.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(CONFIGS_DESTINATION ${CMAKE_INSTALL_DATADIR}/vtasim)
install(TARGETS vtasim RUNTIME COMPONENT program)
# A part of the program: pages have D3 in them.
install(FILES ${VTASIM_D3_LICENSE} DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME d3.copyright COMPONENT program)
install(DIRECTORY configs/ DESTINATION ${CONFIGS_DESTINATION} COMPONENT program)

set(PACKAGE_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/vtasim)
get_target_property(ROOMS vtasim_experiment VTASIM_ROOMS)
list(REMOVE_DUPLICATES ROOMS)
install(TARGETS ${ROOMS} vtasim_compiler EXPORT vtasimTargets
        ARCHIVE COMPONENT development
        FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/vtasim COMPONENT development)
install(EXPORT vtasimTargets NAMESPACE vtasim:: DESTINATION ${PACKAGE_DESTINATION} COMPONENT development)

configure_package_config_file(scripts/vtasimConfig.cmake.in vtasimConfig.cmake INSTALL_DESTINATION ${PACKAGE_DESTINATION}
                              PATH_VARS CONFIGS_DESTINATION NO_CHECK_REQUIRED_COMPONENTS_MACRO)
# Before 1.0 a minor version may change what there is.
write_basic_package_version_file(vtasimConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/vtasimConfig.cmake ${PROJECT_BINARY_DIR}/vtasimConfigVersion.cmake
        DESTINATION ${PACKAGE_DESTINATION} COMPONENT development)
