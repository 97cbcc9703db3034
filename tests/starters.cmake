# The starters: what `pipec new` writes is built without findings, its programs
# pass their tests and run. See starters/run.
find_package(Python3 COMPONENTS Interpreter)
if(NOT Python3_FOUND AND DEFINED ENV{CI})
    message(FATAL_ERROR "python3 is missing: the starters cannot be tested")
endif()

file(GLOB starters RELATIVE ${PROJECT_SOURCE_DIR}/templates/starters
    CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/templates/starters/*)
list(REMOVE_ITEM starters common)
foreach(starter IN LISTS starters)
    foreach(mode manifests programs)
        if(mode STREQUAL programs AND NOT Python3_FOUND
           OR mode STREQUAL programs AND starter STREQUAL hydra
              AND NOT PIPEC_JUDGES)
            continue()
        endif()
        add_test(NAME starters/${starter}/${mode}
            COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/starters/run ${mode} ${starter}
                    $<TARGET_FILE:pipec_tool>
                    ${CMAKE_CURRENT_BINARY_DIR}/starters/${starter}-${mode})
        set_tests_properties(starters/${starter}/${mode} PROPERTIES
            LABELS docs TIMEOUT 60)
    endforeach()
endforeach()
if(TEST starters/hydra/programs)
    set_tests_properties(starters/hydra/programs PROPERTIES
        LABELS judge RESOURCE_LOCK judge-args TIMEOUT 1200 SKIP_RETURN_CODE 77)
endif()
