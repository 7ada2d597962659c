# SPDX-License-Identifier: Apache-2.0
# Run by CPack in the folder that becomes the package: names, compresses and writes what Debian's
# policy asks for (chapters 12.5 to 12.7).
set(doc "${CPACK_TEMPORARY_DIRECTORY}/usr/share/doc/pixherd")
set(man "${CPACK_TEMPORARY_DIRECTORY}/usr/share/man/man1/pixherd.1")

# The same file at every run: gzip would store the time.
function(compress file)
  execute_process(COMMAND gzip -9nf "${file}" COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(READ "${doc}/NOTICE" notice)
if(CPACK_PIXHERD_ENGINE STREQUAL system)
  string(REGEX REPLACE "\n\nThe prebuilt engine\n.*\n\nLibraries of the system\n"
         "\n\nLibraries of the system\n" notice "${notice}")
endif()
file(WRITE "${doc}/copyright" "${notice}\n\n"
  "On Debian systems the text of the Apache License 2.0 is in /usr/share/common-licenses/Apache-2.0.\n")
file(REMOVE "${doc}/LICENSE" "${doc}/NOTICE")

# It was installed for a prefix within the folder that becomes the package.
set(service "${CPACK_TEMPORARY_DIRECTORY}/usr/lib/systemd/system/pixherd@.service")
file(READ "${service}" unit)
string(REGEX REPLACE "ExecStart=[^ ]*/pixherd " "ExecStart=/usr/bin/pixherd " unit "${unit}")
file(WRITE "${service}" "${unit}")

set(overrides "# There is no bug to ask for the first package in.\ninitial-upload-closes-no-bugs\n")
if(CPACK_PIXHERD_ENGINE STREQUAL prebuilt)
  string(APPEND overrides
    "# The prebuilt engine is one shared object on purpose; copyright names what is in it.\n"
    "embedded-library\n"
    "# CPack 3.25 takes the engine's own folder for one that the loader looks in.\n"
    "maintscript-calls-ldconfig\n")
endif()
file(WRITE "${CPACK_TEMPORARY_DIRECTORY}/usr/share/lintian/overrides/pixherd" "${overrides}")

string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE "${doc}/changelog.Debian"
  "pixherd (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium\n\n"
  "  * Packaged as released; changelog.gz says what is new.\n\n"
  " -- ${CPACK_PACKAGE_CONTACT}  ${now}\n")
file(RENAME "${doc}/CHANGELOG.md" "${doc}/changelog")
compress("${doc}/changelog")
compress("${doc}/changelog.Debian")
compress("${man}")

# All of one age, so that the same sources make the same package.
if(DEFINED ENV{SOURCE_DATE_EPOCH})
  execute_process(COMMAND find "${CPACK_TEMPORARY_DIRECTORY}" -exec
    touch --no-dereference "--date=@$ENV{SOURCE_DATE_EPOCH}" {} + COMMAND_ERROR_IS_FATAL ANY)
endif()
