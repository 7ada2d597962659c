# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` puts beside the binary, and the Debian package that `cpack -G DEB` makes of
# all of it (scripts/package builds it).
install(FILES LICENSE NOTICE README.md CHANGELOG.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")

install(DIRECTORY docs DESTINATION "${CMAKE_INSTALL_DOCDIR}"
        FILES_MATCHING PATTERN "*.md" PATTERN "*.svg")

# The service names the program by where this installation has it.
install(FILES scripts/systemd/pixherd@.timer DESTINATION lib/systemd/system)
install(CODE "
  file(READ \"${CMAKE_SOURCE_DIR}/scripts/systemd/pixherd@.service\" _unit)
  string(REPLACE \"ExecStart=/usr/bin/pixherd \"
         \"ExecStart=\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/pixherd \" _unit \"\${_unit}\")
  set(_units \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/lib/systemd/system\")
  message(STATUS \"Installing: \${_units}/pixherd@.service\")
  file(WRITE \"\${_units}/pixherd@.service\" \"\${_unit}\")
  file(CHMOD \"\${_units}/pixherd@.service\" PERMISSIONS
       OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME pixherd)
set(CPACK_PACKAGE_VENDOR "The pixherd developers")
set(PIXHERD_MAINTAINER "The pixherd developers <pixherd@localhost>" CACHE STRING
    "Who answers for a package: Name <address>")
set(CPACK_PACKAGE_CONTACT "${PIXHERD_MAINTAINER}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY "${CMAKE_SOURCE_DIR}/build/packages")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL OFF)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION graphics)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${CMAKE_BINARY_DIR}/lib/pixherd")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "shrink, resize and convert whole folders of images")
string(CONCAT CPACK_PACKAGE_DESCRIPTION
  "pixherd works through folders of JPEG, PNG, WebP, AVIF, GIF and TIFF images\n"
  "with a pool of warm, confined worker processes. It never replaces an image\n"
  "before the new one has been verified, and is made for the shell, for CI steps\n"
  "and for cron jobs.")

# What Debian wants to find compressed, or under a name of its own.
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_SOURCE_DIR}/cmake/debian_files.cmake")
set(CPACK_PIXHERD_ENGINE "${PIXHERD_ENGINE_NAME}")
include(CPack)
