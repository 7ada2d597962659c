# SPDX-License-Identifier: Apache-2.0
# The manual and the completions, which the program makes of its own table of options.
set(pages_folder "${CMAKE_BINARY_DIR}/share")
file(MAKE_DIRECTORY "${pages_folder}")

# pixherd_page(NAME DESTINATION OPTION...): what pixherd prints with these options.
function(pixherd_page name destination)
  set(page "${pages_folder}/${name}")
  add_custom_command(OUTPUT "${page}" COMMAND pixherd ${ARGN} > "${page}" DEPENDS pixherd VERBATIM)
  set_property(GLOBAL APPEND PROPERTY pixherd_pages "${page}")
  install(FILES "${page}" DESTINATION "${destination}")
endfunction()

pixherd_page(pixherd.1 "${CMAKE_INSTALL_MANDIR}/man1" --manual)
pixherd_page(pixherd "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" --completions bash)
pixherd_page(_pixherd "${CMAKE_INSTALL_DATADIR}/zsh/site-functions" --completions zsh)
pixherd_page(pixherd.fish "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d" --completions fish)

get_property(pages GLOBAL PROPERTY pixherd_pages)
add_custom_target(pixherd_pages ALL DEPENDS ${pages})
