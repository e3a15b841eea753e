# xgrad_add_formulas(TARGET FILE...): compiles files of a target, those with formulas in them, for
# every instruction set of XGRAD_INSTRUCTION_SETS besides that of the target's flags. Which of them
# runs is chosen at run time: see docs/formulas.md and, for how, Note [Instruction sets].
#
# Files are relative to the calling directory; the target may have been made in another one. Those of a
# folder are compiled as one if the target has UNITY_BUILD.
set(XGRAD_INSTRUCTION_SETS avx2 avx512 CACHE STRING
    "Instruction sets for formulas besides that of the flags: avx2, avx512")

# Other processors have other sets; flags for one processor leave nothing to choose; what a sanitizer
# notes down about an object is not for two of them.
function(xgrad_has_wide_sets target result)
  set(${result} OFF PARENT_SCOPE)
  if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$" OR NOT XGRAD_INSTRUCTION_SETS)
    return()
  endif()
  set(flags ${CMAKE_CXX_FLAGS})
  foreach(configuration IN LISTS CMAKE_BUILD_TYPE CMAKE_CONFIGURATION_TYPES)
    string(TOUPPER ${configuration} configuration)
    list(APPEND flags ${CMAKE_CXX_FLAGS_${configuration}})
  endforeach()
  get_target_property(options ${target} COMPILE_OPTIONS)
  get_target_property(library_options xgrad::xgrad INTERFACE_COMPILE_OPTIONS)
  if(NOT "${flags} ${options} ${library_options}" MATCHES "-march=|-fsanitize=")
    set(${result} ON PARENT_SCOPE)
  endif()
endfunction()

# The object library ${name}: the source compiled as in the target, but for an instruction set.
function(xgrad_add_wide_library name target source instructions)
  set(flags_avx2 -mavx2 -mfma)
  set(flags_avx512 -mavx512f -mavx512cd -mavx512dq -mavx512bw -mfma)
  if(NOT DEFINED flags_${instructions})
    message(FATAL_ERROR "XGRAD_INSTRUCTION_SETS: '${instructions}' is no set, expected avx2 or avx512")
  endif()
  add_library(${name} OBJECT ${source})
  target_include_directories(${name} PRIVATE $<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>)
  target_compile_features(${name} PRIVATE cxx_std_20 $<TARGET_PROPERTY:${target},COMPILE_FEATURES>)
  target_compile_definitions(${name} PRIVATE XGRAD_WIDE_SET=${instructions}
                                             $<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>)
  # -w: the target's own compilation gives the warnings, and for system headers gives none. -O2, whatever
  # the target has: without optimisation g++ 12 has AVX-512's intrinsics as macros, which xsimd's code is
  # not made for.
  target_compile_options(${name} PRIVATE
    $<TARGET_PROPERTY:${target},COMPILE_OPTIONS> ${flags_${instructions}} -w -O2
    -ffunction-sections -fdata-sections -fno-lto $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  set_target_properties(${name} PROPERTIES
    POSITION_INDEPENDENT_CODE ON INTERPROCEDURAL_OPTIMIZATION OFF UNITY_BUILD OFF CXX_CLANG_TIDY "")
  foreach(property CXX_STANDARD CXX_STANDARD_REQUIRED CXX_EXTENSIONS)
    get_target_property(value ${target} ${property})
    if(NOT value STREQUAL "value-NOTFOUND")
      set_target_properties(${name} PROPERTIES ${property} ${value})
    endif()
  endforeach()
endfunction()

# xgrad_join_formulas(TARGET FILES NAMES): FILES becomes a file for each folder, which includes its files;
# NAMES are the names of these, each for one file in all targets.
function(xgrad_join_formulas target files names)
  set(folders "")
  foreach(file IN LISTS ${files})
    cmake_path(GET file PARENT_PATH folder)
    list(APPEND folders ${folder})
    set_property(SOURCE ${file} TARGET_DIRECTORY ${target} PROPERTY HEADER_FILE_ONLY ON)
  endforeach()
  list(REMOVE_DUPLICATES folders)
  set(joined "")
  set(joined_names "")
  foreach(folder IN LISTS folders)
    set(includes "")
    foreach(file IN LISTS ${files})
      cmake_path(GET file PARENT_PATH parent)
      if(parent STREQUAL folder)
        string(APPEND includes "#include \"${file}\"\n")
      endif()
    endforeach()
    get_property(earlier TARGET ${target} PROPERTY XGRAD_JOINED_FORMULAS)  # of other calls, too
    list(LENGTH earlier number)
    set(name ${target}_formulas/${number}.cpp)
    set_property(TARGET ${target} APPEND PROPERTY XGRAD_JOINED_FORMULAS ${name})
    file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name} CONTENT "${includes}" @ONLY)
    list(APPEND joined ${CMAKE_CURRENT_BINARY_DIR}/${name})
    list(APPEND joined_names ${name})
  endforeach()
  target_sources(${target} PRIVATE ${joined})
  set(${files} ${joined} PARENT_SCOPE)
  set(${names} ${joined_names} PARENT_SCOPE)
endfunction()

function(xgrad_add_formulas target)
  xgrad_has_wide_sets(${target} wide)
  if(NOT wide)
    return()
  endif()
  find_program(XGRAD_LD NAMES ld.bfd ld REQUIRED)
  find_program(XGRAD_OBJCOPY objcopy REQUIRED)
  mark_as_advanced(XGRAD_LD XGRAD_OBJCOPY)
  set(scripts ${CMAKE_CURRENT_FUNCTION_LIST_DIR})
  set(folder ${CMAKE_CURRENT_BINARY_DIR})  # with a folder for each kind of build, where there are several
  get_property(multiple GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  if(multiple)
    string(APPEND folder /$<CONFIG>)
  endif()

  set(sources "")
  set(paths "")
  foreach(source IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH source NORMALIZE)
    file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${source})
    list(APPEND sources ${source})
    list(APPEND paths ${path})
  endforeach()
  get_target_property(together ${target} UNITY_BUILD)
  if(together)
    xgrad_join_formulas(${target} sources paths)
  endif()

  foreach(source path IN ZIP_LISTS sources paths)
    string(MAKE_C_IDENTIFIER "xgrad_wide_${PROJECT_NAME}_${path}" tables)
    get_property(known SOURCE ${source} TARGET_DIRECTORY ${target} PROPERTY COMPILE_DEFINITIONS)
    if(NOT XGRAD_WIDE_TABLES=${tables} IN_LIST known)  # which is the same for all its targets
      set_property(SOURCE ${source} TARGET_DIRECTORY ${target} APPEND PROPERTY
                   COMPILE_DEFINITIONS XGRAD_WIDE_TABLES=${tables})
    endif()
    string(MAKE_C_IDENTIFIER "${target}_${tables}" name)
    set(object ${folder}/${name}.o)
    set(copies "")
    set(parts "")
    set(commands "")
    foreach(instructions IN LISTS XGRAD_INSTRUCTION_SETS)
      set(copy ${name}_${instructions})
      xgrad_add_wide_library(${copy} ${target} ${source} ${instructions})

      # Of all that was compiled only the kernels stay, and nothing keeps a name outside.
      set(part ${folder}/${copy}.o)
      list(APPEND copies ${copy})
      list(APPEND parts ${part})
      list(APPEND commands
        COMMAND ${XGRAD_OBJCOPY} --remove-section=.init_array --remove-section=.rela.init_array
                $<TARGET_OBJECTS:${copy}> ${part}.all
        COMMAND ${XGRAD_LD} -r --force-group-allocation --gc-sections --undefined=xgrad_wide_entries
                -T ${scripts}/wide_entries.ld -o ${part} ${part}.all
        COMMAND ${XGRAD_OBJCOPY} --strip-unneeded --wildcard --localize-symbol=* ${part})
    endforeach()
    list(TRANSFORM copies REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE dependencies)

    set(script ${CMAKE_CURRENT_BINARY_DIR}/${name}.ld)
    configure_file(${scripts}/wide_tables.ld.in ${script} @ONLY)
    add_custom_command(OUTPUT ${object}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
      ${commands}
      COMMAND ${XGRAD_LD} -r -T ${script} -o ${object} ${parts}
      DEPENDS ${dependencies} ${script} ${scripts}/wide_entries.ld
      COMMENT "Joining the wide kernels of ${path}" VERBATIM)

    # Rules of one directory are not seen in another, and make sees no rules of another target: what
    # orders the steps, wherever they are, is a target of their own.
    add_custom_target(${name} DEPENDS ${object})
    add_dependencies(${name} ${copies})
    add_dependencies(${target} ${name})
    set_source_files_properties(${object} TARGET_DIRECTORY ${target}
                                PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
    target_sources(${target} PRIVATE ${object})
    set_property(TARGET ${target} APPEND PROPERTY XGRAD_WIDE_OBJECTS ${object})
  endforeach()
endfunction()
