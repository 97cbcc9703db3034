# The command. It sees <pipec.h> only; where the archives exist, libyaml and
# PCRE2 are linked into it, so that one file can be copied to another machine.
find_library(YAML_ARCHIVE libyaml.a HINTS ${YAML_LIBRARY_DIRS} ${YAML_LIBDIR})
find_library(PCRE2_ARCHIVE libpcre2-8.a HINTS ${PCRE2_LIBRARY_DIRS} ${PCRE2_LIBDIR})
mark_as_advanced(YAML_ARCHIVE PCRE2_ARCHIVE)

add_library(pipec_tool_deps INTERFACE)
foreach(dep YAML PCRE2)
    if(${dep}_ARCHIVE)
        target_link_libraries(pipec_tool_deps INTERFACE ${${dep}_ARCHIVE})
    else()
        target_link_libraries(pipec_tool_deps INTERFACE PkgConfig::${dep})
    endif()
endforeach()

add_executable(pipec_tool ${tool_sources} ${pipec_objects})
set_target_properties(pipec_tool PROPERTIES
    OUTPUT_NAME pipec POSITION_INDEPENDENT_CODE ON)
target_include_directories(pipec_tool PRIVATE ${PROJECT_SOURCE_DIR}/include)
target_compile_definitions(pipec_tool PRIVATE _POSIX_C_SOURCE=200809L)
target_link_libraries(pipec_tool PRIVATE pipec_warnings pipec_tool_deps)
target_link_options(pipec_tool PRIVATE $<$<BOOL:${PIPEC_HARDEN}>:-pie>)

# One file for every Linux of its kind of processor. What libc could do only
# with its shared part (names of users and hosts, dlopen) is a warning of the
# linker, and so an error.
if(PIPEC_STATIC)
    if(NOT YAML_ARCHIVE OR NOT PCRE2_ARCHIVE)
        message(FATAL_ERROR "PIPEC_STATIC needs libyaml.a and libpcre2-8.a")
    endif()
    target_compile_options(pipec_warnings INTERFACE
        -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=
        -ffile-prefix-map=${PROJECT_BINARY_DIR}/=)
    target_link_options(pipec_tool PRIVATE -static-pie -Wl,--fatal-warnings)
endif()
