# pipec as a hook of pre-commit and prek; see hook/run. The scenarios are played
# by each with the hook installed in another way, then every way once.
function(pipec_hook_test name)
    add_test(NAME hook/${name}
        COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/hook/run
                $<TARGET_FILE:pipec_tool> ${ARGN})
    set_tests_properties(hook/${name} PROPERTIES LABELS judge
        RESOURCE_LOCK judge-hook TIMEOUT 1800 SKIP_RETURN_CODE 77)
endfunction()

pipec_hook_test(wheel wheel)
pipec_hook_test(pre-commit pre-commit index)
pipec_hook_test(prek prek source)
pipec_hook_test(pre-commit/ways pre-commit ways)
pipec_hook_test(prek/ways prek ways)
