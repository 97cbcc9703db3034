# What reaches the programs: testdata/argv/<case>/, played by argv.c. The cases
# of argv-corpus wire component files of PIPEC_CORPUS_DIR and are skipped
# without it.

file(GLOB players CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/play_*.c)
pipec_test_program(argv argv.c ${players})
foreach(area argv argv-corpus)
    file(GLOB cases RELATIVE ${PROJECT_SOURCE_DIR}/testdata CONFIGURE_DEPENDS
        ${PROJECT_SOURCE_DIR}/testdata/${area}/*)
    foreach(case IN LISTS cases)
        add_test(NAME ${case}
            COMMAND argv $<TARGET_FILE:pipec_tool>
                    ${PROJECT_SOURCE_DIR}/testdata/${case})
        set_tests_properties(${case} PROPERTIES
            LABELS argv TIMEOUT 60 SKIP_RETURN_CODE 77)
        if(area STREQUAL argv-corpus)
            set_tests_properties(${case} PROPERTIES LABELS "argv;corpus")
        endif()
    endforeach()
endforeach()
