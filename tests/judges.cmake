# Judges: the real readers of what we write, judges/<name>/ each. A judge whose
# tools are missing is skipped, and fails where CI is set; see judges/run.

file(GLOB judges CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/judges/*/build)
foreach(judge IN LISTS judges)
    get_filename_component(folder ${judge} DIRECTORY)
    get_filename_component(name ${folder} NAME)
    add_test(NAME judge/${name} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/judges/run
        ${name} goldens $<TARGET_FILE:pipec_tool>)
    add_test(NAME judge/${name}/planted
        COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/judges/run ${name} planted)
    set_tests_properties(judge/${name} judge/${name}/planted PROPERTIES
        LABELS judge RESOURCE_LOCK judge-${name} TIMEOUT 3000
        SKIP_RETURN_CODE 77)
endforeach()
