# Optional targets beside xgrad::xgrad. Each needs a library that only its users need, found the same
# way by the build and by the installed package.

set(xgrad_components audio gzip keras npz pytorch tensorboard)

# xgrad_component_folder(NAME FOLDER): the folder of the sources and headers of a component.
function(xgrad_component_folder name folder)
  if(name STREQUAL tensorboard)
    set(${folder} nn/training/tensorboard PARENT_SCOPE)
  else()
    set(${folder} nn/data/readers/${name} PARENT_SCOPE)
  endif()
endfunction()

# xgrad_find_component(NAME MISSING): finds the library of a component; MISSING becomes the Debian
# package to install where there is none, else empty.
function(xgrad_find_component name missing)
  set(audio sndfile sndfile.h libsndfile1-dev)
  set(gzip z zlib.h zlib1g-dev)
  set(keras ${gzip})
  set(npz zip zip.h libzip-dev)
  set(pytorch ${npz})
  set(tensorboard protobuf-lite google/protobuf/message_lite.h libprotobuf-dev)
  list(GET ${name} 0 library)
  list(GET ${name} 1 header)
  list(GET ${name} 2 package)
  find_library(XGRAD_${name}_LIBRARY ${library})
  find_path(XGRAD_${name}_INCLUDE_DIR ${header})
  mark_as_advanced(XGRAD_${name}_LIBRARY XGRAD_${name}_INCLUDE_DIR)
  if(NOT XGRAD_${name}_LIBRARY OR NOT XGRAD_${name}_INCLUDE_DIR)
    set(${missing} ${package} PARENT_SCOPE)
    return()
  endif()
  if(NOT TARGET xgrad::library_of_${name})
    add_library(xgrad::library_of_${name} UNKNOWN IMPORTED)
    set_target_properties(xgrad::library_of_${name} PROPERTIES
      IMPORTED_LOCATION ${XGRAD_${name}_LIBRARY}
      INTERFACE_INCLUDE_DIRECTORIES ${XGRAD_${name}_INCLUDE_DIR})
  endif()
  set(${missing} "" PARENT_SCOPE)
endfunction()

# xgrad_find_build_tools(NAME MISSING): as above, for what only the build of a component needs.
function(xgrad_find_build_tools name missing)
  set(${missing} "" PARENT_SCOPE)
  if(name STREQUAL tensorboard)
    find_program(XGRAD_PROTOC protoc)
    find_path(XGRAD_BOOST_INCLUDE_DIR boost/crc.hpp)
    mark_as_advanced(XGRAD_PROTOC XGRAD_BOOST_INCLUDE_DIR)
    if(NOT XGRAD_PROTOC)
      set(${missing} protobuf-compiler PARENT_SCOPE)
    elseif(NOT XGRAD_BOOST_INCLUDE_DIR)
      set(${missing} libboost-dev PARENT_SCOPE)
    endif()
  endif()
endfunction()

# xgrad_add_messages(TARGET FILE): compiles the messages of Protocol Buffers in FILE into TARGET, without
# warnings, as they are code of others.
function(xgrad_add_messages target file)
  get_filename_component(name ${file} NAME_WE)
  get_filename_component(folder ${file} DIRECTORY)
  set(output ${PROJECT_BINARY_DIR}/messages)
  file(MAKE_DIRECTORY ${output})
  add_custom_command(OUTPUT ${output}/${name}.pb.cc ${output}/${name}.pb.h
    COMMAND ${XGRAD_PROTOC} --cpp_out=${output} --proto_path=${folder} ${file}
    DEPENDS ${file} VERBATIM)
  target_sources(${target} PRIVATE ${output}/${name}.pb.cc ${output}/${name}.pb.h)
  set_source_files_properties(${output}/${name}.pb.cc PROPERTIES COMPILE_OPTIONS -w)
  target_include_directories(${target} SYSTEM PRIVATE ${output})
endfunction()

# xgrad_add_component(NAME): the target xgrad::NAME of the sources in the folder of the component. Those in
# nn/data/readers/zip and nn/data/readers/hdf5 are part of each component that uses them, so that one can
# be linked alone.
function(xgrad_add_component name)
  xgrad_find_component(${name} missing)
  if(NOT missing)
    xgrad_find_build_tools(${name} missing)
  endif()
  if(missing)
    message(STATUS "Leaving out xgrad::${name}, which needs Debian's ${missing}")
    return()
  endif()
  xgrad_component_folder(${name} folder)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  if(name MATCHES "^(npz|pytorch)$")
    file(GLOB zip_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/nn/data/readers/zip/*.cpp)
    list(APPEND sources ${zip_sources})
  elseif(name STREQUAL keras)
    file(GLOB hdf5_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/nn/data/readers/hdf5/*.cpp)
    list(APPEND sources ${hdf5_sources})
  endif()
  add_library(xgrad_${name} ${sources})
  add_library(xgrad::${name} ALIAS xgrad_${name})
  xgrad_group_by_folder(xgrad_${name})
  set_target_properties(xgrad_${name} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON
                                                 VERSION ${PROJECT_VERSION}
                                                 SOVERSION ${PROJECT_VERSION_MAJOR})
  foreach(property COMPILE_OPTIONS COMPILE_DEFINITIONS CXX_VISIBILITY_PRESET
                   VISIBILITY_INLINES_HIDDEN SYSTEM)
    get_target_property(value xgrad ${property})
    if(NOT value STREQUAL "value-NOTFOUND")
      set_property(TARGET xgrad_${name} PROPERTY ${property} ${value})
    endif()
  endforeach()
  target_link_libraries(xgrad_${name} PUBLIC xgrad
                        PRIVATE fmt::fmt xgrad::library_of_${name} $<BUILD_INTERFACE:xgrad_warnings>)
  if(name STREQUAL keras)
    target_link_libraries(xgrad_${name} PRIVATE $<BUILD_INTERFACE:nlohmann_json::nlohmann_json>)
  elseif(name STREQUAL tensorboard)
    xgrad_add_messages(xgrad_${name} ${PROJECT_SOURCE_DIR}/${folder}/event.proto)
    target_include_directories(xgrad_${name} SYSTEM PRIVATE ${XGRAD_BOOST_INCLUDE_DIR})
  endif()
endfunction()
