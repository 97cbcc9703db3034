# pipec::pipec for find_package(pipec), pipec.pc for pkg-config.
include(CMakePackageConfigHelpers)

install(TARGETS pipec_static pipec_shared EXPORT pipec-targets)
# The component that pyproject.toml puts into a wheel.
if(TARGET pipec_tool AND SKBUILD)
    install(TARGETS pipec_tool DESTINATION ${SKBUILD_SCRIPTS_DIR} COMPONENT tool)
elseif(TARGET pipec_tool)
    install(TARGETS pipec_tool COMPONENT tool)
endif()
# FOLDER/copyright of each library that is linked in, as FOLDER.
foreach(file IN LISTS PIPEC_LICENSES)
    get_filename_component(folder ${file} DIRECTORY)
    get_filename_component(name ${folder} NAME)
    install(FILES ${file} DESTINATION ${SKBUILD_METADATA_DIR}/licenses
        RENAME ${name} COMPONENT tool)
endforeach()
install(FILES include/pipec.h TYPE INCLUDE)
install(EXPORT pipec-targets NAMESPACE pipec::
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/pipec)

configure_package_config_file(cmake/pipec-config.cmake.in
    ${PROJECT_BINARY_DIR}/pipec-config.cmake
    INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/pipec)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/pipec-config-version.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/pipec-config.cmake
    ${PROJECT_BINARY_DIR}/pipec-config-version.cmake
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/pipec)

# Relative, so that the installed tree can be moved.
file(RELATIVE_PATH PC_TO_PREFIX
    ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" PC_TO_PREFIX "${PC_TO_PREFIX}")
configure_file(cmake/pipec.pc.in ${PROJECT_BINARY_DIR}/pipec.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/pipec.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
