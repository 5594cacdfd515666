# workledger_library(NAME n SRCS ... DEPS ... [PRIVATE_DEPS ...]
#                    [PUBLIC_HEADERS ...])
#
# Declares the static library workledger_<n>, also known as workledger::<n>,
# with our warnings and the include root of the engine. One that lies in engine/
# is installed and exported, and its public headers with it.
function(workledger_library)
  cmake_parse_arguments(ARG "" "NAME" "SRCS;DEPS;PRIVATE_DEPS;PUBLIC_HEADERS"
                        ${ARGN})
  set(target workledger_${ARG_NAME})
  add_library(${target} STATIC ${ARG_SRCS})
  add_library(workledger::${ARG_NAME} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${ARG_NAME})
  target_include_directories(${target}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/engine/include>
           $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
    PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_link_libraries(${target} PUBLIC ${ARG_DEPS} PRIVATE ${ARG_PRIVATE_DEPS})
  workledger_options(${target})
  if("workledger::grpc" IN_LIST ARG_DEPS)
    workledger_precompile(${target} rpc)
  elseif(NOT ARG_NAME MATCHES "^(base|log)$")
    workledger_precompile(${target} library)
  endif()

  list(TRANSFORM ARG_PUBLIC_HEADERS
       PREPEND ${PROJECT_SOURCE_DIR}/engine/include/workledger/)
  if(ARG_PUBLIC_HEADERS)
    target_sources(${target} PUBLIC FILE_SET HEADERS
      BASE_DIRS ${PROJECT_SOURCE_DIR}/engine/include
      FILES ${ARG_PUBLIC_HEADERS})
    # Gives a target that compiles each of them on its own.
    set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  endif()
  set(engine ${PROJECT_SOURCE_DIR}/engine)
  cmake_path(IS_PREFIX engine ${CMAKE_CURRENT_SOURCE_DIR} installed)
  if(installed)
    install(TARGETS ${target} EXPORT workledger FILE_SET HEADERS)
  endif()
endfunction()

# workledger_executable(NAME n SRCS ... DEPS ...): a program with our warnings.
function(workledger_executable)
  cmake_parse_arguments(ARG "" "NAME" "SRCS;DEPS" ${ARGN})
  add_executable(${ARG_NAME} ${ARG_SRCS})
  target_include_directories(${ARG_NAME} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${ARG_NAME} PRIVATE ${ARG_DEPS})
  workledger_options(${ARG_NAME})
endfunction()

# workledger_test(NAME n SRCS ... DEPS ...): a GoogleTest program, run as one
# CTest test. One that skips a test is shown as skipped (tests/support/
# test_main.cc), so tests that something may be missing for are programs of their
# own.
function(workledger_test)
  cmake_parse_arguments(ARG "" "NAME" "SRCS;DEPS" ${ARGN})
  workledger_executable(NAME ${ARG_NAME} SRCS ${ARG_SRCS}
                        DEPS ${ARG_DEPS} workledger::test_main GTest::gmock)
  workledger_precompile(${ARG_NAME} test)
  add_test(NAME ${ARG_NAME} COMMAND ${ARG_NAME})
  workledger_test_settings(${ARG_NAME} 300)
endfunction()

# Gives up on a test after so many seconds, six times as many where sanitizers
# slow it down, and tells the sanitizers what docs/testing.md says of them. A
# report fails the test whoever makes it: the exit code of a server that a test
# kills would not tell of one.
function(workledger_test_settings test seconds)
  if(WORKLEDGER_SANITIZE)
    math(EXPR seconds "6 * ${seconds}")
    set_tests_properties(${test} PROPERTIES FAIL_REGULAR_EXPRESSION
      "(WARNING|ERROR): [A-Za-z]+Sanitizer[: ];: runtime error: ")
  endif()
  set(thread ignore_noninstrumented_modules=1
      suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp)
  list(JOIN thread ":" thread)
  set_tests_properties(${test} PROPERTIES TIMEOUT ${seconds}
    SKIP_RETURN_CODE 77 ENVIRONMENT
    "TSAN_OPTIONS=${thread};UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1")
endfunction()

# Lets a target begin every file with the headers that cost most to read: those
# of the messages, in one of three sets (cmake/precompiled/CMakeLists.txt). Files
# still include what they use: WORKLEDGER_PRECOMPILE=OFF shows if one does not.
function(workledger_precompile target set)
  if(WORKLEDGER_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM workledger_precompiled_${set})
  endif()
endfunction()

# Our warnings and the chosen sanitizers, for one target.
function(workledger_options target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
    -Wunused-result -Wimplicit-fallthrough
    # Designated initialisers name what matters; the rest has defaults.
    -Wno-missing-field-initializers
    # g++ 12 sees ghosts in std::optional and std::string when it optimises.
    -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow
    -Wno-stringop-overread -Wno-restrict
    $<$<BOOL:${WORKLEDGER_WERROR}>:-Werror>
    # The same for all, so that they can share precompiled headers, in a form
    # that compiler caches understand.
    -pthread $<$<BOOL:${WORKLEDGER_PRECOMPILE}>:-fpch-preprocess>)
  if(WORKLEDGER_SANITIZE)
    target_compile_options(${target} PUBLIC
      -fsanitize=${WORKLEDGER_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=${WORKLEDGER_SANITIZE})
  endif()
endfunction()
