# What `cmake --install` adds to the libraries that workledger_library()
# installs: the programs, and the files that find_package(workledger) reads.
include(CMakePackageConfigHelpers)

foreach(program IN ITEMS workledgerd workledger)
  if(TARGET ${program})
    install(TARGETS ${program})
  endif()
endforeach()

# A catalogue that can be applied as it is, and public holidays of China for the
# holiday_files of any calendar.
install(FILES share/catalogue/cn-gov-default.toml share/catalogue/cn-2025.json
              share/catalogue/cn-2026.json
        DESTINATION ${CMAKE_INSTALL_DATADIR}/workledger/catalogue)

# An example of how systemd keeps the server.
install(FILES share/systemd/workledgerd.service
        DESTINATION ${CMAKE_INSTALL_DATADIR}/workledger/systemd)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/workledger)
install(EXPORT workledger NAMESPACE workledger:: DESTINATION ${package_folder}
        FILE workledgerTargets.cmake)
configure_package_config_file(
  cmake/workledgerConfig.cmake.in ${PROJECT_BINARY_DIR}/workledgerConfig.cmake
  INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/workledgerConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/workledgerConfig.cmake
              ${PROJECT_BINARY_DIR}/workledgerConfigVersion.cmake
        DESTINATION ${package_folder})
