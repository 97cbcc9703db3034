# The examples: each pipeline compiles for the targets that can say it, and is
# drawn. A target that must refuse one is named in `refused_<folder>`.
set(refused_xgboost vertex) # environment entries from secrets

file(GLOB examples RELATIVE ${PROJECT_SOURCE_DIR}/examples CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/examples/*/*.pipe.yaml)
foreach(example IN LISTS examples)
    get_filename_component(folder ${example} DIRECTORY)
    set(targets argo tekton vertex kfp ir tree mermaid dot)
    list(REMOVE_ITEM targets none ${refused_${folder}})
    list(TRANSFORM targets PREPEND -t OUTPUT_VARIABLE options)
    add_test(NAME examples/${folder}
        COMMAND pipec_tool compile ${PROJECT_SOURCE_DIR}/examples/${example}
                ${options} -o ${CMAKE_CURRENT_BINARY_DIR}/examples/${folder}/)
    set_tests_properties(examples/${folder} PROPERTIES LABELS docs TIMEOUT 60)
endforeach()
