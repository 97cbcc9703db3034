# -D PROGRAM= -D PAGE=: the page is what the program prints.
execute_process(COMMAND ${PROGRAM} OUTPUT_FILE page.new RESULT_VARIABLE result)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "${PROGRAM} failed")
endif()
execute_process(COMMAND diff -u ${PAGE} page.new RESULT_VARIABLE result)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "print the page again: ${PROGRAM} > ${PAGE}")
endif()
