# The shared library exports what pipec.h declares and nothing else; no object
# has data that could be written.
cmake_minimum_required(VERSION 3.21)

file(READ "${ROOT}/include/pipec.h" header)
string(REGEX MATCHALL "PIPEC_API[^;]*[ *](pipec_[a-z_]+)\\(" declared "${header}")
list(TRANSFORM declared REPLACE ".*[ *](pipec_[a-z_]+)\\($" "\\1")
list(SORT declared)

execute_process(COMMAND ${NM} -D --defined-only --format=posix ${LIBRARY}
    OUTPUT_VARIABLE text)
string(REGEX MATCHALL "(^|\n)[A-Za-z_][A-Za-z0-9_]* [TDBRVW]" exported "${text}")
list(TRANSFORM exported REPLACE "^\n?([A-Za-z0-9_]+) .$" "\\1")
list(FILTER exported EXCLUDE REGEX "^_")
list(SORT exported)
if(NOT declared STREQUAL exported)
    message(SEND_ERROR "declared: ${declared}\nexported: ${exported}")
endif()

if(SANITIZE)
    return()
endif()
execute_process(COMMAND ${OBJDUMP} -t ${ARCHIVE} OUTPUT_VARIABLE text)
string(REGEX MATCHALL " O (\\.data|\\.bss|\\*COM\\*)[ \t][^\n]*" writable "${text}")
if(writable)
    message(SEND_ERROR "writable: ${writable}")
endif()
