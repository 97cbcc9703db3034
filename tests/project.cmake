# `pipec build`: killed at any moment, several at once, after random edits.
# What it says is in testdata/project.

if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    add_executable(kill kill.c)
    target_link_libraries(kill PRIVATE pipec_options)
    add_test(NAME project/kill
        COMMAND kill $<TARGET_FILE:pipec_tool> ${CMAKE_CURRENT_BINARY_DIR}/kill-at)
    set_tests_properties(project/kill PROPERTIES LABELS project TIMEOUT 300
        SKIP_RETURN_CODE 77)
endif()

find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND)
    add_test(NAME project/edits COMMAND Python3::Interpreter -B
        ${CMAKE_CURRENT_SOURCE_DIR}/project/edits.py
        $<TARGET_FILE:pipec_tool> 200)
    add_test(NAME project/together COMMAND Python3::Interpreter -B
        ${CMAKE_CURRENT_SOURCE_DIR}/project/together.py
        $<TARGET_FILE:pipec_tool>)
    set_tests_properties(project/edits project/together PROPERTIES
        LABELS project TIMEOUT 300)
elseif(DEFINED ENV{CI})
    message(FATAL_ERROR "python3 is missing: pipec build cannot be tested")
endif()
