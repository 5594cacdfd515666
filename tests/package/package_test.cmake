# Installs the build in BUILD_FOLDER below WORK_FOLDER, builds the project in
# consumer/ against it, and runs that. COMPILER is the build's own.
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${WORK_FOLDER})
run(${CMAKE_COMMAND} --install ${BUILD_FOLDER} --prefix ${WORK_FOLDER}/prefix)
if(NOT EXISTS ${WORK_FOLDER}/prefix/share/workledger/catalogue/cn-gov-default.toml)
  message(FATAL_ERROR "the default policy is not installed")
endif()
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${WORK_FOLDER}/build
    -G Ninja -DCMAKE_CXX_COMPILER=${COMPILER}
    -DCMAKE_PREFIX_PATH=${WORK_FOLDER}/prefix)
run(${CMAKE_COMMAND} --build ${WORK_FOLDER}/build)
file(MAKE_DIRECTORY ${WORK_FOLDER}/data)
run(${WORK_FOLDER}/build/consumer ${WORK_FOLDER}/data)
file(REMOVE_RECURSE ${WORK_FOLDER})
