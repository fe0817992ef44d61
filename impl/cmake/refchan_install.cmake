# SPDX-License-Identifier: MIT
# What `cmake --install` copies, so that another project finds it with find_package(refchan).

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(REFCHAN_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/refchan)

install(TARGETS refchan EXPORT refchanTargets FILE_SET HEADERS)
install(EXPORT refchanTargets NAMESPACE refchan:: DESTINATION ${REFCHAN_PACKAGE_DIR})
configure_package_config_file(
    ${CMAKE_CURRENT_LIST_DIR}/refchanConfig.cmake.in ${PROJECT_BINARY_DIR}/refchanConfig.cmake
    INSTALL_DESTINATION ${REFCHAN_PACKAGE_DIR})
write_basic_package_version_file(
    ${PROJECT_BINARY_DIR}/refchanConfigVersion.cmake COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/refchanConfig.cmake ${PROJECT_BINARY_DIR}/refchanConfigVersion.cmake
    DESTINATION ${REFCHAN_PACKAGE_DIR})
