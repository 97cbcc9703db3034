# -D BUILD= -D SOURCE= -D COMPILER=: installs into a folder of the build tree,
# builds the program of SOURCE against it in three ways and runs each.
set(prefix ${BUILD}/installed/prefix)
set(work ${BUILD}/installed/build)
file(REMOVE_RECURSE ${BUILD}/installed)
if(SANITIZE)
    set(flags -DCMAKE_C_FLAGS=-fsanitize=${SANITIZE})
endif()

function(run)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE out
        ERROR_VARIABLE out)
    if(NOT result EQUAL 0)
        message(FATAL_ERROR "${ARGN}\n${out}")
    endif()
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
file(GLOB_RECURSE pc ${prefix}/pipec.pc)
get_filename_component(pc_folder ${pc} DIRECTORY)
get_filename_component(lib ${pc_folder} DIRECTORY)
set(ENV{PKG_CONFIG_PATH} ${pc_folder})
run(${CMAKE_COMMAND} -S ${SOURCE} -B ${work} -G Ninja
    -DCMAKE_C_COMPILER=${COMPILER} -DCMAKE_PREFIX_PATH=${prefix} ${flags})
run(${CMAKE_COMMAND} --build ${work})
set(ENV{LD_LIBRARY_PATH} ${lib})
foreach(program with_pipec with_static with_pc)
    run(${work}/${program})
endforeach()
run(${prefix}/bin/pipec version)
