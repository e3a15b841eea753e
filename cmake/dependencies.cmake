# What a program that links xgrad needs, found the same way by the build and by the installed
# package. Functions, so that only targets are left behind in the project that asks.

# Debian's package file for oneDNN asks for OpenCL headers nobody needs; a path is enough.
function(xgrad_find_dnnl)
  find_library(XGRAD_DNNL_LIBRARY dnnl REQUIRED)
  find_path(XGRAD_DNNL_INCLUDE_DIR oneapi/dnnl/dnnl.hpp REQUIRED)
  mark_as_advanced(XGRAD_DNNL_LIBRARY XGRAD_DNNL_INCLUDE_DIR)
  if(NOT TARGET xgrad::dnnl)
    add_library(xgrad::dnnl UNKNOWN IMPORTED)
    set_target_properties(xgrad::dnnl PROPERTIES
      IMPORTED_LOCATION ${XGRAD_DNNL_LIBRARY}
      INTERFACE_INCLUDE_DIRECTORIES ${XGRAD_DNNL_INCLUDE_DIR})
  endif()
endfunction()

# Sets XGRAD_STD_THREADS where it is not set.
function(xgrad_find_dependencies)
  find_package(xtl REQUIRED)  # which Debian's xsimd names without looking for it
  find_package(xsimd REQUIRED)
  find_package(fmt REQUIRED)
  xgrad_find_dnnl()
  if(NOT DEFINED BLA_VENDOR)
    set(BLA_VENDOR OpenBLAS)  # LAPACK is part of it
  endif()
  find_package(BLAS REQUIRED)

  if(NOT DEFINED XGRAD_STD_THREADS)
    set(XGRAD_STD_THREADS OFF)
    if(XGRAD_SANITIZE MATCHES thread OR NOT CMAKE_CXX_COMPILER_ID STREQUAL GNU)
      set(XGRAD_STD_THREADS ON)
    endif()
    set(XGRAD_STD_THREADS ${XGRAD_STD_THREADS} PARENT_SCOPE)
  endif()
  if(XGRAD_STD_THREADS)
    find_package(Threads REQUIRED)
  else()
    find_package(OpenMP REQUIRED COMPONENTS CXX)
  endif()
endfunction()
