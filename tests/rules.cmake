# House rules. Each script gets the root of the sources.
function(pipec_rule name)
    add_test(NAME rule/${name}
        COMMAND ${CMAKE_COMMAND} -D ROOT=${PROJECT_SOURCE_DIR} ${ARGN}
                -P ${PROJECT_SOURCE_DIR}/tests/rule_${name}.cmake)
    set_tests_properties(rule/${name} PROPERTIES LABELS rule TIMEOUT 120)
endfunction()

pipec_rule(layering)
pipec_rule(length)
pipec_rule(findings)
pipec_rule(format)
pipec_rule(symbols -D NM=${CMAKE_NM} -D OBJDUMP=${CMAKE_OBJDUMP}
    -D LIBRARY=$<TARGET_FILE:pipec_shared>
    -D ARCHIVE=$<TARGET_FILE:pipec_static> -D SANITIZE=${PIPEC_SANITIZE})
set_tests_properties(rule/format PROPERTIES SKIP_REGULAR_EXPRESSION "skipped:")
