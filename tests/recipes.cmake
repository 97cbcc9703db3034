# The recipes of docs/ci: they are run against examples/deploy, with stubs in the
# place of every program but pipec; see recipes/run.py.

pipec_test_program(yaml_json recipes/yaml_json.c)
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND)
    add_test(NAME docs/recipes
        COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/recipes/run.py
                $<TARGET_FILE:pipec_tool> $<TARGET_FILE:yaml_json>)
    set_tests_properties(docs/recipes PROPERTIES LABELS docs TIMEOUT 300)
elseif(DEFINED ENV{CI})
    message(FATAL_ERROR "python3 is missing: the recipes cannot be run")
endif()

add_test(NAME docs/ci/README.md COMMAND manual
    ${PROJECT_SOURCE_DIR}/docs/ci/README.md $<TARGET_FILE:pipec_tool>)

# Its manifests are goldens; `pipec build examples/deploy` renews them.
add_test(NAME examples/deploy/manifests
    COMMAND pipec_tool build --check --allow W0502
            ${PROJECT_SOURCE_DIR}/examples/deploy)
set_tests_properties(docs/ci/README.md examples/deploy/manifests PROPERTIES
    LABELS docs TIMEOUT 60)

# The opinion of others: the schemas of the three services, actionlint and
# shellcheck.
if(PIPEC_JUDGES)
    add_test(NAME judge/recipes
        COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/recipes/judge
                $<TARGET_FILE:yaml_json>)
    set_tests_properties(judge/recipes PROPERTIES LABELS "judge;docs"
        RESOURCE_LOCK judge-recipes TIMEOUT 1200 SKIP_RETURN_CODE 77)
endif()
