# A real cluster judges and runs what we write; see cluster/*.py. Without one,
# these tests are skipped. That the pipelines of testdata/run show every
# construct is asked without a cluster. They take longest, so they start first.

find_package(Python3 COMPONENTS Interpreter REQUIRED)
set(cluster ${CMAKE_CURRENT_SOURCE_DIR}/cluster)
add_test(NAME run/covers
    COMMAND Python3::Interpreter -B ${cluster}/covers.py ${PROJECT_SOURCE_DIR})
set_tests_properties(run/covers PROPERTIES LABELS docs TIMEOUT 60)
foreach(part apply run)
    add_test(NAME cluster/${part}
        COMMAND Python3::Interpreter -B ${cluster}/${part}.py
                $<TARGET_FILE:pipec_tool> ${PROJECT_SOURCE_DIR})
    set_tests_properties(cluster/${part} PROPERTIES LABELS cluster
        RESOURCE_LOCK cluster COST 1000 TIMEOUT 3000 SKIP_RETURN_CODE 77)
endforeach()
