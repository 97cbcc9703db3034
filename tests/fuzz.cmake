# fuzz_<target>.c has LLVMFuzzerTestOneInput. With any compiler it is replayed
# over testdata/fuzz/<target>/ and over the inputs of all golden cases; with
# PIPEC_FUZZ it is a libFuzzer program besides.
file(GLOB targets RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS fuzz_*.c)
list(REMOVE_ITEM targets fuzz_replay.c)
foreach(source IN LISTS targets)
    string(REGEX REPLACE "^fuzz_(.*)\\.c$" "\\1" target ${source})
    pipec_test_program(replay_${target} ${source} fuzz_replay.c)
    add_test(NAME fuzz/${target} COMMAND replay_${target}
        ${PROJECT_SOURCE_DIR}/testdata ${PROJECT_SOURCE_DIR}/examples)
    set_tests_properties(fuzz/${target} PROPERTIES LABELS fuzz TIMEOUT 300)
    if(PIPEC_FUZZ)
        pipec_test_program(fuzz_${target} ${source})
        target_link_options(fuzz_${target} PRIVATE -fsanitize=fuzzer)
    endif()
endforeach()

# The same over real component files, where there are some.
add_test(NAME corpus/component COMMAND replay_component)
set_tests_properties(corpus/component PROPERTIES LABELS corpus TIMEOUT 600
    SKIP_RETURN_CODE 77)
