# What a program that links xgrad needs, found the same way by the build and by the installed
# package. Functions, so that only targets are left behind in the project that asks.

# LIBXSMM brings no package file of CMake's; what it would have BLAS do, OpenBLAS does.
function(xgrad_find_xsmm)
  find_library(XGRAD_XSMM_LIBRARY xsmm REQUIRED)
  find_path(XGRAD_XSMM_INCLUDE_DIR libxsmm.h REQUIRED)
  mark_as_advanced(XGRAD_XSMM_LIBRARY XGRAD_XSMM_INCLUDE_DIR)
  if(NOT TARGET xgrad::xsmm)
    add_library(xgrad::xsmm UNKNOWN IMPORTED)
    set_target_properties(xgrad::xsmm PROPERTIES
      IMPORTED_LOCATION ${XGRAD_XSMM_LIBRARY}
      INTERFACE_INCLUDE_DIRECTORIES ${XGRAD_XSMM_INCLUDE_DIR}
      INTERFACE_LINK_LIBRARIES "BLAS::BLAS;${CMAKE_DL_LIBS}")
  endif()
endfunction()

function(xgrad_find_dependencies)
  find_package(xtl REQUIRED)  # which Debian's xsimd names without looking for it
  find_package(xsimd REQUIRED)
  find_package(fmt REQUIRED)
  if(NOT DEFINED BLA_VENDOR)
    set(BLA_VENDOR OpenBLAS)  # LAPACK is part of it
  endif()
  find_package(BLAS REQUIRED)
  xgrad_find_xsmm()
  find_package(Threads REQUIRED)
endfunction()
