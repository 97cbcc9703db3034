# Random values through every argument style, target and real parser; see
# args/run. After argv.cmake, which lists the players.

pipec_test_program(argv_json argv_json.c ${players})
pipec_test_program(hydra_spell hydra_spell.c)
add_test(NAME args/property
    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/args/run 10000
            $<TARGET_FILE:pipec_tool> $<TARGET_FILE:argv_json>)
add_test(NAME args/hydra
    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/args/run hydra 2000
            $<TARGET_FILE:hydra_spell> $<TARGET_FILE:hydra_read>)
set_tests_properties(args/property args/hydra PROPERTIES
    LABELS judge RESOURCE_LOCK judge-args TIMEOUT 1200 SKIP_RETURN_CODE 77)
