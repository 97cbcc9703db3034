# The sources are as clang-format writes them.
cmake_minimum_required(VERSION 3.21)

find_program(CLANG_FORMAT clang-format)
if(NOT CLANG_FORMAT)
    message("skipped: there is no clang-format")
    return()
endif()
foreach(folder base ir frontend backends driver include tools tests)
    file(GLOB_RECURSE found "${ROOT}/${folder}/*.c" "${ROOT}/${folder}/*.h")
    list(APPEND files ${found})
endforeach()
execute_process(COMMAND ${CLANG_FORMAT} --dry-run --Werror ${files}
    WORKING_DIRECTORY "${ROOT}" RESULT_VARIABLE result)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "run clang-format -i over the files above")
endif()
