# pipec_warnings: what every file of ours is compiled and linked with.
add_library(pipec_warnings INTERFACE)
target_compile_options(pipec_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wcast-qual
    -Wpointer-arith -Wformat=2 -Wundef -Wvla -Wimplicit-fallthrough
    -Wdouble-promotion -Wswitch-enum
    $<$<C_COMPILER_ID:GNU>:-Wduplicated-cond>
    $<$<C_COMPILER_ID:GNU>:-Wduplicated-branches>
    $<$<C_COMPILER_ID:GNU>:-Wlogical-op>
    $<$<C_COMPILER_ID:GNU>:-Wnull-dereference>
    $<$<C_COMPILER_ID:Clang>:-Wmissing-variable-declarations>
    $<$<C_COMPILER_ID:Clang>:-Wcomma>
    $<$<C_COMPILER_ID:Clang>:-Wunreachable-code>
    $<$<BOOL:${PIPEC_WERROR}>:-Werror>)

if(PIPEC_SANITIZE)
    target_compile_options(pipec_warnings INTERFACE
        -fsanitize=${PIPEC_SANITIZE} -fno-sanitize-recover=all
        -fno-omit-frame-pointer)
    target_link_options(pipec_warnings INTERFACE -fsanitize=${PIPEC_SANITIZE})
endif()

if(PIPEC_FUZZ)
    target_compile_options(pipec_warnings INTERFACE -fsanitize=fuzzer-no-link)
endif()

if(PIPEC_COVERAGE)
    target_compile_options(pipec_warnings INTERFACE --coverage)
    target_link_options(pipec_warnings INTERFACE --coverage)
endif()

if(PIPEC_HARDEN)
    target_compile_options(pipec_warnings INTERFACE
        -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
    target_link_options(pipec_warnings INTERFACE -Wl,-z,relro,-z,now)
endif()

if(PIPEC_TIDY)
    find_program(CLANG_TIDY clang-tidy REQUIRED)
    set(CMAKE_C_CLANG_TIDY ${CLANG_TIDY})
endif()
