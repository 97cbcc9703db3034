# The public header alone: it is C11 and C++, it is enough to compile a
# pipeline, and a program gets PIPEC_ENOMEM wherever memory runs out.
add_library(header_c OBJECT header.c)
target_link_libraries(header_c PRIVATE pipec_shared pipec_warnings)

include(CheckLanguage)
check_language(CXX)
if(CMAKE_CXX_COMPILER)
    enable_language(CXX)
    add_library(header_cxx OBJECT header.cpp)
    target_compile_options(header_cxx PRIVATE
        -Wall -Wextra -Wpedantic -Wold-style-cast -Werror)
    target_link_libraries(header_cxx PRIVATE pipec_shared)
endif()

# With the archives linked in, --wrap sees their allocations, too.
add_executable(api api.c api_build.c ${pipec_objects})
target_include_directories(api PRIVATE ${PROJECT_SOURCE_DIR}/include)
target_compile_definitions(api PRIVATE _POSIX_C_SOURCE=200809L)
target_link_libraries(api PRIVATE pipec_warnings pipec_tool_deps)
target_link_options(api PRIVATE
    -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free)
add_test(NAME api COMMAND api
    ${PROJECT_SOURCE_DIR}/examples/hydra/mnist.pipe.yaml
    ${PROJECT_SOURCE_DIR}/testdata/cli/json/input.pipe.yaml)
set_tests_properties(api PROPERTIES LABELS api TIMEOUT 600)

# An installed pipec is found by find_package and by pkg-config.
add_test(NAME install
    COMMAND ${CMAKE_COMMAND} -D BUILD=${PROJECT_BINARY_DIR}
            -D SOURCE=${CMAKE_CURRENT_SOURCE_DIR}/installed
            -D COMPILER=${CMAKE_C_COMPILER} -D SANITIZE=${PIPEC_SANITIZE}
            -P ${CMAKE_CURRENT_SOURCE_DIR}/install.cmake)
set_tests_properties(install PROPERTIES LABELS api TIMEOUT 300)
